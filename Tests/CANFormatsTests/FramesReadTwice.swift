// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

import CANBus
import CANFormats

/// The frames of a text whose lines are read twice, as those of a file are.
func framesReadTwice(_ text: String) -> [CANFrame] {
  var parser = TextLineParser()
  var frame = CANFrame()
  let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    .map { Array($0.utf8) }
  for line in lines { _ = try? parser.parse(line.span, into: &frame) }
  parser.beginAnew()
  var frames: [CANFrame] = []
  for line in lines {
    var rest = line
    repeat {
      let isFrame = try? parser.parse(rest.span, into: &frame)
      if isFrame == true { frames.append(frame) }
      rest = Array(rest.suffix(parser.unreadCount))
    } while !rest.isEmpty
  }
  return frames
}
