// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

internal import CANBus

/// Reads the times of CL1000, CL2000 and CL3000, whose digits begin where the
/// configuration says.
///
///     time = [[[[[[year] month] day] hour] minute] second] millisecond
///
/// for example `15T100000123`, `10:00:00.123` or `05123`: four digits for the year,
/// three for the milliseconds and two for the others, with any signs between. What
/// is left out, as the day is in `10:00:00.123`, goes on in the times behind it: they
/// never go back by half of it.
struct LoggerClock: Equatable, Sendable {
  /// What the digits have left out so far, in nanoseconds.
  private var base: Int64 = 0
  /// The last time, without it.
  private var last: Int64?
  private var lastDay: Int32 = 0

  /// Reads a time, or returns `nil` if the text is none.
  mutating func timestamp(of text: Span<UInt8>) -> Timestamp? {
    guard let digits = LoggerDigits(text), let time = digits.time else {
      return nil
    }
    var nanoseconds = Int64(widening: time.milliseconds) &* 1_000_000
    switch digits.first {
    case .year: break
    case .month, .day:
      // The days of the months that are left out are not known, but their order is.
      let day: Int64 = 86_400_000_000_000
      if time.days < lastDay &- 14 {
        base &+= Int64(widening: lastDay &+ 1 &- time.days) &* day
      }
      lastDay = time.days
    case .hour, .minute, .second, .millisecond:
      let period = digits.first.period
      if let last, nanoseconds < last &- period / 2 { base &+= period }
      last = nanoseconds
    }
    nanoseconds &+= Int64(widening: time.days) &* 86_400_000_000_000
    return Timestamp(
      checkedNanoseconds: base &+ nanoseconds, fractionDigits: 3,
      notation: digits.first == .year ? .calendar : .seconds)
  }
}

/// The digits of a time of a logger.
private struct LoggerDigits {
  /// What the first digits are.
  enum Part: Int {
    case millisecond = 3
    case second = 5
    case minute = 7
    case hour = 9
    case day = 11
    case month = 13
    case year = 17

    /// The time after which the first digits begin again.
    var period: Int64 {
      switch self {
      case .millisecond: 1_000_000_000
      case .second: 60_000_000_000
      case .minute: 3_600_000_000_000
      default: 86_400_000_000_000
      }
    }
  }

  let first: Part
  private var digits = InlineArray<17, UInt8>(repeating: 0)
  private var count = 0

  init?(_ text: Span<UInt8>) {
    var wasSign = true
    for index in text.indices {
      if let digit = text[index].decimalValue {
        guard count < 17 else { return nil }
        digits[count] = digit
        count &+= 1
        wasSign = false
      } else {
        // No two signs stand together, and none at the beginning.
        guard !wasSign else { return nil }
        wasSign = true
      }
    }
    guard !wasSign, let first = Part(rawValue: count) else { return nil }
    self.first = first
  }

  /// The days since 1970 or since the beginning of what is left out, and the
  /// milliseconds of the day; `nil` if there is no such time.
  var time: (days: Int32, milliseconds: Int32)? {
    let year = count == 17 ? number(17, 4) : 1972
    let month = count >= 13 ? number(13, 2) : 1
    let day = count >= 11 ? number(11, 2) : 1
    let (hour, minute) = (number(9, 2), number(7, 2))
    let second = number(5, 2)
    guard (1970...2261).contains(year), hour < 24, minute < 60, second < 61,
      var days = LineCursor.checkedDays(year: year, month: month, day: day)
    else { return nil }
    if count < 17 {
      days &-= LineCursor.days(year: year, month: 1, day: 1)
    }
    let seconds = (hour &* 60 &+ minute) &* 60 &+ second
    return (days, seconds &* 1000 &+ number(3, 3))
  }

  /// The number of some digits, or 0 if they are left out.
  ///
  /// - Parameters:
  ///   - end: How many digits follow its first one, with that.
  ///   - length: How many digits it has.
  /// - Returns: The number.
  private func number(_ end: Int, _ length: Int) -> Int32 {
    guard count >= end else { return 0 }
    var value: Int32 = 0
    for index in (count &- end)..<(count &- end &+ length) {
      value = value &* 10 &+ Int32(digits[index])
    }
    return value
  }
}
