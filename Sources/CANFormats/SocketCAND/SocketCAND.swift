// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

public import CANBus

/// What the server socketcand sends in RAW mode.
///
///     line  = message *(*BLANK message) [remark]
///     message = "<" 1*BLANK frame 1*BLANK ">"
///           | "<" 1*BLANK ("hi" | "ok" | "echo" | "error" text) 1*BLANK ">"
///     frame = "frame" 1*BLANK id 1*BLANK seconds 1*BLANK *(2HEXDIG *BLANK)
///     id    = 1*3HEXDIG                     ; 11 bits
///           | 8HEXDIG                       ; 29 bits
///
/// for example `< frame 351 1736935200.123456 1402740E740ECC01 >`. Answers of the
/// server stand beside frames. Source: `state_raw.c` and the protocol description
/// of socketcand.
public struct SocketCAND: LineFormat, Sendable {
  /// How many bytes at the end of the last line are messages behind its first one.
  private(set) var unreadCount = 0

  /// Creates a parser; a line is read as if it were alone.
  public init() {}

  /// The sign before each message.
  ///
  /// - Parameter byte: The first byte behind blanks.
  /// - Returns: Whether a line can begin with it.
  public static func canBegin(with byte: UInt8) -> Bool {
    byte == UInt8(ascii: "<")
  }

  /// Reads one line.
  ///
  /// - Parameters:
  ///   - line: The line without its end.
  ///   - frame: Where the frame goes.
  /// - Returns: Whether the line is a frame; `false` for an answer.
  /// - Throws: ``MalformedFrame`` when the line is neither.
  public mutating func parse(
    _ line: Span<UInt8>, into frame: inout CANFrame
  ) throws(MalformedFrame) -> Bool {
    unreadCount = 0
    var cursor = LineCursor(line)
    cursor.skipBlanks()
    guard cursor.skip(UInt8(ascii: "<")), cursor.skipBlanks() else {
      throw MalformedFrame(.notAFrame, at: 0)
    }
    if cursor.word.isOneOf("hi ok echo error") {
      if let end = line.firstIndex(of: UInt8(ascii: ">"), from: cursor.position)
      {
        noteMessage(behind: end &+ 1, line)
      }
      return false
    }
    guard cursor.skipWord(["f", "r", "a", "m", "e"]), cursor.skipBlanks() else {
      throw MalformedFrame(.notAFrame, at: 0)
    }
    frame.reset()
    let digits = cursor.hexLength
    guard (1...3).contains(digits) || digits == 8, cursor.wordLength == digits,
      let bits = cursor.hex(digits)
    else { throw cursor.failure(.badIdentifier) }
    guard let id = FrameID(bits, isExtended: digits == 8) else {
      throw cursor.failure(.identifierOutOfRange)
    }
    frame.id = id
    cursor.skipBlanks()
    guard let number = cursor.number(), cursor.peek.isBlank else {
      throw cursor.failure(.badTimestamp)
    }
    frame.timestamp = try cursor.time(number, in: .seconds)
      .timestamp(after: nil)
    cursor.skipBlanks()
    while !cursor.isAtEnd, cursor.peek != UInt8(ascii: ">") {
      let start = cursor.position
      let byte = try cursor.hexByte()
      guard frame.payload.count < 8 else {
        throw MalformedFrame(.tooMuchData, at: start)
      }
      frame.payload.append(byte)
      cursor.skipBlanks()
    }
    guard cursor.skip(UInt8(ascii: ">")) else {
      throw cursor.failure(.tooLittleData)
    }
    frame.dlc = UInt8(truncatingIfNeeded: frame.payload.count)
    noteMessage(behind: cursor.position, line)
    return true
  }

  /// Takes note of a message behind the first one: the server ends no lines.
  private mutating func noteMessage(behind end: Int, _ line: Span<UInt8>) {
    var cursor = LineCursor(line)
    cursor.go(to: end)
    cursor.skipBlanks()
    let start = cursor.position
    if cursor.skip(["<", " "]) { unreadCount = line.count &- start }
  }
}
