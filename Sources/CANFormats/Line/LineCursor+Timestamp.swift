// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

internal import CANBus

extension LineCursor {
  /// Reads a time in parentheses.
  ///
  ///     timestamp = "(" time ")"
  mutating func timestamp() throws(MalformedFrame) -> Timestamp {
    if let time = usualTimestamp {
      advance(by: 19)
      return time
    }
    guard skip(UInt8(ascii: "(")) else { throw failure(.badTimestamp) }
    let time = try time()
    guard skip(UInt8(ascii: ")")) else { throw failure(.badTimestamp) }
    return time
  }

  /// The time that ten digits and six behind a point tell, as nearly all do.
  ///
  ///     (1436509052.249713)
  var usualTimestamp: Timestamp? {
    guard line.count &- position >= 19,
      line[position] == UInt8(ascii: "("),
      line[position &+ 11] == UInt8(ascii: "."),
      line[position &+ 18] == UInt8(ascii: ")")
    else { return nil }
    // Digits 1 to 8, and 9 to 16 with the point taken out.
    let high = ASCIIWord(line.word(at: position &+ 1))
    let middle = line.word(at: position &+ 3) &>> 48
    let low = ASCIIWord(line.word(at: position &+ 10) & ~0xFFFF | middle)
    guard high.isDecimal, low.isDecimal, high.decimalValue < 92_233_720 else {
      return nil
    }
    let microseconds =
      UInt64(widening: high.decimalValue) &* 100_000_000
      &+ UInt64(widening: low.decimalValue)
    return Timestamp(
      checkedNanoseconds: Int64(bitPattern: microseconds &* 1000),
      fractionDigits: 6, notation: .seconds)
  }

  /// Reads a time.
  ///
  ///     time     = seconds | calendar
  ///     seconds  = 1*DIGIT [fraction]
  ///     calendar = 4DIGIT "-" 2DIGIT "-" 2DIGIT " "
  ///                2DIGIT ":" 2DIGIT ":" 2DIGIT [fraction]
  ///     fraction = "." 1*9DIGIT
  mutating func time() throws(MalformedFrame) -> Timestamp {
    let start = position
    var seconds = try wholeNumber()
    var notation = Timestamp.Notation.seconds
    if peek == UInt8(ascii: "-") {
      notation = .calendar
      guard position &- start == 4 else { throw failure(.badTimestamp) }
      seconds = try calendarSeconds(year: seconds)
    }
    let (fraction, digits) = try fractionNanoseconds()
    let scaled = seconds.multipliedReportingOverflow(by: 1_000_000_000)
    let total = scaled.partialValue.addingReportingOverflow(fraction)
    guard !scaled.overflow, !total.overflow else {
      throw MalformedFrame(.badTimestamp, at: start)
    }
    return Timestamp(
      checkedNanoseconds: total.partialValue,
      fractionDigits: digits,
      notation: notation
    )
  }

  private mutating func wholeNumber() throws(MalformedFrame) -> Int64 {
    guard peek.decimalValue != nil else { throw failure(.badTimestamp) }
    var value: Int64 = 0
    if line.count &- position >= 8 {
      let digits = ASCIIWord(line.word(at: position))
      if digits.isDecimal {
        value = Int64(widening: Int32(bitPattern: digits.decimalValue))
        advance(by: 8)
      }
    }
    while let digit = peek.decimalValue {
      let tens = value.multipliedReportingOverflow(by: 10)
      let sum = tens.partialValue.addingReportingOverflow(
        Int64(widening: Int32(digit)))
      guard !tens.overflow, !sum.overflow else { throw failure(.badTimestamp) }
      value = sum.partialValue
      advance()
    }
    return value
  }

  /// Reads the fraction of a second, if there is one.
  private mutating func fractionNanoseconds()
    throws(MalformedFrame) -> (nanoseconds: Int64, digits: UInt8)
  {
    guard skip(UInt8(ascii: ".")) else { return (0, 0) }
    guard peek.decimalValue != nil else { throw failure(.badTimestamp) }
    var value: Int32 = 0
    var digits: UInt8 = 0
    while let digit = peek.decimalValue {
      guard digits < 9 else { throw failure(.badTimestamp) }
      value = value &* 10 &+ Int32(digit)
      digits &+= 1
      advance()
    }
    var missing = digits
    while missing < 9 {
      value = value &* 10
      missing &+= 1
    }
    return (Int64(widening: value), digits)
  }

  /// Reads the rest of a date, from the hyphen after the year, as seconds since
  /// 1970 as if the time were UTC.
  private mutating func calendarSeconds(
    year: Int64
  ) throws(MalformedFrame) -> Int64 {
    let month = try field(after: "-", 1...12)
    let day = try field(after: "-", 1...31)
    let hour = try field(after: " ", 0...23)
    let minute = try field(after: ":", 0...59)
    let second = try field(after: ":", 0...60)
    let year = Int32(truncatingIfNeeded: year)
    let days = Self.days(year: year, month: month, day: day)
    let next = (year: month == 12 ? year &+ 1 : year, month: month % 12 &+ 1)
    guard year >= 1970,
      days < Self.days(year: next.year, month: next.month, day: 1)
    else { throw failure(.badTimestamp) }
    let inDay = (hour &* 60 &+ minute) &* 60 &+ second
    return Int64(widening: days) &* 86_400 &+ Int64(widening: inDay)
  }

  /// Reads two digits behind a separator.
  private mutating func field(
    after separator: Unicode.Scalar, _ range: ClosedRange<Int32>
  ) throws(MalformedFrame) -> Int32 {
    guard skip(UInt8(ascii: separator)) else { throw failure(.badTimestamp) }
    let start = position
    guard let tens = peek.decimalValue else { throw failure(.badTimestamp) }
    advance()
    guard let ones = peek.decimalValue else { throw failure(.badTimestamp) }
    advance()
    let value = Int32(tens) &* 10 &+ Int32(ones)
    guard range.contains(value) else {
      throw MalformedFrame(.badTimestamp, at: start)
    }
    return value
  }

  /// Days from 1970-01-01 to a date of the Gregorian calendar.
  ///
  /// Years begin in March here, so that a leap day is the last of its year.
  static func days(year: Int32, month: Int32, day: Int32) -> Int32 {
    let year = month < 3 ? year &- 1 : year
    let month = month < 3 ? month &+ 9 : month &- 3
    let leapDays = year / 4 &- year / 100 &+ year / 400
    let dayOfYear = (153 &* month &+ 2) / 5 &+ day &- 1
    return year &* 365 &+ leapDays &+ dayOfYear &- 719_468
  }
}
