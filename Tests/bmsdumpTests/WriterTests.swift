// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

import BatteryCAN
import CANBus
import CANCapture
import TestSupport
import Testing

@testable import bmsdump

/// What writers print, by short cuts and without.
@Suite struct WriterTests {
  /// Rows that were kept are those that would be put together, whatever comes
  /// in between: other interfaces, dialects and notes, columns that grow.
  @Test(arguments: OutputFormat.allCases)
  func keptRows(format: OutputFormat) throws {
    var random = SeededGenerator()
    let records = (0..<20_000).map { _ in Record(&random) }
    for style in TimeStyle.allCases {
      let kept = try write(records, format, style, keepsRows: true)
      let complete = try write(records, format, style, keepsRows: false)
      #expect(kept == complete, "\(format) \(style) \(random)")
      #expect(kept.isEmpty == (format == .none))
    }
  }

  /// The longest rows that there can be fit: every fault of every message of
  /// every dialect, and a long name all of whose bytes are escaped.
  @Test(arguments: OutputFormat.allCases)
  func longestRows(format: OutputFormat) throws {
    let names = [
      Array(repeating: UInt8(ascii: "\""), count: 32),
      Array(repeating: UInt8(1), count: 32), Array("\u{E0001}".utf8),
    ]
    var records: [Record] = []
    for dialect in Dialect.all {
      for name in names {
        for id in UInt32(0)...0x7FF {
          let payloads = [
            UInt64.max, 0x5555_5555_5555_5555, 0x2222_2222_2222_2222,
          ]
          for payload in payloads {
            let frame = CANFrame(
              id: .standard(StandardID(truncating: id)),
              payload: Payload(ClassicPayload(word: payload, count: 8)),
              interface: InterfaceName(name.span),
              timestamp: Timestamp(nanoseconds: .max, fractionDigits: 9))
            if let message = dialect.decode(frame) {
              records.append(Record(frame: frame, message: message))
            }
          }
        }
      }
    }
    let kept = try write(records, format, .iso, keepsRows: true)
    let complete = try write(records, format, .iso, keepsRows: false)
    #expect(kept == complete)
  }

  /// A frame, and the message that it is.
  private struct Record {
    let frame: CANFrame
    let message: BatteryMessage?

    init(frame: CANFrame, message: BatteryMessage?) {
      self.frame = frame
      self.message = message
    }

    /// A frame of one of a few identifiers, payloads, interfaces and dialects,
    /// so that many of them come again.
    init(_ random: inout SeededGenerator) {
      let ids: [UInt32] = [
        0x305, 0x306, 0x351, 0x355, 0x356, 0x359, 0x35A, 0x35C, 0x35E, 0x360,
        0x370, 0x373, 0x3D1, 0x403, 0x501,
      ]
      let words: [UInt64] = [
        0, .max, 0x4E50_0000_0000_0000, 0x2020_4E4F_4C59_4150,
        0x01C2_02E4_02E4_0214, 0xC0, 0x2C22_2B31_3D, 0xFF00_FF00,
        .random(in: 0...UInt64.max, using: &random),
      ]
      let names = ["", "can0", "can1", "vcan0,\"x\"", "=1", "a-long-name"]
      let name = Int.random(in: 0..<20, using: &random)
      let times: [Int64] = [
        0, 999_999_999, 1_000_000_000, 1_705_449_600_123_456_789,
        .random(in: 0...Int64.max, using: &random),
      ]
      var payload = Payload(
        ClassicPayload(
          word: words.randomElement(using: &random) ?? 0,
          count: Bool.random(using: &random)
            ? 8 : .random(in: 0...8, using: &random)))
      let isLong = Int.random(in: 0..<50, using: &random) == 0
      if isLong { for byte in random.bytes(20) { payload.append(byte) } }
      let id = StandardID(truncating: ids.randomElement(using: &random) ?? 0)
      let isExtended = Int.random(in: 0..<2000, using: &random) == 0
      frame = CANFrame(
        id: isExtended
          ? .extended(ExtendedID(truncating: 0x1806_E5F4)) : .standard(id),
        payload: payload,
        interface: InterfaceName(names[name < names.count ? name : 1]),
        timestamp: Int.random(in: 0..<100, using: &random) == 0
          ? nil
          : Timestamp(
            nanoseconds: times.randomElement(using: &random) ?? 0,
            fractionDigits: .random(in: 0...9, using: &random),
            notation: Int.random(in: 0..<500, using: &random) == 0
              ? .calendar : .seconds))
      var dialects = DialectSet(.pylontech)
      if Bool.random(using: &random) {
        dialects = DialectSet(
          Dialect.all.randomElement(using: &random) ?? .sma)
      }
      if Int.random(in: 0..<4, using: &random) == 0 {
        dialects.insert(.victron)
      }
      message = dialects.decode(frame)
    }
  }

  /// What a writer makes of frames.
  private func write(
    _ records: [Record], _ format: OutputFormat, _ style: TimeStyle,
    keepsRows: Bool
  ) throws -> [UInt8] {
    try Files.withTemporaryFile { path in
      let output = OutputBuffer(try ByteSink(path: path))
      let time = TimePrinter(style: style)
      switch format {
      case .text:
        write(
          records, RowWriter(output, TextRows(time: time, color: true)),
          keepsRows)
      case .jsonl:
        write(
          records, RowWriter(output, JSONLinesRows(time: time)), keepsRows)
      case .csv:
        write(records, RowWriter(output, CSVRows(time: time)), keepsRows)
      case .none: write(records, NoWriter(output), keepsRows)
      }
      return try Files.bytes(path)
    }
  }

  private func write<Writer: RecordWriter & ~Copyable>(
    _ records: [Record], _ writer: consuming Writer, _ keepsRows: Bool
  ) {
    var writer = writer
    for record in records {
      if !keepsRows { writer.forgetRows() }
      var frame = record.frame
      if let message = record.message {
        writer.write(message, in: &frame)
      } else {
        writer.writeUnknown(&frame)
      }
    }
    writer.output.flush()
  }
}

/// Numbers in digits, against the standard library's.
@Suite struct DigitsTests {
  private func characters(_ word: UInt64, _ count: Int = 8) -> String {
    let bytes = (0..<UInt64(count)).map {
      UInt8(truncatingIfNeeded: word >> ($0 * 8))
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  private func text(_ append: (inout OutputBuffer) -> Void) -> String {
    var output = OutputBuffer()
    append(&output)
    return output.takeText()
  }

  @Test func eightDecimalDigits() {
    var random = SeededGenerator()
    var numbers = (UInt64(0)...100_000).map { $0 }
    numbers += (UInt64(0)...9_999).map { $0 * 10_000 + 9_999 - $0 }
    numbers += (0..<100_000).map { _ in
      UInt64.random(in: 0..<100_000_000, using: &random)
    }
    for number in numbers {
      let digits = "\(number)"
      let word = Digits.decimal(eightOf: number)
      let zeros = String(repeating: "0", count: 8 - digits.count)
      #expect(characters(word) == zeros + digits)
      #expect(Digits.significant(in: word) == digits.count)
      let last = Digits.last(digits.count, of: word)
      #expect(characters(last, digits.count) == digits)
    }
  }

  @Test func hexadecimalDigits() {
    for low in UInt8.min...UInt8.max {
      let high = 255 - low
      let bytes = UInt32(low) | UInt32(high) << 8 | UInt32(low) << 24
      func hex(_ byte: UInt8) -> String {
        (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true)
      }
      #expect(
        characters(Digits.hexadecimal(bytes))
          == hex(low) + hex(high) + "00" + hex(low))
    }
  }

  @Test func numbersOfAnySize() {
    var random = SeededGenerator()
    for decimals in UInt8(0)...9 {
      var numbers: [Int64] = [0, 1, 9, 10, 11, 99, -1, -10, .max, -.max]
      for digits in 1...18 {
        let power = Int64("1" + String(repeating: "0", count: digits)) ?? 0
        numbers += [power - 1, power, -power, 1 - power]
      }
      numbers += (0..<1000).map { _ in
        let shift = Int.random(in: 0..<64, using: &random)
        return Int64(truncatingIfNeeded: random.next()) >> shift
      }
      for number in numbers {
        let decimal = DecimalNumber(number, decimals: decimals)
        #expect(text { $0.append(decimal) } == "\(decimal)")
        let digits = "\(number.magnitude)"
        let width = Int(decimals) * 2
        let zeros = String(repeating: "0", count: max(width - digits.count, 0))
        #expect(
          text { $0.append(number.magnitude, width: width) } == zeros + digits)
      }
    }
    #expect(text { $0.append(UInt64.max) } == "\(UInt64.max)")
  }

  /// The digits of the source, without rounding, in any order.
  @Test func seconds() throws {
    var random = SeededGenerator()
    var printer = TimePrinter(style: .absolute)
    for _ in 0..<20_000 {
      let shift = Int.random(in: 1..<64, using: &random)
      let nanoseconds = Int64(random.next() >> UInt64(shift))
      let count = UInt8.random(in: 0...9, using: &random)
      let time = try #require(
        Timestamp(nanoseconds: nanoseconds, fractionDigits: count))
      let fraction = "\(nanoseconds % 1_000_000_000 + 1_000_000_000)"
        .dropFirst().prefix(Int(count))
      let expected =
        "\(nanoseconds / 1_000_000_000)" + (count > 0 ? "." : "") + fraction
      #expect(text { printer.append(time, to: &$0) } == expected, "\(random)")
    }
  }
}
