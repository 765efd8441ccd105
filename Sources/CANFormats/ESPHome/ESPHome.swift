// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

public import CANBus

/// The log of ESPHome devices that send what a BMS says.
///
///     line    = prefix " " (send | text)
///     prefix  = ["[" time "]"] ["[" level "]"] "[" tag ":" 1*DIGIT "]:"
///     time    = 2DIGIT ":" 2DIGIT ":" 2DIGIT ["." 1*9DIGIT]
///     level   = 1*2ALPHA                   ; E W I C D V VV
///     send    = ("send can_id: 0x" | "send can id: 0x") id " hex:"
///               *(1*BLANK 1*2HEXDIG)
///     id      = 1*7HEXDIG                  ; 11 bits if at most 7FF
///             | 8HEXDIG                    ; 29 bits
///     text    = anything else              ; beside frames
///
/// for example `[08:20:05.871][I][canbus:332]: send can_id: 0x351 hex: 28 2 0 0`.
/// Colours may stand before and behind a line. The time is one of day, and counts
/// from midnight here. Frames are sent ones.
///
/// All other lines of a log pass without a word, also those of ESPHome's own
/// component `canbus` (`received can message (#1) std can_id=0x305 size=8`), which
/// print identifier and length but put the data on other lines, and those with
/// `ASCII` instead of `hex`, from which the bytes that are no text are missing.
/// Sources: `logger.cpp` and `canbus.cpp` of ESPHome; the `ESP_LOGI` lines of
/// esphome-yambms and esphome-jk-bms-can.
public struct ESPHome: LineFormat, Sendable {
  /// Creates a parser; the format has no state.
  public init() {}

  /// The bracket, or a colour before it.
  ///
  /// - Parameter byte: The first byte behind blanks.
  /// - Returns: Whether a line can begin with it.
  public static func canBegin(with byte: UInt8) -> Bool {
    byte == UInt8(ascii: "[") || byte == LineCursor.escape
  }

  /// Reads one line.
  ///
  /// - Parameters:
  ///   - line: The line without its end.
  ///   - frame: Where the frame goes.
  /// - Returns: Whether the line is a frame; `false` for another line of a log.
  /// - Throws: ``MalformedFrame`` when the line is not from such a log, or when
  ///   its frame cannot be read.
  public func parse(
    _ line: Span<UInt8>, into frame: inout CANFrame
  ) throws(MalformedFrame) -> Bool {
    var cursor = LineCursor(line)
    cursor.skipGap()
    guard cursor.peek == UInt8(ascii: "[") else {
      throw cursor.failure(.notAFrame)
    }
    frame.reset()
    guard cursor.logPrefix(&frame.timestamp) else {
      throw MalformedFrame(.notAFrame, at: 0)
    }
    cursor.skipGap()
    guard
      cursor.skip(["s", "e", "n", "d", " ", "c", "a", "n"]),
      cursor.skip(UInt8(ascii: "_")) || cursor.skip(UInt8(ascii: " ")),
      cursor.skip(["i", "d", ":", " ", "0", "x"])
    else { return false }
    try cursor.unmarkedIdentifier(into: &frame)
    cursor.skipBlanks()
    guard cursor.skip(["h", "e", "x", ":"]) else {
      guard cursor.skip(["A", "S", "C", "I", "I"]) else {
        throw cursor.failure(.badIdentifier)
      }
      return false
    }
    guard cursor.isAtGap else { throw cursor.failure(.badHexDigit) }
    frame.direction = .transmitted
    try cursor.unpaddedBytes(isPrefixed: false, limit: 8, into: &frame)
    try cursor.endOfLine()
    return true
  }
}

extension LineCursor {
  /// Reads `prefix`, if it is there.
  ///
  /// - Parameter time: Where the time goes, if there is one.
  /// - Returns: Whether it is there.
  fileprivate mutating func logPrefix(_ time: inout Timestamp?) -> Bool {
    guard skip(UInt8(ascii: "[")) else { return false }
    if peek.decimalValue != nil {
      time = timeOfDay()
      guard time != nil, skip(["]", "["]) else { return false }
    }
    // The level is up to two letters; the tag has a number behind a colon.
    let start = position
    while peek.isLetter { advance() }
    if peek == UInt8(ascii: "]"), position > start, position &- start <= 2 {
      advance()
      guard skip(UInt8(ascii: "[")) else { return false }
    }
    return logTag()
  }

  /// Reads the rest of `tag ":" 1*DIGIT "]:"`.
  private mutating func logTag() -> Bool {
    while !isAtEnd, peek != UInt8(ascii: ":"), peek != UInt8(ascii: "]") {
      advance()
    }
    guard skip(UInt8(ascii: ":")), peek.decimalValue != nil else {
      return false
    }
    while peek.decimalValue != nil { advance() }
    return skip(["]", ":"])
  }

  /// Reads `time` as nanoseconds since midnight.
  private mutating func timeOfDay() -> Timestamp? {
    guard let hour = twoDigits(below: 24), skip(UInt8(ascii: ":")),
      let minute = twoDigits(below: 60), skip(UInt8(ascii: ":")),
      let second = twoDigits(below: 60)
    else { return nil }
    var nanoseconds: Int32 = 0
    var digits: UInt8 = 0
    if skip(UInt8(ascii: ".")) {
      while digits < 9, let digit = peek.decimalValue {
        nanoseconds = nanoseconds &* 10 &+ Int32(digit)
        digits &+= 1
        advance()
      }
      guard digits > 0 else { return nil }
    }
    for _ in digits..<9 { nanoseconds = nanoseconds &* 10 }
    let seconds = (hour &* 60 &+ minute) &* 60 &+ second
    return Timestamp(
      nanoseconds: Int64(widening: seconds) &* 1_000_000_000
        &+ Int64(widening: nanoseconds),
      fractionDigits: digits)
  }

  private mutating func twoDigits(below limit: Int32) -> Int32? {
    guard let tens = peek.decimalValue else { return nil }
    advance()
    guard let ones = peek.decimalValue else { return nil }
    advance()
    let value = Int32(tens) &* 10 &+ Int32(ones)
    return value < limit ? value : nil
  }
}
