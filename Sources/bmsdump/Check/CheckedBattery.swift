// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

internal import ArgumentParser
internal import BatteryCAN
internal import CANCapture
internal import FoundationEssentials

/// The battery that is checked, and the numbers that it is checked with.
struct CheckedBattery {
  /// The name of the battery, or `nil` if none was given.
  private(set) var name: String?
  private(set) var source: String?
  private(set) var settings: RuleSettings

  /// Finds the battery of the command line.
  ///
  /// - Throws: The exit code of the program, after saying what is wrong.
  init(_ options: RuleOptions) throws {
    settings = RuleSettings()
    if let battery = options.battery {
      if let profile = BatteryProfile(battery) {
        settings = RuleSettings(profile)
        name = battery
        source = profile.source.description
      } else {
        let file = try BatteryFile.read(battery)
        settings = file.settings
        name = file.name
        source = file.source
      }
    }
    try options.apply(to: &settings)
    // As many packs as there are can be.
    if settings[.packCountMax] == nil, let packs = settings.packs {
      settings[.packCountMax] = DecimalNumber(packs)
    }
    try checkOrder(.chargeVoltageLimitMin, .chargeVoltageLimitMax)
    try checkOrder(.packCountMin, .packCountMax)
    try checkOrder(.chargeTemperatureMin, .chargeTemperatureMax)
    try checkOrder(.dischargeTemperatureMin, .dischargeTemperatureMax)
  }

  private func checkOrder(_ least: RuleParameter, _ most: RuleParameter) throws
  {
    guard let low = settings[least], let high = settings[most], high < low
    else { return }
    throw ValidationError(
      "\(least.path) is \(low), and \(most.path) is \(high): no value is both.")
  }
}

/// A file that describes a battery: JSON with the numbers of its rules.
///
///     {
///       "name": "my-battery",
///       "source": "manual 1.2, page 7",
///       "extends": "generic-lfp-16s",
///       "packs": 2,
///       "rules": {
///         "charge_voltage_limit": {"min_v": 48, "max_v": 56.8},
///         "two_masters": false
///       }
///     }
///
/// Only `name` is required. Keys that are not known are errors, so that a number
/// with a wrong name is not left out.
struct BatteryFile: Decodable {
  let name: String
  let source: String?
  let settings: RuleSettings

  /// How large a file may be; a description has some hundred bytes.
  private static var maximumSize: Int { 1 << 20 }

  /// Whether the value of `--battery` is a file.
  static func isPath(_ text: String) -> Bool {
    text.contains("/") || text.hasSuffix(".json")
  }

  /// Reads a file.
  ///
  /// - Throws: The exit code of the program, after saying what is wrong.
  static func read(_ path: String) throws -> BatteryFile {
    var bytes: [UInt8]?
    do {
      bytes = try SmallFile.bytes(path: path, limit: maximumSize)
    } catch {
      Diagnostics().report("\(path): \(error)")
      throw ExitStatus.cannotOpen
    }
    do {
      guard let bytes else { throw Problem("too large") }
      if let problem = JSONSyntax.problem(in: bytes) { throw Problem(problem) }
      return try JSONDecoder().decode(BatteryFile.self, from: Data(bytes))
    } catch {
      Diagnostics().report("\(path): \(Self.reason(error))")
      throw ExitCode.validationFailure
    }
  }

  /// What is wrong with the file.
  private struct Problem: Error {
    let text: String
    init(_ text: String) { self.text = text }
  }

  private static func reason(_ error: any Error) -> String {
    switch error {
    case let problem as Problem: return problem.text
    case DecodingError.dataCorrupted(let context):
      return text(context, context.debugDescription)
    case DecodingError.typeMismatch(let type, let context),
      DecodingError.valueNotFound(let type, let context):
      return text(context, "expected \(name(of: type))")
    case DecodingError.keyNotFound(let key, _):
      return "\(key.stringValue): is missing"
    default: return "\(error)"
    }
  }

  private static func text(
    _ context: DecodingError.Context, _ reason: String
  ) -> String {
    let path = context.codingPath.map(\.stringValue).joined(separator: ".")
    return path.isEmpty ? reason : "\(path): \(reason)"
  }

  private static func name(of type: any Any.Type) -> String {
    switch type {
    case is String.Type: "a text"
    case is Bool.Type, is Decimal.Type, is Int64.Type: "a number"
    default: "an object"
    }
  }
}

// MARK: - Decoding

extension BatteryFile {
  /// Any key, so that those that are not known are seen.
  private struct Key: CodingKey {
    let stringValue: String
    var intValue: Int? { nil }
    init(stringValue: String) { self.stringValue = stringValue }
    init?(intValue: Int) { nil }
  }

  private static let keys = ["name", "source", "extends", "packs", "rules"]

  init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: Key.self)
    func key(_ name: String) -> Key { Key(stringValue: name) }
    for key in container.allKeys.sorted(by: { $0.stringValue < $1.stringValue })
    where !Self.keys.contains(key.stringValue) {
      throw Self.error(
        container, key,
        "unknown key; there are " + Self.keys.joined(separator: ", "))
    }
    name = try container.decode(String.self, forKey: key("name"))
    source = try container.decodeIfPresent(String.self, forKey: key("source"))
    var settings = RuleSettings()
    settings.followsCellCount = false
    if let base = try container.decodeIfPresent(
      String.self, forKey: key("extends"))
    {
      guard let profile = BatteryProfile(base) else {
        throw Self.error(
          container, key("extends"),
          "there is no battery \"\(base)\"; there are \(BatteryProfile.names)")
      }
      settings = RuleSettings(profile)
    }
    if let packs = try container.decodeIfPresent(
      Int64.self, forKey: key("packs"))
    {
      guard (1...64).contains(packs) else {
        throw Self.error(
          container, key("packs"), "expected a number from 1 to 64")
      }
      settings.packs = packs
    }
    if container.contains(key("rules")) {
      let rules = try container.nestedContainer(
        keyedBy: Key.self, forKey: key("rules"))
      try Self.decode(rules, into: &settings)
    }
    self.settings = settings
  }

  private static func decode(
    _ rules: KeyedDecodingContainer<Key>, into settings: inout RuleSettings
  ) throws {
    for key in rules.allKeys.sorted(by: { $0.stringValue < $1.stringValue }) {
      guard let rule = Rule(key.stringValue) else {
        throw error(
          rules, key, "unknown rule; \"bmsdump check --list\" shows them")
      }
      if let isOn = try? rules.decode(Bool.self, forKey: key) {
        settings[rule] = isOn
        continue
      }
      let numbers = try rules.nestedContainer(keyedBy: Key.self, forKey: key)
      for key in numbers.allKeys.sorted(by: { $0.stringValue < $1.stringValue })
      {
        guard let parameter = RuleParameter(rule, key.stringValue) else {
          throw error(
            numbers, key, "unknown key; \(rule.name) has \(rule.keys)")
        }
        let decimal = try numbers.decode(Decimal.self, forKey: key)
        guard let number = DecimalNumber("\(decimal)"),
          parameter.accepts(number)
        else { throw error(numbers, key, "expected \(RuleParameter.range)") }
        settings[parameter] = number
      }
    }
  }

  private static func error(
    _ container: KeyedDecodingContainer<Key>, _ key: Key, _ reason: String
  ) -> DecodingError {
    DecodingError.dataCorruptedError(
      forKey: key, in: container, debugDescription: reason)
  }
}
