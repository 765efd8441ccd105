// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

/// What rules are checked, and with which numbers.
///
/// A value of constant size. Begin with a battery, and change what is to be
/// different:
///
///     var settings = RuleSettings(.zsx5000s)
///     settings.packs = 2
///     settings[.chargeCurrentReaction] = DecimalNumber(30)
public struct RuleSettings: Sendable {
  /// How many packs there are, or `nil` to believe what the battery says.
  public var packs: Int64?
  /// Whether the numbers of a generic profile are taken once the cells can be
  /// counted: when no battery is given.
  public var followsCellCount = true
  private var values = InlineArray<96, DecimalNumber?>(repeating: nil)
  /// Where the values of each rule begin.
  private var places = InlineArray<64, UInt8>(repeating: 0)
  /// The values in thousandths, four for each rule; `Int64.min` for nothing.
  private var thousandths = InlineArray<256, Int64>(repeating: .min)
  /// For how many nanoseconds the condition of each rule has to last.
  private var delays = InlineArray<64, Int64>(repeating: 0)
  /// The rules that are not wanted, and those that lack a number.
  private var off: UInt64 = 0
  private var missing: UInt64 = 0

  /// Starts with the rules and numbers that hold for any battery.
  public init() {
    var next: UInt8 = 0
    Rule.forEach { rule in
      places[Int(rule.rawValue)] = next
      next &+= UInt8(truncatingIfNeeded: rule.definition.numbers.count)
    }
    Self.forEachParameter { self[$0] = $0.standard }
  }

  /// Starts with a battery.
  ///
  /// - Parameter profile: The battery.
  public init(_ profile: BatteryProfile) {
    self.init()
    followsCellCount = false
    Self.forEachParameter { parameter in
      if let number = profile[parameter] { self[parameter] = number }
    }
  }

  private static func forEachParameter(_ body: (RuleParameter) -> Void) {
    Rule.forEach { rule in
      var index = 0
      while let parameter = rule.parameter(at: index) {
        body(parameter)
        index &+= 1
      }
    }
  }

  /// Where a value is kept.
  private func index(of parameter: RuleParameter) -> Int {
    Int(places[Int(parameter.rule.rawValue)] &+ parameter.place)
  }

  /// A number of a rule, or `nil` if it is not known.
  ///
  /// What ``RuleParameter/accepts(_:)`` refuses counts as `nil`.
  ///
  /// - Parameter parameter: Which one.
  public subscript(parameter: RuleParameter) -> DecimalNumber? {
    get { values[index(of: parameter)] }
    set {
      let number = newValue.flatMap { parameter.accepts($0) ? $0 : nil }
      let index = index(of: parameter)
      values[index] = number
      thousandths[parameter.index] =
        number?.rescaled(to: 3)?.significand ?? .min
      findMissing(parameter.rule)
      if parameter.rule.definition.delay == parameter {
        delays[Int(parameter.rule.rawValue)] = nanoseconds(parameter) ?? .max
      }
    }
  }

  /// Takes the numbers of a battery for what is not set.
  ///
  /// - Parameter profile: The battery.
  public mutating func fill(from profile: BatteryProfile) {
    Self.forEachParameter { parameter in
      if self[parameter] == nil { self[parameter] = profile[parameter] }
    }
  }

  /// Whether a rule is checked, if it can be.
  ///
  /// - Parameter rule: The rule.
  public subscript(rule: Rule) -> Bool {
    get { off & rule.bit == 0 }
    set { if newValue { off &= ~rule.bit } else { off |= rule.bit } }
  }

  /// The first parameter of a rule that has to be set for it to be checked.
  ///
  /// - Parameter rule: The rule.
  /// - Returns: The parameter, or `nil` if none is missing.
  public func missing(for rule: Rule) -> RuleParameter? {
    var index = 0
    while let parameter = rule.parameter(at: index) {
      if !parameter.isOptional, self[parameter] == nil { return parameter }
      index &+= 1
    }
    return nil
  }

  private mutating func findMissing(_ rule: Rule) {
    if missing(for: rule) == nil {
      missing &= ~rule.bit
    } else {
      missing |= rule.bit
    }
  }

  /// Whether a rule is wanted and has all it needs.
  func canCheck(_ rule: Rule) -> Bool { (off | missing) & rule.bit == 0 }

  /// A number in thousandths, `Int64.min` if it is not set.
  @inline(__always)
  func milli(_ parameter: RuleParameter) -> Int64 {
    thousandths[parameter.index]
  }

  /// A time in nanoseconds.
  ///
  /// - Parameter parameter: A parameter that is a time.
  /// - Returns: The time, or `nil` if it is not set.
  public func nanoseconds(_ parameter: RuleParameter) -> Int64? {
    let milli = milli(parameter)
    guard milli != .min else { return nil }
    let product = milli.multipliedReportingOverflow(
      by: parameter.unit.nanosecondsPerThousandth)
    return product.overflow ? .max : product.partialValue
  }

  /// For how many nanoseconds the condition of a rule has to last for it to be
  /// broken.
  @inline(__always)
  func delay(of rule: Rule) -> Int64 { delays[Int(rule.rawValue)] }
}
