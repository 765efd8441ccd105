// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

@testable import BatteryCAN
import CANBus
import TestSupport
import Testing

/// What a bus with a battery of Pylontech says at a time.
struct BusState {
  /// Charge voltage limit, current limits and cut-off voltage in tenths.
  var limits = (voltage: 560, charge: 500, discharge: 500, cutOff: 440)
  /// Percent.
  var soc = 50
  /// Hundredths of a volt, tenths of an ampere and of a degree.
  var voltage = 5200
  var current = 0
  var temperature = 250
  /// The bits of 0x35C.
  var requests: UInt8 = 0xC0
  /// Protections and alarms of 0x359, and the modules.
  var protections = 0
  var alarms = 0
  var modules = 1
  var name = "PYLON   "
  /// Whether the inverter answers, and whether the battery speaks.
  var hasInverter = true
  var hasBattery = true
  /// The identifiers that the battery does not send.
  var missing: Set<String> = []
  /// Frames beside those, as candump writes them.
  var others: [String] = []

  /// The frames, in their order.
  var frames: [String] {
    var frames: [String] = []
    if hasInverter { frames.append("305#0000000000000000") }
    guard hasBattery else { return frames + others }
    frames.append(
      "351#"
        + [
          limits.voltage, limits.charge, limits.discharge, limits.cutOff,
        ].map(Self.word).joined())
    frames.append("355#" + Self.word(soc) + Self.word(100))
    frames.append(
      "356#" + [voltage, current, temperature].map(Self.word).joined())
    frames.append(
      "359#" + Self.word(protections) + Self.word(alarms)
        + Self.word(modules).prefix(2) + "504E")
    frames.append("35C#" + Self.word(Int(requests)))
    frames.append(
      "35E#" + name.utf8.map { Self.word(Int($0)).prefix(2) }.joined())
    return frames.filter { !missing.contains(String($0.prefix(3))) } + others
  }

  /// Two bytes, the lowest first.
  static func word(_ number: Int) -> String {
    let bits = UInt16(truncatingIfNeeded: number)
    func hex(_ byte: UInt16) -> String {
      let digits = String(byte, radix: 16, uppercase: true)
      return byte < 16 ? "0" + digits : digits
    }
    return hex(bits & 0xFF) + hex(bits >> 8)
  }
}

/// A bus over time, and what a rule makes of it.
struct RuleVector: CustomTestStringConvertible, Sendable {
  let rule: Rule
  let name: String
  var settings = RuleSettings(.zsx5000s)
  var dialect: Dialect? = .pylontech
  /// How many seconds lie between two bursts, and how many bursts there are.
  var step = 1
  let count: Int
  var hasTime = true
  /// What is different at a burst.
  let change: @Sendable (inout BusState, Int) -> Void
  /// Every finding, as ``RuleFinding/line`` has it, and the verdict if none.
  let expected: [String]

  var testDescription: String { "\(rule.name): \(name)" }

  init(
    _ rule: Rule, _ name: String, _ settings: RuleSettings? = nil,
    dialect: Dialect? = .pylontech, step: Int = 1, count: Int,
    hasTime: Bool = true, _ expected: [String],
    change: @escaping @Sendable (inout BusState, Int) -> Void
  ) {
    self.rule = rule
    self.name = name
    self.settings = settings ?? RuleSettings(.zsx5000s)
    self.dialect = dialect
    self.step = step
    self.count = count
    self.hasTime = hasTime
    self.expected = expected
    self.change = change
  }

  /// All frames; the number of each is its place from 1.
  var frames: [CANFrame] {
    (0..<count).flatMap { index in
      var state = BusState()
      change(&state, index)
      return state.frames.map { text in
        let seconds = Int64(1000 + index * step)
        let time =
          hasTime
          ? Timestamp(nanoseconds: seconds * 1_000_000_000, fractionDigits: 0)
          : nil
        // What begins with an exclamation mark is an error frame.
        let isError = text.hasPrefix("!")
        let parts = text.drop { $0 == "!" }.split(separator: "#")
        var frame = CANFrame(
          id: FrameID(text: String(parts[0])),
          payload: Payload(hex: String(parts[1])), timestamp: time)
        if isError {
          frame.kind = .error
          frame.id = .extended(ExtendedID(truncating: 0x20))
        }
        return frame
      }
    }
  }

  /// The findings of the rule, or of all, and its verdict if there is none.
  func check(allRules: Bool = false) -> [String] {
    var link = dialect.map { BatteryLink($0) } ?? BatteryLink()
    link.thresholds.silence = settings.nanoseconds(.silenceTimeout)
    var checker = RuleChecker(settings)
    var lines: [String] = []
    func take(_ finding: RuleFinding) {
      guard allRules || finding.rule == rule else { return }
      // The first time it is given, it is open; the second replaces it.
      if let index = lines.firstIndex(where: {
        $0.hasPrefix("#\(finding.ordinal) ")
      }) {
        lines[index] = finding.line
      } else {
        lines.append(finding.line)
      }
    }
    for (index, frame) in frames.enumerated() {
      let message = link.take(frame)
      checker.check(message, &link, number: UInt64(index + 1))
      while let finding = checker.nextFinding() { take(finding) }
    }
    checker.finish()
    while let finding = checker.nextFinding() { take(finding) }
    return lines.isEmpty ? [checker.verdict(on: rule, link).line] : lines
  }
}

extension RuleFinding {
  /// All of it but the rule: `#1 1003/24 to 1009/66 7x 60 >< 50 worst 61`.
  var line: String {
    func text(_ place: Place) -> String {
      "\(place.time.map { "\($0)" } ?? "-")/\(place.number)"
    }
    var line = "#\(ordinal) \(text(first)) to \(text(last)) \(count)x"
    if let field { line += " \(field.key)" }
    if let fault { line += " \(fault)" }
    if let value { line += " \(value)" }
    if let bound { line += " >< \(bound)" }
    if let worst, worst != value { line += " worst \(worst)" }
    if isAfterGrant { line += " after grant" }
    if isOpen { line += " open" }
    return line
  }
}

extension RuleVerdict {
  /// In a word or two.
  var line: String {
    switch self {
    case .off: "off"
    case .broken(let count): "broken \(count)"
    case .kept: "kept"
    case .notChecked(.needsParameter(let parameter)):
      "needs \(parameter.rule.name).\(parameter.key)"
    case .notChecked(.needsSignal): "needs signal"
    case .notChecked(.needsTime): "needs time"
    case .notChecked(.needsLongerCapture(let needed, let has)):
      "needs \(needed / 1_000_000_000) s, has \(has / 1_000_000_000) s"
    case .notChecked(.needsEarlierCapture): "needs earlier capture"
    case .notChecked(.needsUse): "needs use"
    case .notChecked(.needsSecondSender): "needs second sender"
    }
  }
}
