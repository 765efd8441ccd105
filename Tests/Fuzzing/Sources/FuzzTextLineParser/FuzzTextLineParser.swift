// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

internal import CANBus
internal import CANFormats
internal import FuzzCommon

/// Reads lines of any text format: what a line is does not depend on those
/// before it, unless they are headers, since no two formats take it.
///
/// Only why a line is no frame may depend on them, because the formats are
/// tried in another order.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  var parser = TextLineParser()
  var frame = CANFrame()
  var mayHaveHeader = false
  forEachLine(in: bytes(start, count)) { line in
    var copy = parser
    var otherFrame = CANFrame.leftOver
    let result = outcome(of: line, &parser, into: &frame)
    expect(takers(of: line) <= 1, "only one format takes a line", line, result)
    expect(
      outcome(of: line, &copy, into: &otherFrame) == result,
      "nothing is left over", line, (result, otherFrame))
    let good = [UInt8]("(0.5) can0 351#14".utf8)
    expect(
      outcome(of: good.span, &copy, into: &otherFrame).frame != nil,
      "a good line is found behind any other", line, otherFrame)
    if result == .noise { mayHaveHeader = true }
    if mayHaveHeader { return }
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

/// How many formats take a line, as a frame or as one beside frames.
private func takers(of line: Span<UInt8>) -> Int {
  let formats: [any LineFormat] = [
    CandumpLog(), CandumpConsole(), EarlyCandump(), BatteryEmulator(),
    SerialMonitor(), ESPHome(), PythonLog(), StructDump(), PlainFrame(),
    VectorASC(), PCANTrace(), GVRET(), CRTD(),
  ]
  var count = 0
  var frame = CANFrame()
  for var format in formats {
    do throws(MalformedFrame) {
      _ = try format.parse(line, into: &frame)
      count += 1
    } catch {}
  }
  return count
}
