// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

/// A number that a ``Rule`` is checked with.
///
/// Some hold for any battery, others are known of single ones: see
/// ``BatteryProfile``. Those of a rule stand with it.
public struct RuleParameter: Equatable, Sendable {
  /// The rule that it belongs to.
  public let rule: Rule
  /// Which number of the rule it is.
  let place: UInt8

  init(_ rule: Rule, _ place: UInt8) {
    self.rule = rule
    self.place = place
  }

  /// Its place among four for each rule.
  @inline(__always)
  var index: Int { Int(rule.rawValue) &* 4 &+ Int(place) }

  private var number: RuleNumber? {
    rule.definition.numbers[Int(place)]
  }

  /// The name within the rule, which ends in the unit.
  public var key: StaticString { number?.key ?? "" }
  /// The unit.
  public var unit: RuleUnit { number?.unit ?? .count }
  /// The value unless it is set, or `nil` if the rule is not checked without,
  /// or, for a timeout, if the dialect says it.
  public var standard: DecimalNumber? { number?.standard }
  /// Whether it has a meaning for the rule without being set.
  ///
  /// The timeouts are those of the dialect then, and the capacity is what the
  /// battery says.
  public var isOptional: Bool { number?.isOptional ?? true }

  /// Whether a number makes sense for it.
  ///
  /// - Parameter number: The number, in ``unit``.
  /// - Returns: Whether it can be used: not negative but for temperatures, at
  ///   most three decimals, and no more than a million (for temperatures, a
  ///   thousand).
  public func accepts(_ number: DecimalNumber) -> Bool {
    guard let milli = number.rescaled(to: 3)?.significand else { return false }
    return unit == .celsius
      ? milli.magnitude <= 1_000_000 : milli >= 0 && milli <= 1_000_000_000
  }
}

extension Rule {
  /// A number that the rule is checked with.
  ///
  /// - Parameter index: A place, from 0 on.
  /// - Returns: The parameter, or `nil` beyond the last one.
  public func parameter(at index: Int) -> RuleParameter? {
    guard definition.numbers[index] != nil else { return nil }
    return RuleParameter(self, UInt8(truncatingIfNeeded: index))
  }
}
