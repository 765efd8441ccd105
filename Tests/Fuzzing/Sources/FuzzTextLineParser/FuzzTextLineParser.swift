// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

internal import CANBus
internal import CANFormats
internal import FuzzCommon

/// Reads lines of any text format: what a line is does not depend on those
/// before it.
///
/// Only why a line is no frame may depend on them, because the formats are
/// tried in another order.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  var parser = TextLineParser()
  var frame = CANFrame()
  forEachLine(in: bytes(start, count)) { line in
    let result = outcome(of: line, &parser, into: &frame)
    var freshParser = TextLineParser()
    var freshFrame = CANFrame()
    let freshResult = outcome(of: line, &freshParser, into: &freshFrame)
    expect(
      result.frame == freshResult.frame,
      "a line is the same behind others and alone", line, (result, freshResult))
  }
  return 0
}

private func outcome(
  of line: Span<UInt8>, _ parser: inout TextLineParser,
  into frame: inout CANFrame
) -> Outcome {
  do throws(MalformedFrame) {
    return try parser.parse(line, into: &frame) ? .frame(frame) : .noise
  } catch {
    checkOffset(of: error, in: line)
    return .malformed(error)
  }
}
