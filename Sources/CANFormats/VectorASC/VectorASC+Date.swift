// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

internal import CANBus

extension LineCursor {
  /// Reads the date of a header, as the recorder's local time.
  ///
  ///     date    = weekday 1*BLANK month 1*BLANK 1*2DIGIT 1*BLANK
  ///               clock [1*BLANK ("am" | "pm")] 1*BLANK 4DIGIT
  ///     clock   = 1*2DIGIT ":" 2DIGIT ":" 2DIGIT ["." 1*9DIGIT]
  ///     weekday = word
  ///     month   = word                        ; English or German, by 3 letters
  mutating func date() throws(MalformedFrame) -> ClockTime {
    skipWord()
    skipBlanks()
    guard let month = month() else { throw failure(.badTimestamp) }
    skipWord()
    skipBlanks()
    let day = try field(1...31)
    skipBlanks()
    var hour = try field(0...23)
    guard skip(UInt8(ascii: ":")) else { throw failure(.badTimestamp) }
    let minute = try field(0...59)
    guard skip(UInt8(ascii: ":")), let number = number() else {
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
    let next = (year: month == 12 ? year &+ 1 : year, month: month % 12 &+ 1)
    let days = Self.days(year: year, month: month, day: day)
    guard days < Self.days(year: next.year, month: next.month, day: 1),
      second.nanoseconds < 61_000_000_000
    else { throw failure(.badTimestamp) }
    let minutes = Int64(widening: (days &* 24 &+ hour) &* 60 &+ minute)
    return ClockTime(
      nanoseconds: minutes &* 60_000_000_000 &+ second.nanoseconds,
      fractionDigits: second.fractionDigits)
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

  /// The month whose name the word is.
  ///
  /// Only the first letters count, as far as they tell months apart, so that
  /// `Mai`, `Okt` and `Dez` are months too, and a `Mär` in any encoding.
  private func month() -> Int32? {
    guard wordLength >= 3 else { return nil }
    let second = line[position &+ 1] | 0x20
    let third = line[position &+ 2] | 0x20
    let isA = second == UInt8(ascii: "a")
    let isE = second == UInt8(ascii: "e")
    let isO = second == UInt8(ascii: "o")
    let isU = second == UInt8(ascii: "u")
    switch line[position] | 0x20 {
    case UInt8(ascii: "j") where isA: return 1
    case UInt8(ascii: "f") where isE: return 2
    case UInt8(ascii: "m"):
      let isMay = third == UInt8(ascii: "y") || third == UInt8(ascii: "i")
      return isA && isMay ? 5 : 3
    case UInt8(ascii: "a") where second == UInt8(ascii: "p"): return 4
    case UInt8(ascii: "j") where isU:
      return third == UInt8(ascii: "l") ? 7 : 6
    case UInt8(ascii: "a") where isU: return 8
    case UInt8(ascii: "s") where isE: return 9
    case UInt8(ascii: "o"): return 10
    case UInt8(ascii: "n") where isO: return 11
    case UInt8(ascii: "d") where isE: return 12
    default: return nil
    }
  }
}
