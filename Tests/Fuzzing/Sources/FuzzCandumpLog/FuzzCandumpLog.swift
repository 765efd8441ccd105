// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

internal import CANBus
internal import CANFormats
internal import FuzzCommon

/// Reads lines of `candump -l`, and compares with a reader that is as simple as
/// can be, without the short cut.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  var frame = CANFrame()
  forEachLine(in: bytes(start, count)) { line in
    checkLine(line, CandumpLog(), into: &frame) { $0.candumpLogLine }
    var copy = CANFrame()
    let isFrame = (try? CandumpLog().parse(line, into: &copy)) ?? false
    let naive = NaiveCandumpLog.parse(line.indices.map { line[$0] })
    if naive != .unknown {
      expect(
        naive == (isFrame ? .frame(copy) : .none),
        "a simple reader reads the same", line, (copy, naive))
    }
    if isFrame { checkEncoding(of: copy, line) }
  }
  return 0
}

/// Checks that a frame can be written with all it says, and is read again.
private func checkEncoding(of frame: CANFrame, _ line: Span<UInt8>) {
  var style = CandumpLog.LineStyle()
  style.hasDirection = true
  style.hasLengthCode = true
  style.hasNanoseconds = true
  style.unnamedInterface = InterfaceName([UInt8]("can0".utf8).span)
  var bytes = [UInt8](repeating: 0xEE, count: CandumpLog.maximumLength)
  var span = bytes.mutableSpan
  guard let result = CandumpLog.encode(frame, style, into: &span) else {
    broken("a frame that is read can be written", line, frame)
  }
  let written = [UInt8](bytes[..<result.count])
  var copy = CANFrame()
  do throws(MalformedFrame) {
    _ = try CandumpLog().parse(written.span, into: &copy)
  } catch {
    broken("what is written can be read", written.span, error)
  }
  var expected = frame
  expected.timestamp = Timestamp(
    nanoseconds: frame.timestamp?.nanoseconds ?? 0, fractionDigits: 9)
  if result.losses.contains(.interface)
    || result.losses.contains(.unknownInterface)
  {
    expected.interface = copy.interface
  }
  expect(
    copy == expected, "a frame that is encoded comes back", written.span,
    (expected, copy))
}
