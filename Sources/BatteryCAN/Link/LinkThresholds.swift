// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

/// From when on something is told.
///
/// No document gives these; they are chosen so that what is told is what a
/// person would mention.
public struct LinkThresholds: Sendable {
  /// The least current that counts as charging, in tenths of an ampere: more than
  /// the error of a shunt.
  public var chargingTenths: Int64 = 5
  /// After how many nanoseconds without charging current a force charge counts as
  /// ignored.
  public var forceChargePatience: Int64 = 300 * 1_000_000_000
  /// From which state of charge on a battery is full, in percent: Pylontech (CAN
  /// V1.2) clears its request there, and the manual of the ZSX5000S asks for a
  /// full charge if it has not been there for a month.
  public var fullPercent: Int64 = 97
  /// By how many percent the state of charge must jump, at least.
  public var jumpPercent: Int64 = 5
  /// How many percent a minute a battery can gain or lose; 5 is charging with 3 C.
  public var percentPerMinute: Int64 = 5
  /// After how many nanoseconds without limits the battery counts as silent, or
  /// `nil` for what its dialect says.
  public var silence: Int64?
  /// How many nanoseconds a limit must rest before a small change of it is told.
  public var limitRest: Int64 = 60 * 1_000_000_000

  /// Creates the thresholds that are used by default.
  public init() {}
}

extension LinkThresholds {
  /// After how long without a frame a part counts as silent at the earliest: what
  /// is set here, or what its dialect says.
  func leastSilence(of part: LinkEvent.Part, _ dialect: Dialect?) -> Int64 {
    switch part {
    case .battery, .limits:
      silence ?? (dialect?.limitsTimeout ?? .limits).nanoseconds
    case .inverter: (dialect?.inverterTimeout ?? .inverter).nanoseconds
    }
  }

  /// For how long what a message says is in force, by who sends it and how often.
  func patience(
    _ part: LinkEvent.Part, _ dialect: Dialect?, period: Int64?
  ) -> Int64 {
    let least = leastSilence(of: part, dialect)
    guard let period else { return max(least, LinkTimeout.reading.nanoseconds) }
    return max(least, 3 &* period)
  }
}
