// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

internal import CANBus
internal import CANFormats
internal import FuzzCommon

/// Reads what adapters with the LAWICEL protocol send, each line alone, behind
/// one frame and behind all before it.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  var frame = CANFrame()
  var other = CANFrame()
  var format = SLCAN()
  // Some lines are frames only where others are.
  var known = SLCAN()
  _ = try? known.parse([UInt8]("t351114".utf8).span, into: &frame)
  forEachLine(in: bytes(start, count)) { line in
    checkLine(line, SLCAN(), into: &frame) { $0.slcanLine }
    checkLine(line, known, into: &frame) { $0.slcanLine }
    checkLine(
      line, behindOthers: &format, into: &other, good: "t3511140001")
  }
  return 0
}
