// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

public import CANBus

/// What small programs of microcontrollers print on their serial line.
///
///     line     = arduino | stm32 | short | buffer
///     arduino  = ("Standard ID: 0x" | "Extended ID: 0x") 1*8HEXDIG 1*BLANK
///                "DLC: " DIGIT 1*BLANK "Data:" (*(1*BLANK "0x" 1*2HEXDIG)
///                | 1*BLANK "REMOTE REQUEST FRAME")
///     stm32    = ("sID: " | "eID: ") 1*8HEXDIG " D:"
///                (*(1*BLANK "0x" 1*2HEXDIG) | 1*BLANK "REMOTE REQUEST FRAME")
///     short    = ("S" 1*BLANK 3HEXDIG | "E" 1*BLANK 8HEXDIG)
///                1*BLANK 1*8(2HEXDIG)
///     buffer   = "ID: " 1*8HEXDIG " Buffer:" *(1*BLANK 1*2HEXDIG)
///                [1*BLANK "-" [1*BLANK text]]
///
/// for example
///
///     Standard ID: 0x351       DLC: 8  Data: 0x44 0x02 0x64 0x00 ...
///     sID: 351 D: 0x14 0x2 0x0 0x0 0xFA 0x0 0xC2 0x1
///     E 18F26677 0300000000000000
///     ID: 351 Buffer: 14 2 C0 12 C0 12 C2 1 - limits
///
/// "Standard", "s" and "S" mean 11 bits, "Extended", "e" and "E" 29 bits; `ID`
/// says nothing, so that there an identifier of at most 7FF has 11 bits unless it
/// is written with eight digits. Only `arduino` gives a length, which the data
/// must have. No line has a time or an interface. Sources: the receive example of
/// the Arduino library mcp_can; `printCanMsg` of sdikiy/Dyness-BMS-CAN, and the
/// shorter print of its second log; setfirelabs.com on Pylontech batteries.
public struct SerialMonitor: LineFormat, Sendable {
  /// Creates a parser; the format has no state.
  public init() {}

  /// The first letters of all four.
  ///
  /// - Parameter byte: The first byte behind blanks.
  /// - Returns: Whether a line can begin with it.
  public static func canBegin(with byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "S"), UInt8(ascii: "E"), UInt8(ascii: "s"),
      UInt8(ascii: "e"), UInt8(ascii: "I"):
      true
    default: false
    }
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
    switch cursor.peek {
    case UInt8(ascii: "S"):
      if cursor.skip(Self.standard) {
        try cursor.arduino(isExtended: false, into: &frame)
      } else {
        try cursor.short(isExtended: false, into: &frame)
      }
    case UInt8(ascii: "E"):
      if cursor.skip(Self.extended) {
        try cursor.arduino(isExtended: true, into: &frame)
      } else {
        try cursor.short(isExtended: true, into: &frame)
      }
    case UInt8(ascii: "s") where cursor.skip(["s", "I", "D", ":", " "]):
      try cursor.stm32(isExtended: false, into: &frame)
    case UInt8(ascii: "e") where cursor.skip(["e", "I", "D", ":", " "]):
      try cursor.stm32(isExtended: true, into: &frame)
    case UInt8(ascii: "I") where cursor.skip(["I", "D", ":", " "]):
      try cursor.buffer(into: &frame)
    default:
      throw cursor.failure(.notAFrame)
    }
    return true
  }

  private static var standard: InlineArray<15, Unicode.Scalar> {
    ["S", "t", "a", "n", "d", "a", "r", "d", " ", "I", "D", ":", " ", "0", "x"]
  }

  private static var extended: InlineArray<15, Unicode.Scalar> {
    ["E", "x", "t", "e", "n", "d", "e", "d", " ", "I", "D", ":", " ", "0", "x"]
  }
}

extension LineCursor {
  fileprivate mutating func arduino(
    isExtended: Bool, into frame: inout CANFrame
  ) throws(MalformedFrame) {
    frame.reset()
    try markedIdentifier(isExtended: isExtended, into: &frame)
    guard skipBlanks() else { throw failure(.badIdentifier) }
    guard skip(["D", "L", "C", ":", " "]) else { throw failure(.badLength) }
    let length = try classicLength()
    guard skipBlanks(), skip(["D", "a", "t", "a", ":"]) else {
      throw failure(.badLength)
    }
    if try remoteRequest() {
      frame.kind = .remote
      frame.dlc = UInt8(truncatingIfNeeded: length)
      return
    }
    try prefixedBytes(limit: length, into: &frame)
    guard frame.payload.count == length else { throw failure(.tooLittleData) }
  }

  fileprivate mutating func stm32(
    isExtended: Bool, into frame: inout CANFrame
  ) throws(MalformedFrame) {
    frame.reset()
    try markedIdentifier(isExtended: isExtended, into: &frame)
    guard skip([" ", "D", ":"]) else { throw failure(.badIdentifier) }
    if try remoteRequest() {
      frame.kind = .remote
      return
    }
    try prefixedBytes(limit: 8, into: &frame)
  }

  /// Reads `E 18F26677 0300000000000000`.
  ///
  /// Words that begin with E or S are too many to call each a bad frame: one
  /// letter, then a number of as many digits, is what it takes.
  fileprivate mutating func short(
    isExtended: Bool, into frame: inout CANFrame
  ) throws(MalformedFrame) {
    let start = position
    advance()
    guard skipBlanks(), hexLength >= (isExtended ? 8 : 3) else {
      throw MalformedFrame(.notAFrame, at: start)
    }
    frame.reset()
    try markedIdentifier(isExtended: isExtended, into: &frame)
    guard skipBlanks() else { throw failure(.badIdentifier) }
    guard !isAtEnd else { throw failure(.tooLittleData) }
    while !isAtEnd, !peek.isBlank {
      let byteStart = position
      let byte = try hexByte()
      guard frame.payload.count < 8 else {
        throw MalformedFrame(.tooMuchData, at: byteStart)
      }
      frame.payload.append(byte)
    }
    frame.dlc = UInt8(truncatingIfNeeded: frame.payload.count)
    try endOfLine()
  }

  fileprivate mutating func buffer(
    into frame: inout CANFrame
  ) throws(MalformedFrame) {
    frame.reset()
    try unmarkedIdentifier(into: &frame)
    guard skip([" ", "B", "u", "f", "f", "e", "r", ":"]) else {
      throw failure(.badIdentifier)
    }
    guard isAtEnd || peek.isBlank else { throw failure(.badHexDigit) }
    try unpaddedBytes(isPrefixed: false, limit: 8, into: &frame)
    // A hyphen alone is the separator; one with something behind it is not.
    if skip(UInt8(ascii: "-")), !isAtEnd, !peek.isBlank {
      throw failure(.trailingText)
    }
  }

  /// Reads bytes with `0x` up to the end of the line.
  private mutating func prefixedBytes(
    limit: Int, into frame: inout CANFrame
  ) throws(MalformedFrame) {
    try unpaddedBytes(isPrefixed: true, limit: limit, into: &frame)
    try endOfLine()
  }

  /// Passes over the blanks before the data, and reads `REMOTE REQUEST FRAME`
  /// instead of it, if it is there.
  private mutating func remoteRequest() throws(MalformedFrame) -> Bool {
    guard skipBlanks() || isAtEnd else { throw failure(.badHexDigit) }
    let isRemote = skip([
      "R", "E", "M", "O", "T", "E", " ", "R", "E", "Q", "U", "E", "S", "T", " ",
      "F", "R", "A", "M", "E",
    ])
    if isRemote { try endOfLine() }
    return isRemote
  }
}
