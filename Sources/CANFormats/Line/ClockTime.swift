// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

internal import CANBus

/// A time or a span of time: nanoseconds, and how many digits of a second's
/// fraction are known.
struct ClockTime: Equatable, Sendable {
  var nanoseconds: Int64 = 0
  var fractionDigits: UInt8 = 0

  /// The sum, or `nil` beyond the year 2262.
  func adding(_ other: ClockTime) -> ClockTime? {
    let sum = nanoseconds.addingReportingOverflow(other.nanoseconds)
    guard !sum.overflow else { return nil }
    return ClockTime(
      nanoseconds: sum.partialValue,
      fractionDigits: max(fractionDigits, other.fractionDigits))
  }

  /// The time of a frame that is this much later than a start, as local time,
  /// or after a start that is not known, or `nil` beyond the year 2262.
  func timestamp(after start: ClockTime?) -> Timestamp? {
    let sum = start?.adding(self)
    if start != nil, sum == nil { return nil }
    let time = sum ?? self
    return Timestamp(
      checkedNanoseconds: time.nanoseconds,
      fractionDigits: time.fractionDigits,
      notation: start == nil ? .seconds : .calendar)
  }
}
