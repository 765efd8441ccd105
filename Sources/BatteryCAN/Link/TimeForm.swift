// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

internal import CANBus

/// The digits and notation of a time, or that there is none, as one number.
struct TimeForm: Equatable {
  /// The digits in the low byte and the notation in the next one.
  private let bits: UInt32

  private static var none: UInt32 { .max }

  @inline(__always)
  init(_ time: Timestamp?) {
    guard let time else {
      bits = Self.none
      return
    }
    bits =
      UInt32(time.fractionDigits) | UInt32(time.notation.rawValue) &<< 8
  }

  /// Whether there is no time.
  @inline(__always)
  var isNone: Bool { bits == Self.none }

  /// The time of this form.
  func time(_ nanoseconds: Int64) -> Timestamp? {
    guard !isNone else { return nil }
    return Timestamp(
      checkedNanoseconds: nanoseconds,
      fractionDigits: UInt8(truncatingIfNeeded: bits),
      notation: bits &>> 8 == 0 ? .seconds : .calendar)
  }
}
