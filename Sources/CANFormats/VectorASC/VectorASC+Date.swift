// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

internal import CANBus

/// The date of a header.
struct HeaderDate {
  /// When it is, as the recorder's local time, or `nil` if the name of its month is
  /// not known.
  let time: ClockTime?
  /// Whether the day of the week is another one.
  let hasWrongWeekday: Bool
}

extension LineCursor {
  /// Reads the date of a header, as the recorder's local time.
  ///
  ///     date    = weekday 1*BLANK month 1*BLANK 1*2DIGIT 1*BLANK
  ///               clock [1*BLANK ("am" | "pm")] 1*BLANK 4DIGIT
  ///     clock   = 1*2DIGIT ":" 1*2DIGIT ":" 1*2DIGIT [("." | ",") 1*9DIGIT]
  ///     weekday = word
  ///     month   = word | 1*2DIGIT             ; a name, see MonthName
  mutating func date() throws(MalformedFrame) -> HeaderDate {
    let weekday = MonthName.weekday(of: word)
    skipWord()
    skipBlanks()
    let month: Int32?
    if isAtDigit {
      month = try field(1...12)
    } else {
      month = MonthName.number(of: word)
      skipWord()
    }
    skipBlanks()
    let day = try field(1...31)
    skipBlanks()
    var hour = try field(0...23)
    guard skip(UInt8(ascii: ":")) else { throw failure(.badTimestamp) }
    let minute = try field(0...59)
    guard skip(UInt8(ascii: ":")), let number = number(allowsComma: true) else {
      throw failure(.badTimestamp)
    }
    let second = try time(number, in: .seconds)
    skipBlanks()
    let isAfternoon = skipWord(["p", "m"])
    if isAfternoon || skipWord(["a", "m"]) {
      guard hour <= 12 else { throw failure(.badTimestamp) }
      hour = hour % 12 &+ (isAfternoon ? 12 : 0)
      skipBlanks()
    }
    let year = try field(1970...2261)
    guard let month else {
      return HeaderDate(time: nil, hasWrongWeekday: false)
    }
    guard
      let days = Self.checkedDays(year: year, month: month, day: day),
      second.nanoseconds < 61_000_000_000
    else { throw failure(.badTimestamp) }
    let minutes = Int64(widening: (days &* 24 &+ hour) &* 60 &+ minute)
    // The first day of 1970 was a Thursday.
    let isOther = weekday.map { $0 != (days &+ 3) % 7 } ?? false
    return HeaderDate(
      time: ClockTime(
        nanoseconds: minutes &* 60_000_000_000 &+ second.nanoseconds,
        fractionDigits: second.fractionDigits),
      hasWrongWeekday: isOther)
  }

  /// Reads a number.
  private mutating func field(
    _ range: ClosedRange<Int32>
  ) throws(MalformedFrame) -> Int32 {
    let start = position
    let value = decimal(upTo: 9999).map { Int32(truncatingIfNeeded: $0) }
    guard let value, range.contains(value) else {
      throw MalformedFrame(.badTimestamp, at: start)
    }
    return value
  }
}
