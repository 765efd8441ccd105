// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

/// Tables that are known without a header, by what is in their rows.
extension TableLayout {
  /// The columns of a row of a program that writes no header, or `nil`.
  init?(withoutHeader line: Span<UInt8>) {
    switch Self.separator(behindNumberOf: line) {
    case UInt8(ascii: ","):
      if let panda = Self(panda: line) {
        self = panda
      } else {
        self.init(gvret: line)
      }
    case UInt8(ascii: "/"): self.init(avisaro: line)
    case UInt8(ascii: ";"): self.init(microchip: line)
    case UInt8(ascii: "\t"): self.init(trace: line)
    default: return nil
    }
  }

  /// The byte behind the number in the first cell, or `nil` if there is no number.
  private static func separator(
    behindNumberOf line: Span<UInt8>
  ) -> UInt8? {
    var cursor = LineCursor(line)
    cursor.skipBlanks()
    _ = cursor.skip(UInt8(ascii: "="))
    let isQuoted = cursor.skip(UInt8(ascii: "\""))
    guard cursor.number() != nil else { return nil }
    if isQuoted, !cursor.skip(UInt8(ascii: "\"")) { return nil }
    while cursor.peek == UInt8(ascii: " ") { cursor.advance() }
    return cursor.peek
  }

  /// The columns of GVRET, or `nil` if the line is no row of it.
  private init?(gvret line: Span<UInt8>) {
    var cells = TableCells(line, UInt8(ascii: ","))
    guard let time = cells.next(), let id = cells.next(),
      let width = cells.next()
    else { return nil }
    // Few other rows have such a third cell.
    let word = line.extracting(width)
    let isNamed = word.isOneOf("true false")
    guard isNamed || word.isOneOf("0 1"),
      line.extracting(time).isDecimalNumber,
      line.extracting(id).isHexadecimalNumber,
      let fourth = cells.next(), let fifth = cells.next()
    else { return nil }
    self.init(
      separatedBy: UInt8(ascii: ","),
      unit: isNamed ? .microseconds : .milliseconds)
    append(.time)
    append(.identifier)
    append(.width)
    if line.extracting(fourth).isOneOf("rx tx") {
      append(.direction)
    } else if !isNamed {
      // The firmware's own log has numbers alone, and milliseconds.
      guard fourth.count == 1, fifth.count == 1,
        let length = line[fifth.lowerBound].decimalValue, length <= 8
      else { return nil }
      for _ in 0..<length {
        guard let byte = cells.next(), !byte.isEmpty else { return nil }
      }
      // A trailing comma is all that may follow.
      if let more = cells.next(), !more.isEmpty { return nil }
    }
    append(.channel)
    append(.length)
    append(.data)
  }

  /// The columns of the logger of a comma.ai panda, whose data states its length:
  /// `0,0x351,0x1402740e740ecc01,8`, or `nil` if the line is no row of it.
  private init?(panda line: Span<UInt8>) {
    var cells = TableCells(line, UInt8(ascii: ","))
    guard let bus = cells.next(), bus.count <= 3,
      line.extracting(bus).hasOnlyDigits(behind: 0),
      let id = cells.next(), line.extracting(id).startsWithName("0x"),
      line.extracting(id).isHexadecimalNumber,
      let data = cells.next(), line.extracting(data).startsWithName("0x"),
      let length = cells.next(), length.count <= 2, cells.next() == nil
    else { return nil }
    var digits = LineCursor(line)
    digits.go(to: data.lowerBound &+ 2)
    var number = LineCursor(line.extracting(length))
    guard digits.hexLength == data.count &- 2,
      let count = number.decimal(upTo: 64), number.isAtEnd, count > 0,
      digits.hexLength == count &* 2
    else { return nil }
    self.init(separatedBy: UInt8(ascii: ","))
    append(.channel)
    append(.identifier)
    append(.data)
    append(.length)
  }

  /// The columns of Avisaro's loggers, which write eight bytes always:
  /// `2025/05/15,06:00:00,480, $C2, 00000351, 4, 14, 02, 74, 0e, 00, 00, 00, 00`, or
  /// `nil` if the line is no row of them.
  private init?(avisaro line: Span<UInt8>) {
    var cells = TableCells(line, UInt8(ascii: ","))
    guard let date = cells.next(), date.count == 10,
      let clock = cells.next(), line.extracting(clock).isTimeOfDay,
      let fraction = cells.next(), fraction.count == 3,
      line.extracting(fraction).hasOnlyDigits(behind: 0),
      let bus = cells.next(), bus.count > 2,
      line.extracting(bus).startsWithName("$c"),
      let id = cells.next(), id.count == 8,
      line.extracting(id).isHexadecimalNumber,
      let length = cells.next(), length.count == 1
    else { return nil }
    self.init(separatedBy: UInt8(ascii: ","), by: .avisaro)
    append(.time)
    append(.ignored)
    append(.ignored)
    append(.channel)
    append(.identifier)
    append(.length)
    for _ in 0..<8 { append(.byte) }
  }

  /// The columns of Microchip's CAN BUS Analyzer, whose times are milliseconds:
  /// `1247;RX;0x351;8;0x14;0x02;`, or `nil` if the line is no row of it.
  private init?(microchip line: Span<UInt8>) {
    var cells = TableCells(line, UInt8(ascii: ";"))
    guard let time = cells.next(), line.extracting(time).isDecimalNumber,
      let direction = cells.next(),
      line.extracting(direction).isOneOf("rx tx"),
      let id = cells.next(), line.extracting(id).startsWithName("0x"),
      line.extracting(id).isHexadecimalNumber,
      let length = cells.next(), length.count == 1
    else { return nil }
    self.init(separatedBy: UInt8(ascii: ";"), unit: .milliseconds)
    append(.time)
    append(.direction)
    append(.identifier)
    append(.length)
    append(.data)
  }

  /// The columns of a trace that SavvyCAN writes, separated by tabs:
  /// `1 10:00:00:0123 00000351 8 14 02`, or `nil` if the line is no row of one.
  private init?(trace line: Span<UInt8>) {
    var cells = TableCells(line, UInt8(ascii: "\t"))
    guard let number = cells.next(),
      line.extracting(number).hasOnlyDigits(behind: 0),
      let time = cells.next(), line.extracting(time).isTimeOfDay,
      let id = cells.next(), id.count == 8,
      line.extracting(id).isHexadecimalNumber,
      let length = cells.next(), length.count == 1
    else { return nil }
    self.init(separatedBy: UInt8(ascii: "\t"))
    append(.ignored)
    append(.time)
    append(.identifier)
    append(.length)
    append(.data)
  }
}

extension Span<UInt8> {
  fileprivate var isTimeOfDay: Bool {
    var cursor = LineCursor(self)
    return cursor.timeOfDay() != nil && cursor.isAtEnd
  }
}
