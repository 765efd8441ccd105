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
  checkShortCuts(bytes(start, count))
  var parser = TextLineParser()
  var frame = CANFrame()
  var mayHaveHeader = false
  forEachLine(in: bytes(start, count)) { line in
    var copy = parser
    var otherFrame = CANFrame.leftOver
    let result = outcome(of: line, &parser, into: &frame)
    if !beginsWithSemicolon(line) {
      expect(takers(of: line) <= 1, "only one format takes it", line, result)
    }
    expect(
      outcome(of: line, &copy, into: &otherFrame) == result,
      "nothing is left over", line, (result, otherFrame))
    checkError(of: line)
    for good in goodLines {
      var behind = copy
      let found = outcome(of: good.span, &behind, into: &otherFrame).frame
      expect(
        found?.payload.count == 1,
        "a good line is found behind any other", line,
        (String(decoding: good, as: UTF8.self), otherFrame))
    }
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

/// Checks that lines that are read faster are read as the same frames.
private func checkShortCuts(_ text: [UInt8]) {
  // No line is too near to the end.
  let text = text + [0x0A] + [UInt8](repeating: UInt8(ascii: "-"), count: 200)
  var parser = TextLineParser()
  var start = 0
  while let end = text[start...].firstIndex(of: 0x0A) {
    var complete = parser
    let line = [UInt8](text[start..<end])
    var frame = CANFrame.leftOver
    var expected = CANFrame()
    let next = parser.parseUsual(text.span, at: start, into: &frame)
    let result = outcome(of: line.span, &complete, into: &expected)
    if let next {
      expect(
        next == end + 1 && result == .frame(frame),
        "the short cut leads to the same frame", line.span, (result, frame))
    } else {
      _ = outcome(of: line.span, &parser, into: &frame)
    }
    start = end + 1
  }
}

/// Checks that the error of a bad line is the one that trying all formats, one
/// after another, comes to.
private func checkError(of line: Span<UInt8>) {
  guard !hasMarkInFront(line) else { return }
  var parser = TextLineParser()
  var frame = CANFrame.leftOver
  do throws(MalformedFrame) {
    _ = try parser.parse(line, into: &frame)
  } catch {
    expect(
      error == errorOfAllFormats(line), "the format that got furthest says why",
      line, error)
  }
}

/// Whether a part of the line is passed over before any format sees it.
private func hasMarkInFront(_ line: Span<UInt8>) -> Bool {
  let bytes = line.indices.map { line[$0] }
  let text = bytes.drop { $0 == 0x20 || $0 == 0x09 }
  let rest = text.drop { (0x30...0x39).contains($0) }
  let isNumbered =
    rest.count < text.count
    && rest.first.map { [0x20, 0x09, 0x3A].contains($0) } ?? false
  let marks: [UInt8] = [0, 0x0D, 0x3B, 0x3E, 0xEF]
  return isNumbered || bytes.last == 0x0D
    || text.first.map(marks.contains) ?? false
}

/// A frame with one byte of data in each format.
private let goodLines: [[UInt8]] = [
  "(0.5) can0 351#14",
  "can0  351   [1]  14",
  "<0x351> [1] 14",
  "(0.500) RX0 351 [1] 14",
  "Standard ID: 0x351 DLC: 1 Data: 0x14",
  "[canbus:1]: send can_id: 0x351 hex: 14",
  "351 [1] 14",
  "0.0 1 351 Rx d 1 14",
  "1) 0.0 1 Rx 0351 - 1 14",
  "500,00000351,false,Rx,0,1,14",
  "0.5 1R11 351 14",
].map { [UInt8]($0.utf8) }

/// Whether a line is a header or comment of a trace, though a console could
/// take the semicolon for an interface.
private func beginsWithSemicolon(_ line: Span<UInt8>) -> Bool {
  for index in line.indices where line[index] != 0x20 && line[index] != 0x09 {
    return line[index] == UInt8(ascii: ";")
  }
  return false
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

/// All formats, in the order in which they are tried.
private var formats: [any LineFormat] {
  [
    CandumpLog(), CandumpConsole(), EarlyCandump(), BatteryEmulator(),
    SerialMonitor(), ESPHome(), PythonLog(), StructDump(), PlainFrame(),
    VectorASC(), PCANTrace(), GVRET(), CRTD(),
  ]
}

/// How many formats take a line, as a frame or as one beside frames.
private func takers(of line: Span<UInt8>) -> Int {
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

/// The error of the format that got furthest, and of the last one of these, or
/// `nil` if a format takes the line.
private func errorOfAllFormats(_ line: Span<UInt8>) -> MalformedFrame? {
  var best = MalformedFrame(.notAFrame, at: 0)
  var frame = CANFrame()
  for var format in formats {
    do throws(MalformedFrame) {
      _ = try format.parse(line, into: &frame)
      return nil
    } catch {
      if error.reason == .notAFrame { continue }
      if best.reason == .notAFrame || error.offset >= best.offset {
        best = error
      }
    }
  }
  return best
}
