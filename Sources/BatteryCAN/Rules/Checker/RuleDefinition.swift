// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

/// All that is known of one rule but how it judges, which stands beside it.
struct RuleDefinition {
  /// The name in options, JSON, CSV and text.
  let name: StaticString
  /// What has to hold, in one line; the keys of numbers stand for the numbers.
  let title: StaticString
  /// What has happened if it is broken: a sentence without its full stop.
  let broken: StaticString
  /// Why it matters.
  let why: StaticString
  /// Who says so.
  let source: StaticString
  /// What has to be on the bus.
  let needs: StaticString
  let severity: Rule.Severity
  let numbers: RuleNumbers
  /// For how long its condition has to last for it to be broken.
  let delay: RuleParameter?
  /// What the bound of a finding is called.
  let boundWord: StaticString
  /// The unit of the values, if they are not those of a signal.
  let unit: StaticString?

  init(
    _ name: StaticString, _ title: StaticString, broken: StaticString,
    why: StaticString, source: StaticString, needs: StaticString,
    severity: Rule.Severity = .fault, numbers: RuleNumbers = RuleNumbers(),
    delay: RuleParameter? = nil, boundWord: StaticString = "limit",
    unit: StaticString? = nil
  ) {
    self.name = name
    self.title = title
    self.broken = broken
    self.why = why
    self.source = source
    self.needs = needs
    self.severity = severity
    self.numbers = numbers
    self.delay = delay
    self.boundWord = boundWord
    self.unit = unit
  }
}

/// A number that a rule is checked with.
struct RuleNumber {
  /// The name within the rule, which ends in the unit.
  let key: StaticString
  let unit: RuleUnit
  /// The value unless it is set.
  let standard: DecimalNumber?
  /// Whether the rule is checked without it.
  let isOptional: Bool

  init(
    _ key: StaticString, _ unit: RuleUnit, _ standard: Int64? = nil,
    isOptional: Bool = false
  ) {
    self.key = key
    self.unit = unit
    self.standard = standard.map { DecimalNumber($0) }
    self.isOptional = isOptional
  }

  init(_ key: StaticString, _ unit: RuleUnit, tenths: Int64) {
    self.key = key
    self.unit = unit
    standard = DecimalNumber(tenths, decimals: 1)
    isOptional = false
  }
}

/// The numbers of a rule.
struct RuleNumbers {
  private let numbers: InlineArray<4, RuleNumber?>
  let count: Int

  init(
    _ first: RuleNumber? = nil, _ second: RuleNumber? = nil,
    _ third: RuleNumber? = nil, _ fourth: RuleNumber? = nil
  ) {
    numbers = [first, second, third, fourth]
    count =
      (first == nil ? 0 : 1) + (second == nil ? 0 : 1)
      + (third == nil ? 0 : 1) + (fourth == nil ? 0 : 1)
  }

  /// A number, or `nil` beyond the last one.
  subscript(index: Int) -> RuleNumber? {
    index >= 0 && index < count ? numbers[index] : nil
  }
}

/// The unit of a number of a rule.
@nonexhaustive
public enum RuleUnit: Sendable {
  case volts, amperes, ampereHours, celsius, percent, seconds, hours, days,
    count

  /// The name in text.
  public var name: StaticString {
    switch self {
    case .volts: "V"
    case .amperes: "A"
    case .ampereHours: "Ah"
    case .celsius: "°C"
    case .percent: "%"
    case .seconds: "s"
    case .hours: "h"
    case .days: "d"
    case .count: ""
    }
  }

  /// How many nanoseconds a thousandth of it is, of a time.
  var nanosecondsPerThousandth: Int64 {
    switch self {
    case .days: 86_400_000_000
    case .hours: 3_600_000_000
    default: 1_000_000
    }
  }
}
