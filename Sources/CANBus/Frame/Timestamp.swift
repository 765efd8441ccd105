// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

/// When a frame was seen: whole nanoseconds, with the precision of the source.
///
/// The number counts from whatever the capture counts from: usually
/// 1970-01-01 UTC, but also the start of the recording, or the frame before
/// (`candump -t z` and `-t d`). Nothing in a capture tells these apart.
public struct Timestamp: Hashable, Sendable {
  /// Nanoseconds since the origin that the capture uses; never negative.
  public let nanoseconds: Int64
  /// How many digits of a second's fraction the source gives, 0 to 9.
  public let fractionDigits: UInt8
  /// How the source writes the time.
  public let notation: Notation

  /// How a capture writes a time.
  public enum Notation: UInt8, Sendable {
    /// A number of seconds.
    case seconds
    /// A date and a time of day (`candump -t A`), without a time zone: the
    /// recorder's local time. ``Timestamp/nanoseconds`` counts as if it were
    /// UTC.
    case calendar
  }

  /// Creates a time, or `nil` if it is negative or the digits exceed 9.
  ///
  /// - Parameters:
  ///   - nanoseconds: Nanoseconds since the origin of the capture.
  ///   - fractionDigits: How many digits of a second's fraction are known.
  ///   - notation: How the source writes the time.
  public init?(
    nanoseconds: Int64, fractionDigits: UInt8, notation: Notation = .seconds
  ) {
    guard nanoseconds >= 0, fractionDigits <= 9 else { return nil }
    self.nanoseconds = nanoseconds
    self.fractionDigits = fractionDigits
    self.notation = notation
  }

  /// Creates a time that its parser has checked already.
  @inlinable
  package init(
    checkedNanoseconds: Int64, fractionDigits: UInt8, notation: Notation
  ) {
    self.nanoseconds = checkedNanoseconds
    self.fractionDigits = fractionDigits
    self.notation = notation
  }
}
