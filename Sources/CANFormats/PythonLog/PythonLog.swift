// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

public import CANBus

/// The debug log of dbus-serialbattery, where Python prints the data.
///
///     line   = date " " time " " *text "[" interface "] Received: ID=0x" id
///              ", " ("Daten" | "Data") "=bytearray(b" bytes ")"
///     date   = 4DIGIT "-" 2DIGIT "-" 2DIGIT
///     time   = 2DIGIT ":" 2DIGIT ":" 2DIGIT [("." | ",") 1*9DIGIT]
///     id     = 1*7HEXDIG                    ; 11 bits if at most 7FF
///            | 8HEXDIG                      ; 29 bits
///     bytes  = "'" *8byte "'" | %x22 *8byte %x22
///     byte   = "\x" 2HEXDIG | "\t" | "\n" | "\r" | "\\" | "\'"
///            | any other character from space to "~" but the quote
///
/// for example `2025-03-17 14:44:58.912 DEBUG:SerialBattery:[can0] Received:
/// ID=0x351, Daten=bytearray(b'\x02\x00u0')`, in one line. Sources: a log of
/// mr-manuel/venus-os_dbus-serialbattery; the Python library reference on
/// `hex` and `bytes`, and `bytes_repr` of CPython for the quotes.
public struct PythonLog: LineFormat, Sendable {
  /// Creates a parser; the format has no state.
  public init() {}

  /// The year.
  ///
  /// - Parameter byte: The first byte behind blanks.
  /// - Returns: Whether a line can begin with it.
  public static func canBegin(with byte: UInt8) -> Bool {
    byte.decimalValue != nil
  }

  /// Reads one line.
  ///
  /// - Parameters:
  ///   - line: The line without its end.
  ///   - frame: Where the frame goes.
  /// - Returns: `true`, since every line is a frame.
  /// - Throws: ``MalformedFrame`` when the line is not a frame.
  public func parse(
    _ line: Span<UInt8>, into frame: inout CANFrame
  ) throws(MalformedFrame) -> Bool {
    var cursor = LineCursor(line)
    cursor.skipBlanks()
    guard cursor.isAtYear, let name = cursor.rangeOfInterface() else {
      throw MalformedFrame(.notAFrame, at: 0)
    }
    frame.reset()
    frame.timestamp = try cursor.time()
    guard cursor.peek.isBlank else { throw cursor.failure(.badTimestamp) }
    guard !name.isEmpty else {
      throw MalformedFrame(.badInterface, at: name.lowerBound)
    }
    frame.interface = InterfaceName(line.extracting(name))
    frame.direction = .received
    cursor.advance(
      by: name.upperBound &+ LineCursor.received.count &- cursor.position)
    try cursor.unmarkedIdentifier(into: &frame)
    guard cursor.skip([",", " "]) else { throw cursor.failure(.badIdentifier) }
    guard
      cursor.skip(["D", "a", "t", "e", "n"])
        || cursor.skip(["D", "a", "t", "a"]),
      cursor.skip([
        "=", "b", "y", "t", "e", "a", "r", "r", "a", "y", "(", "b",
      ])
    else { throw cursor.failure(.badHexDigit) }
    try cursor.quotedBytes(into: &frame)
    guard cursor.skip(UInt8(ascii: ")")) else {
      throw cursor.failure(.trailingText)
    }
    try cursor.endOfLine()
    return true
  }
}

extension LineCursor {
  fileprivate static var received: InlineArray<17, Unicode.Scalar> {
    [
      "]", " ", "R", "e", "c", "e", "i", "v", "e", "d", ":", " ", "I", "D", "=",
      "0", "x",
    ]
  }

  /// Whether four digits and a hyphen follow.
  fileprivate var isAtYear: Bool {
    guard position &+ 4 < line.count, line[position &+ 4] == UInt8(ascii: "-")
    else { return false }
    for index in position..<(position &+ 4) {
      guard line[index].decimalValue != nil else { return false }
    }
    return true
  }

  /// Finds what stands in the brackets before ` Received: ID=0x`, behind the
  /// date.
  fileprivate func rangeOfInterface() -> Range<Int>? {
    var index = position
    var start: Int? = nil
    while index < line.count {
      if line[index] == UInt8(ascii: "[") { start = index &+ 1 }
      if line[index] == UInt8(ascii: "]"), let first = start {
        var rest = LineCursor(line.extracting(index...))
        if rest.skip(Self.received) { return first..<index }
      }
      index &+= 1
    }
    return nil
  }

  /// Reads bytes as Python prints them, with their quotes.
  fileprivate mutating func quotedBytes(
    into frame: inout CANFrame
  ) throws(MalformedFrame) {
    let quote = peek
    guard quote == UInt8(ascii: "'") || quote == UInt8(ascii: "\"") else {
      throw failure(.badHexDigit)
    }
    advance()
    while peek != quote || isAtEnd {
      guard !isAtEnd else { throw failure(.tooLittleData) }
      guard frame.payload.count < 8 else { throw failure(.tooMuchData) }
      frame.payload.append(try quotedByte())
    }
    advance()
    frame.dlc = UInt8(truncatingIfNeeded: frame.payload.count)
  }

  private mutating func quotedByte() throws(MalformedFrame) -> UInt8 {
    let character = peek
    guard character >= 0x20, character < 0x7F else {
      throw failure(.badHexDigit)
    }
    advance()
    guard character == UInt8(ascii: "\\") else { return character }
    let escaped = peek
    let byte: UInt8
    switch escaped {
    case UInt8(ascii: "x"):
      advance()
      return try hexByte()
    case UInt8(ascii: "t"): byte = 0x09
    case UInt8(ascii: "n"): byte = 0x0A
    case UInt8(ascii: "r"): byte = 0x0D
    case UInt8(ascii: "\\"), UInt8(ascii: "'"): byte = escaped
    default: throw failure(.badHexDigit)
    }
    advance()
    return byte
  }
}
