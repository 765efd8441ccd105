// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

internal import CANBus
internal import CANFormats
internal import FuzzCommon

/// Reads lines of BUSMASTER, each alone and behind those before it.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  var frame = CANFrame()
  var other = CANFrame()
  var format = Busmaster()
  forEachLine(in: bytes(start, count)) { line in
    checkLine(line, Busmaster(), into: &frame) { $0.busmasterLine }
    checkLine(
      line, behindOthers: &format, into: &other,
      good: "***BUSMASTER Ver 3.2.2***", "***SYSTEM MODE***",
      "10:00:00:1234 Rx 1 0x351 s 1 14")
  }
  return 0
}
