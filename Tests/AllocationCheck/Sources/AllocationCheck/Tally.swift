// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

/// What decoding has found, to compare with what there is.
struct Tally: Equatable {
  /// Lines or records that hold a frame.
  var frames = 0
  /// Frames that the dialect knows.
  var messages = 0
  /// Readings of these messages that have a value.
  var readings = 0
  /// Lines that plainly are no frame.
  var noise = 0
  /// Lines or records that cannot be read.
  var malformed = 0

  /// How many lines or records there are in all.
  var records: Int { frames + noise + malformed }

  mutating func add(_ outcome: Outcome) {
    switch outcome {
    case .message(let readings):
      frames += 1
      messages += 1
      self.readings += readings
    case .frame: frames += 1
    case .noise: noise += 1
    case .malformed: malformed += 1
    }
  }
}
