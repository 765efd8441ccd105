// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

public import CANBus

/// What candump of the package `canutils` printed, before there was can-utils.
///
///     line   = "<0x" id ">" 1*BLANK "[" DIGIT "]" *(1*BLANK 2HEXDIG)
///              [1*BLANK "remote request"]
///            | "interface = " text             ; beside frames, at the start
///     id     = 3HEXDIG                         ; 11 bits
///            | 8HEXDIG                         ; 29 bits
///
/// for example `<0x18eeff01> [8] 05 a0 be 1c 00 a0 a0 c0`. The number in brackets
/// is how many bytes follow, 0 to 8; a remote frame may be without them. No line
/// has a time, and only the first one, which may be missing, an interface.
/// Source: `candump.c` of canutils 3 and 4, which tells the two formats of
/// identifiers apart by `CAN_EFF_FLAG` and prints them with `%08x` and `%03x`.
public struct EarlyCandump: LineFormat, Sendable {
  /// Creates a parser; the format has no state.
  public init() {}

  /// The byte of a bracket, or of the first line.
  ///
  /// - Parameter byte: The first byte behind blanks.
  /// - Returns: Whether a line can begin with it.
  public static func canBegin(with byte: UInt8) -> Bool {
    byte == UInt8(ascii: "<") || byte == UInt8(ascii: "i")
  }

  /// Reads one line.
  ///
  /// - Parameters:
  ///   - line: The line without its end.
  ///   - frame: Where the frame goes.
  /// - Returns: Whether the line is a frame; `false` for the first line.
  /// - Throws: ``MalformedFrame`` when the line is neither.
  public func parse(
    _ line: Span<UInt8>, into frame: inout CANFrame
  ) throws(MalformedFrame) -> Bool {
    var cursor = LineCursor(line)
    cursor.skipBlanks()
    if cursor.skip(Self.header) { return false }
    guard cursor.skip(["<", "0", "x"]) else { throw cursor.failure(.notAFrame) }
    frame.reset()
    // Eight digits are all identifier here, and can have no flags.
    try cursor.paddedIdentifier(into: &frame)
    guard cursor.skip(UInt8(ascii: ">")), cursor.skipBlanks() else {
      throw cursor.failure(.badIdentifier)
    }
    guard cursor.skip(UInt8(ascii: "[")) else {
      throw cursor.failure(.badLength)
    }
    let length = try cursor.classicLength()
    guard cursor.skip(UInt8(ascii: "]")), cursor.isAtEnd || cursor.peek.isBlank
    else { throw cursor.failure(.badLength) }
    cursor.skipBlanks()
    while !cursor.isAtEnd, cursor.peek != UInt8(ascii: "r") {
      guard frame.payload.count < length else {
        throw cursor.failure(
          cursor.peek.hexValue == nil ? .trailingText : .tooMuchData)
      }
      frame.payload.append(try cursor.hexByte())
      guard cursor.isAtEnd || cursor.peek.isBlank else {
        throw cursor.failure(.badHexDigit)
      }
      cursor.skipBlanks()
    }
    let count = frame.payload.count
    let isRemote = cursor.skip(CandumpConsole.remoteRequest)
    try cursor.endOfLine()
    guard count == length || (isRemote && count == 0) else {
      throw cursor.failure(.tooLittleData)
    }
    frame.dlc = UInt8(truncatingIfNeeded: length)
    if isRemote {
      frame.kind = .remote
      frame.payload.removeAll()
    }
    return true
  }

  private static var header: InlineArray<12, Unicode.Scalar> {
    ["i", "n", "t", "e", "r", "f", "a", "c", "e", " ", "=", " "]
  }
}

extension LineCursor {
  /// Reads three or eight digits.
  fileprivate mutating func paddedIdentifier(
    into frame: inout CANFrame
  ) throws(MalformedFrame) {
    var digits = 0
    while position &+ digits < line.count,
      line[position &+ digits].hexValue != nil
    {
      digits &+= 1
    }
    guard digits == 3 || digits == 8 else {
      advance(by: digits)
      throw failure(.badIdentifier)
    }
    try markedIdentifier(isExtended: digits == 8, into: &frame)
  }
}
