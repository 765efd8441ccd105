// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

internal import CANBus

/// Turns times of day into times that go on after midnight, and dates without a year
/// into ones that go on after New Year's Eve.
///
/// A day begins when a time before 6:00 follows one after 18:00, and a year when one
/// of its first three months follows one of its last three, so that lines that are out
/// of order do not begin one.
struct DayClock: Equatable, Sendable {
  private var days: Int32 = 0
  private var isEvening = false
  private var years: Int32 = 0
  private var isAutumn = false

  /// The time since the midnight before the first line.
  mutating func time(ofDay time: ClockTime) -> ClockTime {
    let hour: Int64 = 3_600_000_000_000
    if time.nanoseconds < 6 &* hour {
      if isEvening { days &+= 1 }
      isEvening = false
    } else {
      isEvening = time.nanoseconds >= 18 &* hour
    }
    return ClockTime(
      nanoseconds: time.nanoseconds &+ Int64(widening: days) &* (24 &* hour),
      fractionDigits: time.fractionDigits)
  }

  /// The time since the beginning of the year of the first line.
  mutating func time(ofYear time: ClockTime) -> ClockTime {
    let quarter: Int64 = 91 &* 86_400_000_000_000
    if time.nanoseconds < quarter {
      if isAutumn { years &+= 1 }
      isAutumn = false
    } else {
      isAutumn = time.nanoseconds >= 3 &* quarter
    }
    return ClockTime(days: years &* 365, time)
  }
}
