// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

internal import CANBus
internal import CANFormats
internal import FuzzCommon

/// Reads lines of any text format.
///
/// Some lines have a say in what those behind them are: headers, parts of a
/// frame, and printed lines, which are evidence for others of their form. What
/// a line is depends on nothing else, since no two exact formats take it.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  checkShortCuts(bytes(start, count))
  checkSecondReading(bytes(start, count))
  var parser = TextLineParser()
  // Does not see the lines that are no frames.
  var skipping = TextLineParser()
  var frame = CANFrame()
  var otherFrame = CANFrame()
  var isPlain = true
  forEachLine(in: bytes(start, count)) { line in
    let before = parser
    let result = outcome(of: line, &parser, into: &frame)
    if case .frame(let frame) = result { checkSound(frame, line) }
    expect(
      takers(of: line) <= 1, "only one exact format takes it", line, result)

    var copy = before
    otherFrame = .leftOver
    expect(
      outcome(of: line, &copy, into: &otherFrame) == result
        && copy.hasSameState(as: parser),
      "nothing is left over", line, (result, otherFrame))
    if !parser.hasSameState(as: before) { checkGoodLines(behind: line, parser) }

    if skipping.hasSameState(as: before) {
      var same = skipping
      expect(
        outcome(of: line, &same, into: &otherFrame) == result
          && same.hasSameState(as: parser),
        "what has the same state does the same", line, (result, otherFrame))
    }
    if result.frame != nil {
      _ = outcome(of: line, &skipping, into: &otherFrame)
    }

    guard isPlain else { return }
    var fresh = TextLineParser()
    let alone = outcome(of: line, &fresh, into: &otherFrame)
    expect(
      result.frame == alone.frame,
      "a line is the same behind plain ones and alone", line, (result, alone))
    isPlain = isFrameOfPlainFormat(line)
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

/// Checks that lines which are read again are the same as when they are read a
/// third time: all that they show has been seen in the first reading.
private func checkSecondReading(_ text: [UInt8]) {
  var parser = TextLineParser()
  var readings: [[Outcome]] = []
  for _ in 0..<3 {
    var outcomes: [Outcome] = []
    forEachLine(in: text) { line in
      var frame = CANFrame.leftOver
      outcomes.append(outcome(of: line, &parser, into: &frame))
    }
    readings.append(outcomes)
    parser.beginAnew()
  }
  expect(
    readings[1] == readings[2], "a third reading is like the second",
    text.span, readings)
}

/// Checks that lines that are a frame in any case are found.
private func checkGoodLines(behind line: Span<UInt8>, _ parser: TextLineParser)
{
  var frame = CANFrame.leftOver
  for lines in goodLines {
    var behind = parser
    var last = Outcome.noise
    for good in lines {
      last = outcome(of: good.span, &behind, into: &frame)
    }
    // A line with a decimal identifier costs the others of its form.
    if case .malformed(let error) = last, error.reason == .decimalIdentifier {
      continue
    }
    expect(
      last.frame?.payload.count == 1, "good lines are found behind any other",
      line, (lines.map { String(decoding: $0, as: UTF8.self) }, last))
  }
}

/// Lines of each format, with the headers that they need; the last one is a
/// frame with one byte of data.
private let goodLines: [[[UInt8]]] = [
  ["(0.5) can0 351#14"],
  ["can0  351   [1]  14"],
  ["(0.500) RX0 351 [1] 14"],
  ["0.0 1 351 Rx d 1 14"],
  ["1) 0.0 1 Rx 0351 - 1 14"],
  ["0.5 1R11 351 14"],
  ["***BUSMASTER Ver 3.2.2***", "10:00:00:1234 Rx 1 0x351 s 1 14"],
  ["t351114"],
  ["< frame 351 0.500000 14 >"],
  ["Timestamp: 0.5 ID: 351 S Rx DL: 1 14 Channel: can0"],
  [#"{"time":0.5,"interface":"can0","id":"351","data":"14"}"#],
  ["Time Stamp,ID,Extended,Dir,Bus,LEN,D1", "500,00000351,false,Rx,0,1,AC"],
  ["send standard id=0x351 rtr=FALSE size=1", "can_message.data[0]=14"],
  ["Standard ID: 0x351 DLC: 1 Data: 0x14"],
].map { $0.map { [UInt8]($0.utf8) } }

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

/// How many exact formats take a line as a frame.
private func takers(of line: Span<UInt8>) -> Int {
  let formats: [any LineFormat] = [
    CandumpLog(), CandumpConsole(), BatteryEmulator(), VectorASC(),
    PCANTrace(), CRTD(), Busmaster(), SLCAN(), SocketCAND(), PythonPrinter(),
    JSONLine(), Table(), SplitFrame(), ELM327(),
  ]
  return formats.count { isFrame(line, $0) }
}

/// Whether a line is a frame of a format that has no memory.
private func isFrameOfPlainFormat(_ line: Span<UInt8>) -> Bool {
  let formats: [any LineFormat] = [
    CandumpLog(), CandumpConsole(), BatteryEmulator(), CRTD(), SocketCAND(),
    PythonPrinter(), JSONLine(),
  ]
  return formats.contains { isFrame(line, $0) }
}

private func isFrame(_ line: Span<UInt8>, _ format: some LineFormat) -> Bool {
  var format = format
  var frame = CANFrame()
  return (try? format.parse(line, into: &frame)) ?? false
}
