// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

internal import CANBus
internal import CANFormats
internal import FuzzCommon

/// Reads frames as people and small programs print them, each line alone and
/// behind those before it.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  var frame = CANFrame()
  var other = CANFrame()
  var format = PrintedFrame()
  forEachLine(in: bytes(start, count)) { line in
    checkLine(line, PrintedFrame(), into: &frame) { $0.printedLine }
    checkLine(line, behindOthers: &format, into: &other)
    checkGoodLine(behind: line, format)
  }
  return 0
}

/// Checks that a line that needs no evidence is found, unless lines of its form
/// have decimal identifiers.
private func checkGoodLine(behind line: Span<UInt8>, _ format: PrintedFrame) {
  var format = format
  var frame = CANFrame.leftOver
  let good = [UInt8]("Standard ID: 0x351 DLC: 1 Data: 0x14".utf8)
  do throws(MalformedFrame) {
    let isFrame = try format.parse(good.span, into: &frame)
    expect(
      isFrame && frame.payload.count == 1 && frame.timestamp == nil,
      "a good line is found behind any other", line, frame)
  } catch {
    expect(
      error.reason == .decimalIdentifier,
      "only decimal identifiers cost a good line", line, error)
  }
}
