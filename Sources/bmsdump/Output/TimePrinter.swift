// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

internal import CANBus

/// Prints the time of frames in one of the styles of `--time`.
struct TimePrinter {
  private let style: TimeStyle
  /// The time that `relative` counts from, or `delta`.
  private var origin: Int64?

  init(style: TimeStyle) { self.style = style }

  /// Whether times are printed as dates, which JSON has to quote.
  var printsDates: Bool { style == .iso }

  /// Appends a time as a number of seconds, or as an ISO 8601 date.
  mutating func append(_ time: Timestamp, to output: inout OutputBuffer) {
    switch style {
    case .absolute: appendSeconds(time.nanoseconds, of: time, to: &output)
    case .iso:
      Self.appendDate(time, between: UInt8(ascii: "T"), to: &output)
      // The time zone of `candump -t A` is not known.
      if time.notation == .seconds { output.append(UInt8(ascii: "Z")) }
    case .relative, .delta:
      let start = origin ?? time.nanoseconds
      if origin == nil || style == .delta { origin = time.nanoseconds }
      appendSeconds(time.nanoseconds - start, of: time, to: &output)
    }
  }

  /// Takes the time that relative times count from.
  mutating func begin(at time: Timestamp) {
    if style == .relative { origin = time.nanoseconds }
  }

  /// Appends a time the way the capture writes it, if the style is `absolute`.
  mutating func appendAsInCapture(
    _ time: Timestamp, to output: inout OutputBuffer
  ) {
    if style == .absolute, time.notation == .calendar {
      Self.appendDate(time, between: UInt8(ascii: " "), to: &output)
    } else {
      append(time, to: &output)
    }
  }

  private func appendSeconds(
    _ nanoseconds: Int64, of time: Timestamp, to output: inout OutputBuffer
  ) {
    let digits = nanoseconds.magnitude / Self.nanoseconds(perLastDigitOf: time)
    if nanoseconds < 0, digits > 0 { output.append(UInt8(ascii: "-")) }
    output.append(digits, decimals: time.fractionDigits)
  }

  private static func appendDate(
    _ time: Timestamp, between separator: UInt8, to output: inout OutputBuffer
  ) {
    let seconds = time.nanoseconds / 1_000_000_000
    let date = CalendarDate(daysSince1970: Int(seconds / 86_400))
    let inDay = UInt64(seconds % 86_400)
    output.append(UInt64(date.year), width: 4)
    output.append(UInt8(ascii: "-"))
    output.append(UInt64(date.month), width: 2)
    output.append(UInt8(ascii: "-"))
    output.append(UInt64(date.day), width: 2)
    output.append(separator)
    output.append(inDay / 3600, width: 2)
    output.append(UInt8(ascii: ":"))
    output.append(inDay / 60 % 60, width: 2)
    output.append(UInt8(ascii: ":"))
    output.append(inDay % 60, width: 2)
    guard time.fractionDigits > 0 else { return }
    let fraction = UInt64(time.nanoseconds % 1_000_000_000)
    output.append(UInt8(ascii: "."))
    output.append(
      fraction / Self.nanoseconds(perLastDigitOf: time),
      width: Int(time.fractionDigits))
  }

  private static func nanoseconds(perLastDigitOf time: Timestamp) -> UInt64 {
    var unit: UInt64 = 1
    for _ in time.fractionDigits..<9 { unit *= 10 }
    return unit
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
