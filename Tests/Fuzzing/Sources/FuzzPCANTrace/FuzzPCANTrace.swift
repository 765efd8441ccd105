// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

internal import CANBus
internal import CANFormats
internal import FuzzCommon

/// Reads lines of PCAN traces, each alone and behind those before it.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  var frame = CANFrame()
  var other = CANFrame()
  var format = PCANTrace()
  forEachLine(in: bytes(start, count)) { line in
    checkLine(line, PCANTrace(), into: &frame) { $0.pcanTraceLine }
    checkLine(
      line, behindOthers: &format, into: &other,
      good: "1) 0.0 1 Rx 0351 - 1 14")
  }
  return 0
}
