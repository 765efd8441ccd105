// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

/// A kind of force charge, by the number that a dialect gives it.
///
/// Dialects count the same bits in opposite order, so a number means nothing
/// without its dialect.
@nonexhaustive
public enum ForceChargeKind: UInt8, Sendable {
  /// The first kind of Pylontech: the inverter may have let the battery shut
  /// down, and can wake it.
  case first
  /// The second kind of Pylontech: the inverter must charge before the battery
  /// shuts down.
  case second
  /// Both at once.
  case both

  /// How many kinds there are; their raw values are 0 to `count` - 1.
  public static var count: Int { 3 }

  /// The name in JSON, CSV and text.
  public var name: StaticString {
    switch self {
    case .first: "I"
    case .second: "II"
    case .both: "I+II"
    }
  }
}
