// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

internal import CANBus
internal import CANFormats
internal import FuzzCommon

/// Puts things before and behind a frame, and looks whether it is still the
/// same.
///
///     byte 0     what stands before the line
///     byte 1     what stands before it, as a log has it
///     byte 2     what stands behind the line
///     byte 3     in which form the frame is written
///     byte 4...  the frame
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  var choices = ByteChoices(bytes(start, count))
  let quote = choices.one(of: quotes)
  let prefix = choices.one(of: prefixes)
  let remark = choices.one(of: remarks)
  let form = choices.byte()
  var frame = CANFrame(&choices)
  // Where no data follows, a remark may look like it.
  guard frame.kind == .data, frame.payload.count > 0 else { return 0 }
  frame.dlc = UInt8(frame.payload.count)
  let line = write(frame, form)
  let plain = read(line)
  expect(
    plain?.id == frame.id && plain?.payload == frame.payload
      && plain?.kind == .data && plain?.dlc == frame.dlc,
    "a frame is read", line.span, (frame, plain as Any))

  let text = [UInt8](quote.utf8) + [UInt8](prefix.text.utf8) + line
  let whole = text + [UInt8](remark.utf8)
  let found = read(whole)
  var expected = plain
  if expected?.timestamp == nil {
    // A number may be that of the line or its time.
    expected?.timestamp =
      prefix.isNumber ? found?.timestamp : prefix.time
  }
  expect(
    found == expected, "a frame is the same among other words", whole.span,
    (expected as Any, found as Any))
  return 0
}

private func read(_ line: [UInt8]) -> CANFrame? {
  var parser = TextLineParser()
  var frame = CANFrame.leftOver
  do throws(MalformedFrame) {
    return try parser.parse(line.span, into: &frame) ? frame : nil
  } catch {
    checkOffset(of: error, in: line.span)
    return nil
  }
}

/// A frame with data, in one of the forms that need nothing else.
private func write(_ frame: CANFrame, _ form: UInt8) -> [UInt8] {
  var frame = frame
  frame.interface = InterfaceName([UInt8]("can0".utf8).span)
  let time = Timestamp(
    nanoseconds: 12_500_000_000, fractionDigits: 1, notation: .seconds)
  switch form % 7 {
  case 0: return frame.candumpConsoleLine
  case 1:
    frame.timestamp = time
    return frame.candumpConsoleLine
  case 2:
    frame.timestamp = time
    return frame.candumpLogLine
  case 3: return frame.candumpLogLine
  case 4:
    frame.interface = InterfaceName()
    return frame.printedLine
  case 5:
    frame.timestamp = time
    frame.interface = InterfaceName([UInt8]("1".utf8).span)
    frame.direction = .received
    return frame.crtdLine
  default:
    frame.timestamp = time
    frame.interface = InterfaceName([UInt8]("0".utf8).span)
    frame.direction = .received
    return frame.batteryEmulatorLine
  }
}

/// What people put before a line.
private let quotes = ["", "> ", ">> ", "- ", "* ", "+ ", "| ", "**", "`", "\""]

/// What stands before a line in a log.
private struct Prefix {
  let text: String
  var time: Timestamp?
  /// Whether it is a number.
  var isNumber = false

  init(
    _ text: String, _ nanoseconds: Int64, digits: UInt8 = 0,
    _ notation: Timestamp.Notation = .seconds
  ) {
    self.text = text
    time = Timestamp(
      nanoseconds: nanoseconds, fractionDigits: digits, notation: notation)
  }

  init(_ text: String) { self.text = text }

  init(number: String) {
    text = number
    isNumber = true
  }
}

private let clock: Int64 = 36_000_000_000_000
private let day: Int64 = 1_736_935_200_000_000_000
private let autumn: Int64 = 306 * 86_400_000_000_000

private let prefixes = [
  Prefix(""),
  Prefix("10:00:00.123 -> ", clock + 123_000_000, digits: 3),
  Prefix("10:00:00 ", clock),
  Prefix("10:00:00,5 - ", clock + 500_000_000, digits: 1),
  Prefix("[10:00:00.123] ", clock + 123_000_000, digits: 3),
  Prefix("[2025-01-15 10:00:00.5] ", day + 500_000_000, digits: 1, .calendar),
  Prefix("2025-01-15 10:00:00 - DEBUG - ", day, .calendar),
  Prefix("2025-01-15T10:00:00Z venus candump[812]: ", day),
  Prefix("15.01.2025 10:00:00 ", day, .calendar),
  Prefix("Nov  3 10:00:00 ", autumn + clock),
  Prefix("Nov  3 10:00:00 host can: ", autumn + clock),
  Prefix("Nov  3 10:00:00 host can[12]: ", autumn + clock),
  Prefix("I (1234) CAN: ", 1_234_000_000, digits: 3),
  Prefix("[10:00:00.5][D][canbus:070]: ", clock + 500_000_000, digits: 1),
  Prefix("[main:123]: "),
  Prefix("DEBUG: "),
  Prefix("INFO - "),
  Prefix(number: "12: "),
  Prefix(number: "     7\t"),
]

/// What stands behind a line.
private let remarks = [
  "", " ", " -- text", " // text", " <-- limits", " # x", "   limits 57.0",
  " (57.0V)", " | limits |", "**", "`", "\"", " - text", "\t!", " ; text",
]
