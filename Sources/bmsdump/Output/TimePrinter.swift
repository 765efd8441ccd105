// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

internal import CANBus

/// Prints the time of frames in one of the styles of `--time`.
struct TimePrinter {
  private let style: TimeStyle
  /// The time that `relative` counts from, or `delta`.
  private var origin: Int64?
  /// What was printed last; most frames share their second with the one before.
  private var second = Second()

  init(style: TimeStyle) { self.style = style }

  /// Whether times are printed as dates, which JSON has to quote.
  var printsDates: Bool { style == .iso }

  /// Appends a time as a number of seconds, or as an ISO 8601 date.
  @inline(__always)
  mutating func append<Target: ByteTarget & ~Copyable>(
    _ time: Timestamp, to target: inout Target
  ) {
    var nanoseconds = time.nanoseconds
    switch style {
    case .absolute: break
    case .iso:
      select(nanoseconds, .isoDate)
      append(nanoseconds, digits: time.fractionDigits, to: &target)
      // The time zone of `candump -t A` is not known.
      if time.notation == .seconds { target.append(UInt8(ascii: "Z")) }
      return
    case .relative, .delta:
      let start = origin ?? nanoseconds
      if origin == nil || style == .delta { origin = nanoseconds }
      nanoseconds -= start
      if nanoseconds < 0 {
        return appendNegative(nanoseconds, time.fractionDigits, to: &target)
      }
    }
    select(nanoseconds, .seconds)
    append(nanoseconds, digits: time.fractionDigits, to: &target)
  }

  /// Takes the time that relative times count from.
  mutating func begin(at time: Timestamp) {
    if style == .relative { origin = time.nanoseconds }
  }

  /// Appends a time the way the capture writes it, if the style is `absolute`.
  @inline(__always)
  mutating func appendAsInCapture<Target: ByteTarget & ~Copyable>(
    _ time: Timestamp, to target: inout Target
  ) {
    if style == .absolute, time.notation == .calendar {
      select(time.nanoseconds, .plainDate)
      append(time.nanoseconds, digits: time.fractionDigits, to: &target)
    } else {
      append(time, to: &target)
    }
  }

  /// Appends a time before the origin.
  ///
  /// There is no "-0": what the digits do not show has no sign.
  private mutating func appendNegative<Target: ByteTarget & ~Copyable>(
    _ nanoseconds: Int64, _ digits: UInt8, to target: inout Target
  ) {
    var unit: Int64 = 1
    for _ in digits..<9 { unit *= 10 }
    if nanoseconds <= -unit { target.append(UInt8(ascii: "-")) }
    select(-nanoseconds, .seconds)
    append(-nanoseconds, digits: digits, to: &target)
  }

  // MARK: Seconds and their fractions

  /// How whole seconds are written.
  private enum Notation {
    case seconds, isoDate, plainDate
  }

  /// A whole second as it is printed.
  private struct Second {
    /// When it begins.
    private(set) var start: Int64 = 0
    private(set) var notation = Notation.seconds
    /// The text, without the point before a fraction.
    private(set) var text = Phrase("")

    /// A second that has not been printed.
    init() {}

    init(_ nanoseconds: Int64, _ notation: Notation) {
      let seconds = nanoseconds / 1_000_000_000
      start = seconds * 1_000_000_000
      self.notation = notation
      switch notation {
      case .seconds: append(seconds)
      case .isoDate: appendDate(seconds, UInt8(ascii: "T"))
      case .plainDate: appendDate(seconds, UInt8(ascii: " "))
      }
    }

    private mutating func appendDate(_ seconds: Int64, _ separator: UInt8) {
      let date = CalendarDate(daysSince1970: Int(seconds / 86_400))
      append(Int64(date.year))
      append(UInt8(ascii: "-"))
      append(twoDigitsOf: date.month)
      append(UInt8(ascii: "-"))
      append(twoDigitsOf: date.day)
      append(separator)
      let inDay = Int(seconds % 86_400)
      append(twoDigitsOf: inDay / 3600)
      append(UInt8(ascii: ":"))
      append(twoDigitsOf: inDay / 60 % 60)
      append(UInt8(ascii: ":"))
      append(twoDigitsOf: inDay % 60)
    }

    private mutating func append(_ number: Int64) {
      if number >= 10 { append(number / 10) }
      append(UInt8(ascii: "0") + UInt8(number % 10))
    }

    private mutating func append(twoDigitsOf number: Int) {
      append(UInt8(ascii: "0") + UInt8(number / 10))
      append(UInt8(ascii: "0") + UInt8(number % 10))
    }

    private mutating func append(_ byte: UInt8) { text.append(byte) }
  }

  /// Prints the second that a time is in, unless it is the one of before.
  @inline(__always)
  private mutating func select(_ nanoseconds: Int64, _ notation: Notation) {
    let isSame =
      nanoseconds >= second.start
      && nanoseconds - second.start < 1_000_000_000
      && second.notation == notation && !second.text.isEmpty
    if !isSame { second = Second(nanoseconds, notation) }
  }

  /// Appends a time that is in the second that was printed last.
  @inline(__always)
  private func append<Target: ByteTarget & ~Copyable>(
    _ nanoseconds: Int64, digits: UInt8, to target: inout Target
  ) {
    target.append(second.text)
    guard digits > 0 else { return }
    target.append(UInt8(ascii: "."))
    let fraction = UInt64(truncatingIfNeeded: nanoseconds - second.start)
    target.append(
      first: min(Int(digits), 8),
      ofWord: Digits.decimal(eightOf: fraction / 10))
    if digits == 9 {
      let last = UInt8(truncatingIfNeeded: fraction % 10)
      target.append(UInt8(ascii: "0") + last)
    }
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
