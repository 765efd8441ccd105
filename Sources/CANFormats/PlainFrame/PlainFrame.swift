// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

public import CANBus

/// Frames as people write them down, without time and interface.
///
///     line     = [ "0x" ] id 1*BLANK "[" DIGIT "]" (data | remote) [comment]
///              | id 1*BLANK DIGIT data        ; 1 to 8
///              | "0x" id " - " data
///     id       = 3*7HEXDIG                    ; 11 bits if at most 7FF
///              | 8HEXDIG                      ; 29 bits
///     data     = *8(1*BLANK 2HEXDIG)
///     remote   = 1*BLANK "remote request"
///     comment  = 4*BLANK text
///
/// for example
///
///     351   [8]  14 02 74 0E 74 0E CC 01      limits
///     3010 8 0E DF 14 00 00 00 00 00
///     0x0400 - 14 02 FA 00 7D 00 BD 01
///
/// The number is how many bytes there are. Only four blanks in a row separate
/// data from a comment, and only where the number is in brackets, since words such
/// as `be` and `08E0` could be data. A number alone is no mark of an empty frame:
/// tables of all kinds have lines such as `669 0`. The first form is also what is left of a line
/// of candump when nothing but the interface is taken away. Sources: issues of
/// ai-republic/bms-to-inverter and OpenDTU-OnBattery.
public struct PlainFrame: LineFormat, Sendable {
  /// Creates a parser; the format has no state.
  public init() {}

  /// An identifier, or its `0x`.
  ///
  /// - Parameter byte: The first byte behind blanks.
  /// - Returns: Whether a line can begin with it.
  public static func canBegin(with byte: UInt8) -> Bool {
    byte.hexValue != nil
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
    let start = cursor.position
    let isPrefixed = cursor.skip(["0", "x"])
    guard let form = cursor.form(isPrefixed: isPrefixed) else {
      throw MalformedFrame(.notAFrame, at: start)
    }
    frame.reset()
    try cursor.unmarkedIdentifier(into: &frame)
    cursor.skipBlanks()
    var length = 8
    switch form {
    case .hyphen:
      cursor.advance()
    case .number:
      length = try cursor.classicLength()
    case .bracket:
      cursor.advance()
      length = try cursor.classicLength()
      guard cursor.skip(UInt8(ascii: "]")) else {
        throw cursor.failure(.badLength)
      }
    }
    guard cursor.isAtEnd || cursor.peek.isBlank else {
      throw cursor.failure(.badLength)
    }
    let isComplete = try cursor.plainData(
      length, mayHaveComment: form == .bracket, into: &frame)
    if form == .bracket, frame.payload.count == 0,
      cursor.skip(CandumpConsole.remoteRequest)
    {
      frame.kind = .remote
      frame.dlc = UInt8(truncatingIfNeeded: length)
      try cursor.endOfLine()
      return true
    }
    frame.dlc = UInt8(truncatingIfNeeded: frame.payload.count)
    guard isComplete || cursor.isAtEnd else {
      throw cursor.failure(
        cursor.peek.hexValue == nil ? .trailingText : .tooMuchData)
    }
    guard form == .hyphen || frame.payload.count == length else {
      throw cursor.failure(.tooLittleData)
    }
    return true
  }

  /// What stands between identifier and data.
  fileprivate enum Form {
    case hyphen
    case number
    case bracket
  }
}

extension LineCursor {
  /// What the line is, or `nil` if it is nothing of the kind.
  ///
  /// An identifier alone is no mark of a frame, since so many words are
  /// hexadecimal: what follows it has to be right as well.
  fileprivate func form(isPrefixed: Bool) -> PlainFrame.Form? {
    var end = position
    while end < line.count, line[end].hexValue != nil { end &+= 1 }
    guard end &- position >= 3, end &- position <= 8, end < line.count,
      line[end].isBlank
    else { return nil }
    var rest = LineCursor(line.extracting(end...))
    if isPrefixed, rest.skip([" ", "-", " "]) { return .hyphen }
    rest.skipBlanks()
    if rest.peek == UInt8(ascii: "[") { return .bracket }
    guard !isPrefixed, rest.peek != UInt8(ascii: "0"),
      rest.peek.decimalValue != nil, rest.wordLength == 1
    else { return nil }
    return .number
  }

  /// Reads bytes with blanks before them.
  ///
  /// - Returns: Whether all bytes are there, and a comment or nothing follows.
  fileprivate mutating func plainData(
    _ length: Int, mayHaveComment: Bool, into frame: inout CANFrame
  ) throws(MalformedFrame) -> Bool {
    while true {
      let gap = position
      skipBlanks()
      if isAtEnd { return true }
      if frame.payload.count == length {
        return mayHaveComment && position &- gap >= 4
      }
      if mayHaveComment, peek == UInt8(ascii: "r") { return false }
      frame.payload.append(try hexByte())
      guard isAtEnd || peek.isBlank else { throw failure(.badHexDigit) }
    }
  }
}
