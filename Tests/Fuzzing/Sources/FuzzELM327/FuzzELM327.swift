// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

internal import CANBus
internal import CANFormats
internal import FuzzCommon

/// Reads what an ELM327 prints.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  var frame = CANFrame()
  var format = ELM327()
  forEachLine(in: bytes(start, count)) { line in
    checkLine(
      line, behindOthers: &format, into: &frame, good: "ATMA", "ATD0", "ATMA",
      "35114")
  }
  return 0
}
