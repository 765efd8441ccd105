// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

internal import ArgumentParser
internal import BatteryCAN

extension Rule: Numbered {}
extension BatteryProfile: Numbered {}

extension Rule {
  /// The rule of a name.
  init?(_ name: some StringProtocol) {
    guard let rule = Self.all.first(where: { $0.name.description == name })
    else { return nil }
    self = rule
  }

  /// The rules of a list with commas.
  static func list(_ names: String, of option: String) throws -> [Rule] {
    try names.split(separator: ",", omittingEmptySubsequences: false).map {
      guard let rule = Rule($0) else {
        throw ValidationError(
          "\(option): there is no rule \"\($0)\"; --list shows them.")
      }
      return rule
    }
  }

  /// The numbers that it is checked with.
  var parameters: [RuleParameter] {
    sequence(first: 0) { $0 + 1 }.lazy.map(parameter).prefix { $0 != nil }
      .compactMap { $0 }
  }
}

extension Rule {
  /// What has to hold, with numbers in place of their keys.
  ///
  /// - Parameters:
  ///   - settings: The numbers.
  ///   - timeout: The one in seconds that a dialect has set, if it is known.
  /// - Returns: The title.
  func title(with settings: RuleSettings, timeout: DecimalNumber?) -> String {
    let parameters = parameters
    return "\(title)".split(separator: " ").map { word in
      guard let parameter = parameters.first(where: { "\($0.key)" == word })
      else { return String(word) }
      return parameter.words(settings[parameter] ?? timeout)
    }.joined(separator: " ")
  }
}

extension RuleParameter {
  /// A number of it with its unit, or what it is called.
  fileprivate func words(_ number: DecimalNumber?) -> String {
    guard let number else {
      return unit == .seconds ? "the timeout" : "\(key)"
    }
    let seconds: Int64? =
      switch unit {
      case .seconds: 1
      case .hours: 3600
      case .days: 86_400
      default: nil
      }
    if let seconds, let nanoseconds = number.rescaled(to: 9)?.significand {
      let product = nanoseconds.multipliedReportingOverflow(by: seconds)
      if !product.overflow {
        return "\(LengthOfTime(nanoseconds: product.partialValue))"
      }
    }
    return unit == .count ? "\(number)" : "\(number) \(unit.name)"
  }

  /// The name with that of its rule.
  var path: String { "\(rule.name).\(key)" }

  /// The parameter of a key of a rule.
  init?(_ rule: Rule, _ key: some StringProtocol) {
    guard
      let parameter = rule.parameters.first(where: {
        $0.key.description == key
      })
    else { return nil }
    self = parameter
  }

  /// What a number has to be.
  static let range =
    "a number from 0 to 1000000 (temperatures: from -1000 to 1000) with at "
    + "most three decimals"

  /// Reads `rule.key=number`.
  static func setting(_ text: String) throws -> (RuleParameter, DecimalNumber) {
    func fail(_ reason: String) -> ValidationError {
      ValidationError("--set \(text): \(reason).")
    }
    let sides = text.split(
      separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
    let names = sides[0].split(
      separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
    guard sides.count == 2, names.count == 2 else {
      throw fail("expected rule.key=number")
    }
    guard let rule = Rule(names[0]) else {
      throw fail("there is no rule \"\(names[0])\"; --list shows them")
    }
    guard let parameter = RuleParameter(rule, names[1]) else {
      throw fail("\(rule.name) has \(rule.keys)")
    }
    guard let number = DecimalNumber(sides[1]), parameter.accepts(number) else {
      throw fail("expected \(range)")
    }
    return (parameter, number)
  }
}

extension Rule {
  /// The keys that can be set, in words.
  var keys: String {
    let keys = parameters.map(\.key.description)
    return keys.isEmpty
      ? "nothing to set" : "only " + keys.joined(separator: ", ")
  }
}

extension DecimalNumber {
  /// Reads digits with an optional sign and decimals.
  init?(_ text: some StringProtocol) {
    let isNegative = text.hasPrefix("-")
    let parts = String(text.dropFirst(isNegative ? 1 : 0)).split(
      separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
    guard parts.allSatisfy({ !$0.isEmpty }),
      parts.allSatisfy({ $0.utf8.allSatisfy { (48...57).contains($0) } })
    else { return nil }
    let decimals = parts.count == 2 ? parts[1].count : 0
    guard decimals <= 9, let digits = Int64(parts.joined()) else { return nil }
    self.init(
      isNegative ? -digits : digits, decimals: UInt8(decimals))
  }
}

extension BatteryProfile {
  /// The profile of a name.
  init?(_ name: String) {
    guard let profile = Self.all.first(where: { $0.name.description == name })
    else { return nil }
    self = profile
  }

  /// All names, in words.
  static var names: String {
    all.map(\.name.description).joined(separator: ", ")
  }
}
