// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

internal import CANBus

/// Prints the time of frames in one of the styles of `--time`.
struct TimePrinter {
  private let style: TimeStyle
  /// What is written before each time.
  var prefix = Phrase("")
  /// The time that `relative` counts from, or `delta`.
  private var origin: Int64?
  /// What was printed last; most frames share it with the one before.
  private var latest = TenSeconds()

  init(style: TimeStyle) { self.style = style }

  /// Whether times are printed as dates, which JSON has to quote.
  var printsDates: Bool { style == .iso }

  /// Appends a time as a number of seconds, or as an ISO 8601 date.
  @inline(__always)
  mutating func append<Target: ByteTarget & ~Copyable & ~Escapable>(
    _ time: Timestamp, to target: inout Target
  ) {
    guard case .absolute = style else {
      return appendOther(time, to: &target)
    }
    append(time.nanoseconds, time.fractionDigits, .number, to: &target)
  }

  /// Appends a time in a style that is not the usual one.
  @inline(never)
  private mutating func appendOther<
    Target: ByteTarget & ~Copyable & ~Escapable
  >(
    _ time: Timestamp, to target: inout Target
  ) {
    let nanoseconds = time.nanoseconds
    let digits = time.fractionDigits
    switch style {
    case .absolute: append(nanoseconds, digits, .number, to: &target)
    case .iso:
      append(nanoseconds, digits, .isoDate, to: &target)
      // The time zone of `candump -t A` is not known.
      if time.notation == .seconds { target.append(UInt8(ascii: "Z")) }
    case .relative, .delta:
      let start = origin ?? nanoseconds
      if origin == nil || style == .delta { origin = nanoseconds }
      let passed = nanoseconds - start
      if passed >= 0 {
        append(passed, digits, .number, to: &target)
      } else {
        appendNegative(-passed, digits, to: &target)
      }
    }
  }

  /// Takes the time that relative times count from.
  mutating func begin(at time: Timestamp) {
    if style == .relative { origin = time.nanoseconds }
  }

  /// Appends a time the way the capture writes it, if the style is `absolute`.
  @inline(__always)
  mutating func appendAsInCapture<Target: ByteTarget & ~Copyable & ~Escapable>(
    _ time: Timestamp, to target: inout Target
  ) {
    if style == .absolute, time.notation == .calendar {
      append(
        time.nanoseconds, time.fractionDigits, .plainDate, to: &target)
    } else {
      append(time, to: &target)
    }
  }

  /// Appends a time before the origin.
  ///
  /// There is no "-0": what the digits do not show has no sign.
  private mutating func appendNegative<
    Target: ByteTarget & ~Copyable & ~Escapable
  >(
    _ nanoseconds: Int64, _ digits: UInt8, to target: inout Target
  ) {
    var unit: Int64 = 1
    for _ in digits..<9 { unit *= 10 }
    let isShown = nanoseconds >= unit
    append(
      nanoseconds, digits, isShown ? .negativeNumber : .number, to: &target)
  }

  @inline(__always)
  private mutating func append<Target: ByteTarget & ~Copyable & ~Escapable>(
    _ nanoseconds: Int64, _ digits: UInt8, _ notation: Notation,
    to target: inout Target
  ) {
    // As a number without a sign, a time before the start is far behind it.
    if UInt64(bitPattern: nanoseconds &- latest.start) >= 10_000_000_000
      || latest.notation != notation || latest.digits != digits
    {
      begin(nanoseconds, notation, digits)
    }
    let passed = UInt64(bitPattern: nanoseconds &- latest.start)
    let word = Digits.seconds(passed / 1000)
    target.append(latest.text, first: latest.count, ofWord: word)
    if digits > 6 {
      let last = Digits.decimal(eightOf: passed % 1000)
      target.append(
        first: Int(digits) &- 6, ofWord: Digits.last(3, of: last))
    }
  }

  /// Begins other seconds, or another way of writing them.
  @inline(never)
  private mutating func begin(
    _ nanoseconds: Int64, _ notation: Notation, _ digits: UInt8
  ) {
    latest = TenSeconds(nanoseconds, notation, digits, after: prefix)
  }

  // MARK: Seconds

  /// How whole seconds are written.
  private enum Notation {
    case number, negativeNumber, isoDate, plainDate
  }

  /// Ten seconds that differ in the last digit only.
  private struct TenSeconds {
    /// When the first one begins.
    let start: Int64
    let notation: Notation
    /// How many digits of a fraction follow.
    let digits: UInt8
    /// How many characters the last digit takes with the point and up to six
    /// digits of the fraction.
    let count: Int
    /// What is printed but for the last digit.
    let text: Phrase

    /// None that a time is in.
    init() {
      start = .min
      notation = .number
      digits = 0
      count = 0
      text = Phrase("")
    }

    init(
      _ nanoseconds: Int64, _ notation: Notation, _ digits: UInt8,
      after prefix: Phrase
    ) {
      let seconds = nanoseconds / 10_000_000_000 * 10
      start = seconds * 1_000_000_000
      self.notation = notation
      self.digits = digits
      count = digits == 0 ? 1 : min(Int(digits), 6) + 2
      var text = PhraseBuilder()
      text.append(prefix)
      switch notation {
      case .number: text.append(UInt64(seconds))
      case .negativeNumber:
        text.append(UInt8(ascii: "-"))
        text.append(UInt64(seconds))
      case .isoDate: text.appendDate(Int(seconds), UInt8(ascii: "T"))
      case .plainDate: text.appendDate(Int(seconds), UInt8(ascii: " "))
      }
      text.removeLast()
      self.text = text.phrase
    }
  }
}

extension PhraseBuilder {
  /// Appends a date and time of day, given in seconds since 1970.
  fileprivate mutating func appendDate(_ seconds: Int, _ separator: UInt8) {
    let date = CalendarDate(daysSince1970: seconds / 86_400)
    let inDay = seconds % 86_400
    append(UInt64(date.year))
    append(UInt8(ascii: "-"))
    append(UInt64(date.month), width: 2)
    append(UInt8(ascii: "-"))
    append(UInt64(date.day), width: 2)
    append(separator)
    append(UInt64(inDay / 3600), width: 2)
    append(UInt8(ascii: ":"))
    append(UInt64(inDay / 60 % 60), width: 2)
    append(UInt8(ascii: ":"))
    append(UInt64(inDay % 60), width: 2)
  }
}

/// A date of the Gregorian calendar.
struct CalendarDate: Equatable {
  let year: Int
  let month: Int
  let day: Int

  /// Finds the date of a day that is not before 1970.
  ///
  /// Years begin in March here, so that a leap day is the last of its year, and
  /// are counted in eras of 400 years, which all have 146,097 days.
  init(daysSince1970 days: Int) {
    let days = days + 719_468
    let dayOfEra = days % 146_097
    let leapDays = dayOfEra / 1460 - dayOfEra / 36_524 + dayOfEra / 146_096
    let yearOfEra = (dayOfEra - leapDays) / 365
    let daysBefore = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100
    let dayOfYear = dayOfEra - daysBefore
    let shifted = (dayOfYear * 5 + 2) / 153
    day = dayOfYear - (shifted * 153 + 2) / 5 + 1
    month = shifted < 10 ? shifted + 3 : shifted - 9
    year = days / 146_097 * 400 + yearOfEra + (month < 3 ? 1 : 0)
  }
}
