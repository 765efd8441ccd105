// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

internal import CANBus

/// Turns times of day into times that go on after midnight.
///
/// A day begins when a time before 6:00 follows one after 18:00, so that lines
/// that are out of order by hours do not begin one.
struct DayClock: Equatable, Sendable {
  private var days: Int32 = 0
  private var isEvening = false

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
}
