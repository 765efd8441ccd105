// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

internal import CANBus

/// Where a decimal number stands in a line.
///
/// It is found first and read later, because a number alone does not tell a
/// line's format.
struct NumberField {
  let start: Int
  /// Where the point is, or the end.
  let point: Int
  let end: Int

  var hasFraction: Bool { point < end }

  /// The number without the digits beyond a nanosecond.
  func rounded(to unit: TimeUnit) -> NumberField {
    NumberField(
      start: start, point: point, end: min(end, point &+ 1 &+ unit.exponent))
  }
}

/// What a number of a format counts.
enum TimeUnit: Int {
  case nanoseconds = 0
  case microseconds = 3
  case milliseconds = 6
  case seconds = 9

  /// How many nanoseconds it is, as a power of 10.
  var exponent: Int { rawValue }
}

extension LineCursor {
  /// Passes over `1*DIGIT ["." 1*DIGIT]`.
  ///
  /// - Parameter allowsComma: Whether a comma may stand for the point, as in many
  ///   languages.
  /// - Returns: Where it stands, or `nil` if the text is not a number.
  mutating func number(allowsComma: Bool = false) -> NumberField? {
    let start = position
    skipDigits()
    let point = position
    guard point > start else { return nil }
    guard
      skip(UInt8(ascii: "."))
        || (allowsComma && isBeforeDigit && skip(UInt8(ascii: ",")))
    else { return NumberField(start: start, point: point, end: point) }
    skipDigits()
    guard position > point &+ 1 else { return nil }
    return NumberField(start: start, point: point, end: position)
  }

  /// Whether a decimal digit follows the next byte.
  private var isBeforeDigit: Bool {
    position &+ 1 < line.count && line[position &+ 1].decimalValue != nil
  }

  /// Passes over decimal digits.
  mutating func skipDigits() {
    while line.count &- position >= 8 {
      let digits = ASCIIWord(line.word(at: position)).leadingDecimalCount
      advance(by: digits)
      if digits < 8 { return }
    }
    while peek.decimalValue != nil { advance() }
  }

  /// Reads `"s" | "ms"` at the end of a word.
  mutating func timeUnit() -> TimeUnit? {
    let unit = line.extracting(position..<(position &+ wordBytes))
    guard unit.isExactly("s") || unit.isExactly("ms") else { return nil }
    advance(by: unit.count)
    return unit.count == 1 ? .seconds : .milliseconds
  }

  /// Reads a number as a time.
  func time(
    _ number: NumberField, in unit: TimeUnit
  ) throws(MalformedFrame) -> ClockTime {
    let failure = MalformedFrame(.badTimestamp, at: number.start)
    let decimals = max(0, number.end &- number.point &- 1)
    guard decimals <= unit.exponent else { throw failure }
    var value: Int64 = 0
    var index = number.start
    // Zeros take the place of the digits down to the nanosecond.
    let end = number.end &+ unit.exponent &- decimals
    while index < end {
      let digit = index < number.end ? line[index].decimalValue : 0
      index &+= 1
      guard let digit else { continue }
      let tens = value.multipliedReportingOverflow(by: 10)
      let sum = tens.partialValue.addingReportingOverflow(
        Int64(widening: Int32(digit)))
      guard !tens.overflow, !sum.overflow else { throw failure }
      value = sum.partialValue
    }
    return ClockTime(
      nanoseconds: value,
      fractionDigits: UInt8(
        truncatingIfNeeded: 9 &- unit.exponent &+ decimals))
  }

  /// Reads decimal digits as a number.
  ///
  /// - Parameter limit: The greatest, less than 100,000,000.
  /// - Returns: The number, or `nil` if there is none or it is greater.
  mutating func decimal(upTo limit: Int) -> Int? {
    let start = position
    var value: Int32 = 0
    while let digit = peek.decimalValue {
      value = min(value &* 10 &+ Int32(digit), 100_000_000)
      advance()
    }
    return position > start && Int(value) <= limit ? Int(value) : nil
  }
}
