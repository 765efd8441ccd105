// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

internal import CANBus

/// A time that a program has put before a line.
enum LineTime: Equatable {
  /// A time that stands for itself.
  case point(Timestamp)
  /// A time of day, without a date.
  case ofDay(ClockTime)
  /// A date and a time of day, without a year, from the beginning of one.
  case ofYear(ClockTime)

  /// The time of a frame, from the midnight before the first line if there is no
  /// date, and from the beginning of its year if there is no year.
  func timestamp(_ clock: inout DayClock) -> Timestamp? {
    switch self {
    case .point(let timestamp): timestamp
    case .ofDay(let time): clock.time(ofDay: time).timestamp(after: nil)
    case .ofYear(let time): clock.time(ofYear: time).timestamp(after: nil)
    }
  }
}

extension ClockTime {
  /// A number of days and a time of day.
  init(days: Int32, _ time: ClockTime) {
    self.init(
      nanoseconds: Int64(widening: days) &* 86_400_000_000_000
        &+ time.nanoseconds,
      fractionDigits: time.fractionDigits)
  }
}

/// Dates and times as programs write them in front of lines and in tables. Each
/// method leaves the position where it was if it finds none.
extension LineCursor {
  /// Reads a date and a time of day, or a time of day alone.
  ///
  ///     moment = date ("T" | 1*BLANK) clock [zone]
  ///            | clock
  mutating func moment() -> LineTime? {
    guard mayHaveMoment else { return nil }
    let start = position
    if let days = calendarDate() {
      let hasSeparator =
        skip(UInt8(ascii: "T")) || skipBlanks() || skip(UInt8(ascii: "."))
      if hasSeparator, let time = timeOfDay() {
        let local = ClockTime(days: days, time)
        guard let offset = zone() else {
          return .point(
            Timestamp(
              checkedNanoseconds: local.nanoseconds,
              fractionDigits: local.fractionDigits, notation: .calendar))
        }
        return Timestamp(
          nanoseconds: local.nanoseconds &- offset,
          fractionDigits: local.fractionDigits
        ).map { .point($0) }
      }
      go(to: start)
      return nil
    }
    return timeOfDay().map { .ofDay($0) }
  }

  /// Whether a colon follows one or two digits, or the same sign of a date stands
  /// behind up to four and again behind up to two more.
  var mayHaveMoment: Bool {
    let first = endOfDigits(from: position, atMost: 4)
    guard first > position, first < line.count else { return false }
    switch line[first] {
    case UInt8(ascii: ":"): return first &- position <= 2
    case UInt8(ascii: "-"), UInt8(ascii: "/"), UInt8(ascii: "."):
      let second = endOfDigits(from: first &+ 1, atMost: 2)
      return second < line.count && line[second] == line[first]
    default: return false
    }
  }

  private func endOfDigits(from start: Int, atMost count: Int) -> Int {
    var end = start
    while end < line.count, end &- start < count,
      line[end].decimalValue != nil
    {
      end &+= 1
    }
    return end
  }

  /// Reads the date and time of syslog.
  ///
  /// The year stands behind them or is missing, as in `Jan 15 10:00:00`. Without
  /// a year the time counts from the beginning of the year.
  ///
  ///     moment = month 1*BLANK 1*2DIGIT 1*BLANK clock [1*BLANK 4DIGIT]
  mutating func monthMoment() -> LineTime? {
    let start = position
    guard peek.isLetter else { return nil }
    let name = word
    advance(by: name.count)
    skipBlanks()
    guard let day = digits(1...2), skipBlanks(), (1...31).contains(day),
      let month = MonthName.number(of: name), let time = timeOfDay()
    else {
      go(to: start)
      return nil
    }
    let end = position
    if skipBlanks(), isAtDigit, wordLength >= 4, let year = digits(4...4),
      (1970...2261).contains(year), isAtEnd || !peek.isWordByte
    {
      return .point(
        Timestamp(
          checkedNanoseconds: ClockTime(
            days: Self.days(year: year, month: month, day: day), time
          ).nanoseconds,
          fractionDigits: time.fractionDigits, notation: .calendar))
    }
    go(to: end)
    // 1970 is no leap year, and neither are three years of four.
    return .ofYear(
      ClockTime(days: Self.days(year: 1970, month: month, day: day), time))
  }

  /// Reads a time of day.
  ///
  ///     clock = 1*2DIGIT ":" 2DIGIT ":" 2DIGIT
  ///             [("." | "," | ":") 1*9DIGIT ["." 1*DIGIT]]
  ///             [*BLANK ("AM" | "PM")]
  ///
  /// A second fraction, as CANTest has it, is passed over.
  ///
  /// - Parameter isPadded: Whether minutes and seconds have two digits, as those of
  ///   nearly all programs do.
  /// - Returns: The time, or `nil` if there is none.
  mutating func timeOfDay(isPadded: Bool = true) -> ClockTime? {
    let start = position
    guard let (hour, minute, second) = usualClock ?? clock(isPadded: isPadded)
    else { return nil }
    if position == start { advance(by: 8) }
    var nanoseconds: Int32 = 0
    var count: UInt8 = 0
    let end = position
    if peek == UInt8(ascii: ".") || peek == UInt8(ascii: ",")
      || peek == UInt8(ascii: ":")
    {
      let isComma = peek == UInt8(ascii: ",")
      advance()
      while count < 9, let digit = peek.decimalValue {
        nanoseconds = nanoseconds &* 10 &+ Int32(digit)
        count &+= 1
        advance()
      }
      // The next value of a table: `10:00:00,12.5`.
      let isValue =
        isComma && count < 3
        && (peek == UInt8(ascii: ".") || peek == UInt8(ascii: ","))
      if count == 0 || isValue {
        go(to: end)
        (count, nanoseconds) = (0, 0)
      }
    }
    if count > 0 {
      skipDigits()
      let fraction = position
      if skip(UInt8(ascii: ".")) {
        if isAtDigit { skipDigits() } else { go(to: fraction) }
      }
    }
    for _ in count..<9 { nanoseconds = nanoseconds &* 10 }
    let seconds =
      (hourOfDay(hour) &* 60 &+ minute) &* 60 &+ second
    return ClockTime(
      nanoseconds: Int64(widening: seconds) &* 1_000_000_000
        &+ Int64(widening: nanoseconds),
      fractionDigits: count)
  }

  /// Reads `1*2DIGIT ":" 2DIGIT ":" 2DIGIT`.
  private mutating func clock(
    isPadded: Bool
  ) -> (hour: Int32, minute: Int32, second: Int32)? {
    let start = position
    let counts = isPadded ? 2...2 : 1...2
    guard let hour = digits(1...2), hour < 24, skip(UInt8(ascii: ":")),
      let minute = digits(counts), minute < 60, skip(UInt8(ascii: ":")),
      let second = digits(counts), second < 61, !isAtDigit
    else {
      go(to: start)
      return nil
    }
    return (hour, minute, second)
  }

  /// What `10:00:00` says, with two digits each, as nearly all times have them.
  private var usualClock: (hour: Int32, minute: Int32, second: Int32)? {
    guard line.count &- position >= 8 else { return nil }
    let word = line.word(at: position)
    let colons: UInt64 = 0x00FF_0000_FF00_00
    guard word & colons == 0x003A_0000_3A00_00,
      position &+ 8 == line.count
        || line[position &+ 8].decimalValue == nil
    else { return nil }
    // Zeros take the place of the colons.
    let digits = ASCIIWord(word & ~colons | 0x0030_0000_3000_00)
    guard digits.isDecimal else { return nil }
    let number = Int32(bitPattern: digits.decimalValue)
    let (hour, minute) = (number / 1_000_000, number / 1000 % 1000)
    let second = number % 1000
    guard hour < 24, minute < 60, second < 61 else { return nil }
    return (hour, minute, second)
  }

  /// Reads `[*BLANK ("AM" | "PM")]`.
  ///
  /// - Parameter hour: The hour before it.
  /// - Returns: The hour from 0 to 23.
  private mutating func hourOfDay(_ hour: Int32) -> Int32 {
    guard hour >= 1, hour <= 12 else { return hour }
    let start = position
    skipBlanks()
    guard peek.isLetter else {
      go(to: start)
      return hour
    }
    let mark = line.extracting(position..<(position &+ min(wordBytes, 3)))
    if mark.isName("am") || mark.isName("pm") {
      let isAfternoon = mark.isName("pm")
      advance(by: 2)
      return hour % 12 &+ (isAfternoon ? 12 : 0)
    }
    go(to: start)
    return hour
  }

  /// Reads a date as days since 1970.
  ///
  ///     date = 4DIGIT sep 1*2DIGIT sep 1*2DIGIT       ; sep is "-", "/" or "."
  ///          | 1*2DIGIT "." 1*2DIGIT "." 4DIGIT       ; day, month, year
  ///          | 1*2DIGIT "/" 1*2DIGIT "/" 4DIGIT       ; month, day, year, or day
  ///                                                   ; first if it is above 12
  mutating func calendarDate() -> Int32? {
    let start = position
    if let year = digits(4...4), (1970...2261).contains(year) {
      let separator = peek
      if separator == UInt8(ascii: "-") || separator == UInt8(ascii: "/")
        || separator == UInt8(ascii: ".")
      {
        advance()
        if let month = digits(1...2), skip(separator), let day = digits(1...2),
          !isAtDigit,
          let days = Self.checkedDays(year: year, month: month, day: day)
        {
          return days
        }
      }
    }
    go(to: start)
    if let day = digits(1...2), skip(UInt8(ascii: ".")),
      let month = digits(1...2), skip(UInt8(ascii: ".")),
      let year = digits(4...4), (1970...2261).contains(year), !isAtDigit,
      let days = Self.checkedDays(year: year, month: month, day: day)
    {
      return days
    }
    go(to: start)
    if let first = digits(1...2), skip(UInt8(ascii: "/")),
      let second = digits(1...2), skip(UInt8(ascii: "/")),
      let year = digits(4...4), (1970...2261).contains(year), !isAtDigit,
      let days = Self.checkedDays(
        year: year, month: first > 12 ? second : first,
        day: first > 12 ? first : second)
    {
      return days
    }
    go(to: start)
    return nil
  }

  /// Days since 1970 to a date, or `nil` if there is no such date.
  static func checkedDays(year: Int32, month: Int32, day: Int32) -> Int32? {
    guard (1...12).contains(month), day >= 1, day <= 31 else { return nil }
    let days = days(year: year, month: month, day: day)
    let next = (year: month == 12 ? year &+ 1 : year, month: month % 12 &+ 1)
    let end = Self.days(year: next.year, month: next.month, day: 1)
    return days < end ? days : nil
  }

  /// Reads `"Z" | ("+" | "-") 2DIGIT [":"] 2DIGIT` as nanoseconds.
  private mutating func zone() -> Int64? {
    let start = position
    if skip(UInt8(ascii: "Z")) { return 0 }
    let isNegative = peek == UInt8(ascii: "-")
    if isNegative || peek == UInt8(ascii: "+") {
      advance()
      if let hours = digits(2...2), hours < 15 {
        _ = skip(UInt8(ascii: ":"))
        if let minutes = digits(2...2), minutes < 60, !isAtDigit {
          let offset = Int64(widening: hours &* 60 &+ minutes)
          return offset &* (isNegative ? -60_000_000_000 : 60_000_000_000)
        }
      }
    }
    go(to: start)
    return nil
  }

  /// Whether a decimal digit follows.
  var isAtDigit: Bool { peek.decimalValue != nil }

  /// Reads a number of so many digits, and no more than the most.
  ///
  /// - Parameter counts: How many digits it may have, at most 9.
  /// - Returns: The number, or `nil` if there are fewer digits; the position is
  ///   behind those that are there.
  mutating func digits(_ counts: ClosedRange<Int>) -> Int32? {
    var value: Int32 = 0
    var count = 0
    while count < counts.upperBound, let digit = peek.decimalValue {
      value = value &* 10 &+ Int32(digit)
      count &+= 1
      advance()
    }
    return count >= counts.lowerBound ? value : nil
  }
}
