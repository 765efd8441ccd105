// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

/// Tables that are known without a header, by what is in their rows.
extension TableLayout {
  /// The columns of a row of a program that writes no header, or `nil`.
  init?(withoutHeader line: Span<UInt8>) {
    switch Self.separator(behindNumberOf: line) {
    case UInt8(ascii: ","): self.init(gvret: line)
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
    guard let time = cells.next(), line.extracting(time).isDecimalNumber,
      let id = cells.next(), line.extracting(id).isHexadecimalNumber,
      let width = cells.next(), let fourth = cells.next(),
      let fifth = cells.next()
    else { return nil }
    let word = line.extracting(width)
    let isNamed = word.isOneOf("true false")
    guard isNamed || word.isOneOf("0 1") else { return nil }
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
