// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

internal import CANBus

/// What times the positions on an axis stand for.
///
/// The axis is the time that has passed, or the number of frames where a capture
/// has no time. Where the recorder's clock jumps, another part of it begins.
struct AxisTimes {
  /// A part of the axis in which time goes on as the axis does.
  struct Part {
    let position: Int64
    let time: Timestamp
  }

  /// How the times are to be read.
  enum Kind: String {
    /// Seconds since 1970.
    case utc
    /// Dates of the recorder, whose zone is not known.
    case local
    /// Seconds since some start.
    case relative
    /// No times.
    case frames
  }

  private(set) var parts: [Part] = []
  /// How many parts there are; not all are kept.
  private(set) var partCount = 0
  /// The digits of the times.
  private(set) var digits: UInt8 = 0

  /// How many parts are told apart; a capture may consist of jumps.
  private static var capacity: Int { 64 }
  /// 2000-01-01, before which seconds are none since 1970.
  private static var year2000: Int64 { 946_684_800_000_000_000 }

  /// Begins a part.
  mutating func add(_ time: Timestamp, at position: Int64) {
    partCount += 1
    digits = max(digits, time.fractionDigits)
    guard parts.count < Self.capacity else { return }
    parts.append(Part(position: position, time: time))
  }

  /// Whether the times of late positions are not known.
  var isIncomplete: Bool { partCount > parts.count }

  var kind: Kind {
    guard let latest = parts.last?.time else { return .frames }
    if latest.notation == .calendar { return .local }
    return latest.nanoseconds >= Self.year2000 ? .utc : .relative
  }
}
