// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

@testable import BatteryCAN
import Testing

/// Each rule: a bus that breaks it and one that nearly does.
///
/// A burst has seven frames: the inverter's 305, then 351, 355, 356, 359, 35C
/// and 35E; so 351 of the burst with index n is frame 7n + 2.
@Suite struct RuleTests {
  @Test(arguments: RuleVector.limits + RuleVector.requests)
  func findings(_ vector: RuleVector) {
    #expect(vector.check() == vector.expected)
  }

  @Test(arguments: RuleVector.values + RuleVector.links + RuleVector.others)
  func findingsOfValuesAndLinks(_ vector: RuleVector) {
    #expect(vector.check() == vector.expected)
  }

  /// No rule is without one that is broken and one that is not.
  @Test(arguments: (0..<UInt8(Rule.count)).compactMap { Rule(rawValue: $0) })
  func everyRuleIsTested(_ rule: Rule) {
    let all =
      RuleVector.limits + RuleVector.requests + RuleVector.values
      + RuleVector.links + RuleVector.others
    let vectors = all.filter { $0.rule == rule }
    #expect(vectors.contains { $0.expected[0].hasPrefix("#1 ") })
    #expect(vectors.contains { $0.expected == ["kept"] })
  }

  /// The first frame behind a gap is judged with the one that shows the gap to be
  /// real.
  @Test func frameBehindAGap() {
    let vector = RuleVector(
      .chargeVoltageLimit, "0 V in the first frame", count: 30,
      ["#1 1020/61 to 1020/61 1x charge_voltage_limit_v 0.0 >< 40.8"]
    ) {
      $0.hasInverter = false
      $0.hasBattery = $1 < 10 || $1 > 20
      if $1 == 20 { $0.others = ["351#0000F401F401B801"] }
    }
    #expect(vector.check() == vector.expected)
  }

  /// A battery on a quiet day breaks nothing.
  @Test func nothingIsBroken() {
    let day = RuleVector(.silence, "day", count: 7200, []) {
      $0.soc = 50 + $1 / 300
      $0.current = $1 % 60 < 30 ? 100 : 120
      $0.voltage = 5200 + $1 / 60
    }
    #expect(day.check(allRules: true) == ["kept"])
  }
}

extension RuleSettings {
  /// Two packs of a ZSX5000S.
  static var twoPacks: RuleSettings {
    var settings = RuleSettings(.zsx5000s)
    settings.packs = 2
    return settings
  }

  /// A ZSX5000S with one number changed.
  static func setting(
    _ parameter: RuleParameter, _ number: Int64
  ) -> RuleSettings {
    var settings = RuleSettings(.zsx5000s)
    settings[parameter] = DecimalNumber(number)
    return settings
  }
}

// MARK: - Limits

extension RuleVector {
  static let limits: [RuleVector] = [
    RuleVector(
      .chargeVoltageLimit, "57.7 V, then 40.7 V", count: 5,
      [
        "#1 1001/9 to 1001/9 1x charge_voltage_limit_v 57.7 >< 57.6",
        "#2 1003/23 to 1004/30 2x charge_voltage_limit_v 40.7 >< 40.8 open",
      ]
    ) { $0.limits.voltage = [576, 577, 408, 407, 407][$1] },
    RuleVector(
      .chargeVoltageLimit, "40.8 and 57.6 V", count: 2, ["kept"]
    ) { $0.limits.voltage = [408, 576][$1] },
    RuleVector(
      .chargeVoltageLimit, "no battery", RuleSettings(), count: 2,
      ["kept"]
    ) { state, _ in state.limits.voltage = 600 },
    RuleVector(
      .chargeVoltageLimit, "30 V of any battery of 48 V", RuleSettings(),
      count: 3, ["#1 1001/9 to 1001/9 1x charge_voltage_limit_v 30.0 >< 36"]
    ) { $0.limits.voltage = [560, 300, 560][$1] },
    RuleVector(
      .chargeVoltageLimit, "30 V before any voltage", RuleSettings(), count: 2,
      ["needs charge_voltage_limit.min_v"]
    ) { state, _ in
      state.limits.voltage = 300
      state.voltage = 0
    },
    RuleVector(
      .chargeVoltageLimit, "16 cells, which can be counted", RuleSettings(),
      dialect: .luxpower, count: 2,
      ["#1 1000/8 to 1001/10 1x charge_voltage_limit_v 58.5 >< 58.40 open"]
    ) { state, _ in
      state.limits.voltage = 585
      state.others = ["355#32006400B20CB20C"]
    },
    RuleVector(
      .chargeVoltageLimit, "0 V of any battery, without time", RuleSettings(),
      count: 3, hasTime: false,
      ["#1 -/9 to -/9 1x charge_voltage_limit_v 0.0 >< 36"]
    ) { $0.limits.voltage = [560, 0, 560][$1] },
    RuleVector(
      .chargeCurrentLimit, "100.1 A of two packs", .twoPacks, count: 4,
      [
        "#1 1001/9 to 1002/16 2x charge_current_limit_a 100.1 >< 100 worst 102.0"
      ]
    ) { $0.limits.charge = [1000, 1001, 1020, 1000][$1] },
    RuleVector(
      .chargeCurrentLimit, "100 A of two packs", .twoPacks, count: 2, ["kept"]
    ) { state, _ in state.limits.charge = 1000 },
    RuleVector(
      .chargeCurrentLimit, "packs as the battery says", count: 2,
      ["#1 1000/5 to 1001/9 1x charge_current_limit_a 100.0 >< 50 open"]
    ) { state, _ in state.limits.charge = 1000 },
    RuleVector(
      .dischargeCurrentLimit, "50.1 A of one pack", count: 2,
      ["#1 1001/9 to 1001/9 1x discharge_current_limit_a 50.1 >< 50 open"]
    ) { $0.limits.discharge = [500, 501][$1] },
    RuleVector(
      .dischargeCurrentLimit, "50 A of one pack", count: 2, ["kept"]
    ) { state, _ in state.limits.discharge = 500 },
    RuleVector(
      .cutOffVoltage, "40.7 V", count: 2,
      ["#1 1001/9 to 1001/9 1x discharge_voltage_limit_v 40.7 >< 40.8 open"]
    ) { $0.limits.cutOff = [408, 407][$1] },
    RuleVector(
      .cutOffVoltage, "40.8 V", count: 2, ["kept"]
    ) { state, _ in state.limits.cutOff = 408 },
    RuleVector(
      .packCount, "one of two, for more than a minute", .twoPacks, count: 65,
      ["#1 1002/19 to 1064/453 63x module_count 1 >< 2 open"]
    ) { $0.modules = $1 < 2 ? 2 : 1 },
    RuleVector(
      .packCount, "one of two, for a minute", .twoPacks, count: 70, ["kept"]
    ) { $0.modules = (2...61).contains($1) ? 1 : 2 },
    RuleVector(
      .cutOffAboveChargeVoltage, "the same", count: 2,
      ["#1 1001/9 to 1001/9 1x discharge_voltage_limit_v 52.0 >< 52.0 open"]
    ) {
      $0.limits.voltage = 520
      $0.limits.cutOff = [519, 520][$1]
    },
    RuleVector(
      .cutOffAboveChargeVoltage, "0.1 V below", count: 2, ["kept"]
    ) { state, _ in
      state.limits.voltage = 520
      state.limits.cutOff = 519
    },
    RuleVector(
      .smallLimit, "0.1 A for 62 s", count: 70,
      ["#1 1002/16 to 1063/443 62x charge_current_limit_a 0.1 >< 0.1"]
    ) { $0.limits.charge = (2...63).contains($1) ? 1 : 500 },
    RuleVector(
      .smallLimit, "0.1 A for 60 s, and 0.2 A", count: 130, ["kept"]
    ) { $0.limits.charge = $1 < 60 ? 1 : 2 },
    RuleVector(
      .negativeLimit, "-10 A", count: 3,
      ["#1 1001/9 to 1001/9 1x discharge_current_limit_a -10.0 >< 0"]
    ) { $0.limits.discharge = [0, -100, 100][$1] },
    RuleVector(
      .negativeLimit, "not available is not negative", count: 2, ["kept"]
    ) { state, _ in state.limits.discharge = -32768 },
    RuleVector(
      .notAvailable, "a limit, and a SOC of 101 %", count: 3,
      [
        "#1 1001/9 to 1001/9 1x charge_current_limit_a",
        "#2 1001/10 to 1002/17 2x soc_percent open",
      ]
    ) {
      $0.limits.charge = $1 == 1 ? -32768 : 500
      $0.soc = $1 == 0 ? 100 : 101
    },
    RuleVector(
      .notAvailable, "a cut-off voltage that is left out", count: 2, ["kept"]
    ) { state, _ in state.limits.cutOff = 0 },
  ]
}

// MARK: - Requests

extension RuleVector {
  private static let forced: UInt8 = 0xE0
  private static let full: UInt8 = 0xC8
  private static let hour = 3600
  private static let day = 86_400

  static let requests: [RuleVector] = [
    RuleVector(
      .forceChargeMissing, "7 % for 63 s", count: 70,
      ["#1 1002/17 to 1064/451 63x soc_percent 7 >< 8 worst 6"]
    ) { $0.soc = (2...64).contains($1) ? ($1 == 30 ? 6 : 7) : 8 },
    RuleVector(
      .forceChargeMissing, "7 % for a minute, then asked; and 8 %", count: 130,
      ["kept"]
    ) {
      $0.soc = $1 < 100 ? 7 : 8
      $0.requests = (59..<100).contains($1) ? forced : 0xC0
    },
    RuleVector(
      .forceChargeMissing, "no frame can ask", dialect: .pylontechV13,
      count: 90, ["needs signal"]
    ) { state, _ in
      state.soc = 5
      state.missing = ["35C"]
    },
    RuleVector(
      .forceChargeLatched, "30 % for 63 s", count: 70,
      ["#1 1002/17 to 1064/451 63x soc_percent 30 >< 30 worst 31"]
    ) {
      $0.requests = forced
      $0.soc = (2...64).contains($1) ? ($1 == 30 ? 31 : 30) : 29
    },
    RuleVector(
      .forceChargeLatched, "29 %", count: 70, ["kept"]
    ) { state, _ in
      state.requests = forced
      state.soc = 29
    },
    RuleVector(
      .fullChargeMissing, "96 % for 32 days", step: hour, count: 32 * 24,
      ["#1 1000/3 to 2762200/5372 768x soc_percent 96 >< 97 open"]
    ) { state, _ in state.soc = 96 },
    RuleVector(
      .fullChargeMissing, "96 % for 30 days, then asked", step: hour,
      count: 40 * 24, ["kept"]
    ) {
      $0.soc = 96
      $0.requests = $1 > 30 * 24 ? full : 0xC0
    },
    RuleVector(
      .fullChargeMissing, "97 % on the 20th day", step: hour, count: 40 * 24,
      ["kept"]
    ) { $0.soc = $1 == 480 ? 97 : 50 },
    RuleVector(
      .fullChargeMissing, "two days, of which the first hour may be a pause",
      step: hour, count: 49, ["needs 2678400 s, has 169200 s"]
    ) { state, _ in state.soc = 50 },
    RuleVector(
      .fullChargeEarly, "asked 27 days after", step: hour, count: 28 * 24,
      ["#1 2333800/4542 to 2416600/4700 23x soc_percent 90 >< 97 open"]
    ) {
      $0.soc = $1 == 0 ? 97 : 90
      $0.requests = $1 >= 27 * 24 ? full : 0xC0
    },
    RuleVector(
      .fullChargeEarly, "asked 29 days after", step: hour, count: 30 * 24,
      ["kept"]
    ) {
      $0.soc = $1 == 0 ? 97 : 90
      $0.requests = $1 >= 29 * 24 ? full : 0xC0
    },
    RuleVector(
      .fullChargeEarly, "asked before the capture", step: hour, count: 3,
      ["needs earlier capture"]
    ) { state, _ in
      state.soc = 90
      state.requests = full
    },
    RuleVector(
      .fullChargeLatched, "97 % for more than 4 h", step: 600, count: 30,
      ["#1 2200/17 to 18400/206 28x soc_percent 97 >< 97 open"]
    ) {
      $0.requests = full
      $0.soc = $1 < 2 ? 96 : 97
    },
    RuleVector(
      .fullChargeLatched, "97 % for 4 h", step: 600, count: 40, ["kept"]
    ) {
      $0.requests = (2...25).contains($1) ? full : 0xC0
      $0.soc = $1 < 2 ? 96 : 97
    },
    RuleVector(
      .fullChargeIgnored, "for 73 h", step: hour, count: 80,
      ["#1 8200/20 to 285400/556 77x soc_percent 60 >< 97 open"]
    ) {
      $0.soc = 60
      $0.requests = $1 < 2 ? 0xC0 : full
    },
    RuleVector(
      .fullChargeIgnored, "reached after 71 h", step: hour, count: 80, ["kept"]
    ) {
      $0.soc = $1 == 73 ? 97 : 60
      $0.requests = (2...73).contains($1) ? full : 0xC0
    },
    RuleVector(
      .overDischarged, "9 % for 13 h", step: 600, count: 80,
      ["#1 2200/17 to 48400/556 78x soc_percent 9 >< 10 open"]
    ) { $0.soc = $1 < 2 ? 10 : 9 },
    RuleVector(
      .overDischarged, "9 % for 12 h", step: 600, count: 90, ["kept"]
    ) { $0.soc = (2...73).contains($1) ? 9 : 10 },
    RuleVector(
      .forceChargeIgnored, "0.4 A for 303 s", count: 310,
      ["#1 1002/20 to 1309/2167 307x current_a 0.4 >< 0.5 open"]
    ) {
      $0.requests = $1 < 2 ? 0xC0 : forced
      $0.current = 4
    },
    RuleVector(
      .forceChargeIgnored, "20 A for 50 s, then none", count: 400,
      ["#1 1052/368 to 1399/2797 348x current_a 0.0 >< 0.5 after grant open"]
    ) {
      $0.requests = $1 < 2 ? 0xC0 : forced
      $0.current = (2..<52).contains($1) ? 200 : 0
    },
    RuleVector(
      .forceChargeIgnored, "0.5 A after 300 s", count: 320, ["kept"]
    ) {
      $0.requests = $1 < 2 ? 0xC0 : forced
      $0.current = $1 < 302 ? 4 : 5
    },
    RuleVector(
      .chargeRequestLatched, "FF for 25 h", dialect: .victron, step: hour,
      count: 26, ["#1 1000/8 to 91000/208 26x open"]
    ) { state, _ in state.others = ["360#FF"] },
    RuleVector(
      .chargeRequestLatched, "00 once", dialect: .victron, step: hour,
      count: 26, ["kept"]
    ) { $0.others = [$1 == 3 ? "360#00" : "360#FF"] },
  ]
}

// MARK: - Values

extension RuleVector {
  static let values: [RuleVector] = [
    RuleVector(
      .voltageAboveLimit, "1.1 V in one frame, and little behind it", count: 65,
      ["kept"]
    ) {
      $0.current = 200
      $0.voltage = $1 == 2 ? 5710 : $1 == 3 ? 5620 : 5500
    },
    RuleVector(
      .voltageAboveLimit, "the limits are no longer sent", count: 200,
      ["needs 60 s, has 11 s"]
    ) {
      $0.missing = $1 < 2 ? [] : ["351"]
      $0.current = 200
      $0.voltage = $1 < 20 ? 5500 : 5620
    },
    RuleVector(
      .forceChargeIgnored, "it is no longer asked for", count: 400,
      ["needs 300 s, has 29 s"]
    ) {
      $0.requests = 0xE0
      $0.missing = $1 < 20 ? [] : ["35C"]
    },
    RuleVector(
      .voltageAboveLimit, "0.2 V for more than a minute", count: 70,
      ["#1 1002/18 to 1063/445 62x voltage_v 56.20 >< 56.0"]
    ) {
      $0.current = 200
      $0.voltage = (2...63).contains($1) ? 5620 : 5500
    },
    RuleVector(
      .voltageAboveLimit, "0.2 V for a minute", count: 70, ["kept"]
    ) {
      $0.current = 200
      $0.voltage = (2...61).contains($1) ? 5620 : 5500
    },
    RuleVector(
      .voltageAboveLimit, "1.1 V in two frames", count: 65,
      ["#1 1002/18 to 1003/25 2x voltage_v 57.10 >< 56.0"]
    ) {
      $0.current = 200
      $0.voltage = (2...3).contains($1) ? 5710 : 5500
    },
    RuleVector(
      .voltageAboveLimit, "1.1 V in one frame", count: 65, ["kept"]
    ) {
      $0.current = 200
      $0.voltage = $1 == 2 ? 5710 : 5500
    },
    RuleVector(
      .voltageAboveLimit, "at rest", count: 65, ["kept"]
    ) { state, _ in state.voltage = 5710 },
    RuleVector(
      .voltageBelowCutOff, "0.2 V for more than a minute", count: 70,
      ["#1 1002/18 to 1063/445 62x voltage_v 43.80 >< 44.0"]
    ) {
      $0.current = -200
      $0.voltage = (2...63).contains($1) ? 4380 : 5000
    },
    RuleVector(
      .voltageBelowCutOff, "at rest", count: 65, ["kept"]
    ) { state, _ in state.voltage = 4200 },
    RuleVector(
      .limitBelowVoltage, "0.2 V for more than a minute", count: 70,
      ["#1 1002/16 to 1063/445 62x charge_voltage_limit_v 51.8 >< 52.00"]
    ) { $0.limits.voltage = (2...63).contains($1) ? 518 : 560 },
    RuleVector(
      .limitBelowVoltage, "while it is charged", count: 65, ["kept"]
    ) { state, _ in
      state.limits.voltage = 518
      state.current = 5
    },
    RuleVector(
      .implausibleValue, "-150 degrees", count: 4,
      ["#1 1001/11 to 1002/18 2x temperature_c -150.0 >< -60"]
    ) { $0.temperature = (1...2).contains($1) ? -1500 : 250 },
    RuleVector(
      .implausibleValue, "120 %", count: 4,
      ["#1 1001/10 to 1003/24 3x soc_percent 120 >< 100 open"]
    ) { $0.soc = $1 > 0 ? 120 : 50 },
    RuleVector(
      .implausibleValue, "one frame of 1000 A", count: 4, ["kept"]
    ) { $0.current = $1 == 1 ? 10_000 : 0 },
    RuleVector(
      .implausibleValue, "two frames of 1000 A", count: 4,
      ["#1 1001/11 to 1002/18 2x current_a 1000.0 >< 350"]
    ) { $0.current = (1...2).contains($1) ? 10_000 : 0 },
    RuleVector(
      .chargeTemperature, "-0.1 C for 62 s, 55.1 C", count: 140,
      [
        "#1 1001/11 to 1063/443 62x temperature_c -0.1 >< 0",
        "#2 1070/494 to 1139/975 69x temperature_c 55.1 >< 55 open",
      ]
    ) { $0.temperature = (1...62).contains($1) ? -1 : $1 < 70 ? 0 : 551 },
    RuleVector(
      .chargeTemperature, "-0.1 C while forbidden, 0 and 55 C", count: 140,
      ["kept"]
    ) {
      $0.temperature = $1 < 70 ? -1 : $1 < 100 ? 0 : 550
      $0.limits.charge = $1 < 70 ? 0 : 500
    },
    RuleVector(
      .dischargeTemperature, "-20.1 C", count: 70,
      ["#1 1001/11 to 1069/485 68x temperature_c -20.1 >< -20 open"]
    ) { $0.temperature = $1 < 1 ? -200 : -201 },
    RuleVector(
      .dischargeTemperature, "-20 and 60 C, and beyond with the bit",
      count: 140, ["kept"]
    ) {
      $0.temperature = $1 < 40 ? -200 : $1 < 70 ? 600 : 700
      $0.requests = $1 < 70 ? 0xC0 : 0x80
    },
    RuleVector(
      .chargeCurrent, "52.6 A of 50 A for 12 s", count: 20,
      ["#1 1002/18 to 1013/95 12x current_a 52.6 >< 50.0 worst 60.0"]
    ) { $0.current = $1 == 5 ? 600 : (2...13).contains($1) ? 526 : 500 },
    RuleVector(
      .chargeCurrent, "52.5 A of 50 A; 60 A for 10 s", count: 40, ["kept"]
    ) { $0.current = (20...29).contains($1) ? 600 : 525 },
    RuleVector(
      .chargeCurrent, "a limit that falls, obeyed 10 s after", count: 40,
      ["kept"]
    ) {
      $0.limits.charge = $1 < 10 ? 500 : 0
      $0.current = $1 < 20 ? 500 : 20
    },
    RuleVector(
      .chargeCurrent, "a limit that falls, obeyed 12 s after", count: 40,
      ["#1 1010/72 to 1021/151 12x current_a 50.0 >< 0.0"]
    ) {
      $0.limits.charge = $1 < 10 ? 500 : 0
      $0.current = $1 < 22 ? 500 : 20
    },
    RuleVector(
      .chargeCurrent, "a report each 5 min, each obeying the one before",
      step: 300, count: 6, ["kept"]
    ) {
      $0.limits.charge = [500, 500, 250, 0, 0, 0][$1]
      $0.current = [500, 500, 500, 250, 0, 0][$1]
    },
    RuleVector(
      .chargeCurrent, "reaction time set to 30 s",
      .setting(.chargeCurrentReaction, 30), count: 25,
      ["needs 30 s, has 24 s"]
    ) { state, _ in state.current = 900 },
    RuleVector(
      .chargeCurrent, "no time", count: 25, hasTime: false, ["needs time"]
    ) { state, _ in state.current = 900 },
    RuleVector(
      .dischargeCurrent, "-52.6 A of 50 A", count: 20,
      ["#1 1002/18 to 1019/137 18x current_a 52.6 >< 50.0 open"]
    ) { $0.current = $1 < 2 ? -525 : -526 },
    RuleVector(
      .dischargeCurrent, "-52.5 A of 50 A", count: 20, ["kept"]
    ) { state, _ in state.current = -525 },
    RuleVector(
      .chargeEnabledAtZero, "for 12 s", count: 20,
      ["#1 1002/16 to 1013/97 12x charge_current_limit_a 0.0"]
    ) { $0.limits.charge = (2...13).contains($1) ? 0 : 500 },
    RuleVector(
      .chargeEnabledAtZero, "for 10 s, then not permitted", count: 20,
      ["kept"]
    ) {
      $0.limits.charge = $1 < 2 ? 500 : 0
      $0.requests = $1 < 12 ? 0xC0 : 0x40
    },
    RuleVector(
      .dischargeEnabledAtZero, "for 12 s", count: 20,
      ["#1 1002/16 to 1013/97 12x discharge_current_limit_a 0.0"]
    ) { $0.limits.discharge = (2...13).contains($1) ? 0 : 500 },
    RuleVector(
      .dischargeEnabledAtZero, "0.1 A", count: 20, ["kept"]
    ) { state, _ in state.limits.discharge = 1 },
    RuleVector(
      .forceChargeAtZero, "for 12 s", count: 20,
      ["#1 1002/20 to 1014/100 12x charge_current_limit_a 0.0"]
    ) {
      $0.limits.charge = 0
      $0.requests = (2...13).contains($1) ? 0x60 : 0x40
    },
    RuleVector(
      .forceChargeAtZero, "0.1 A, both not permitted", count: 20, ["kept"]
    ) { state, _ in
      state.limits.charge = 1
      state.requests = 0x20
    },
    RuleVector(
      .faultWithoutLimits, "over-voltage for 32 s", count: 40,
      ["#1 1002/19 to 1039/278 38x fault(BatteryCAN.Fault.overVoltage) open"]
    ) { $0.protections = $1 < 2 ? 0 : 2 },
    RuleVector(
      .faultWithoutLimits, "an alarm, and a limit lowered after 30 s",
      count: 80, ["kept"]
    ) {
      $0.alarms = 2
      $0.protections = $1 < 2 ? 0 : 2
      $0.limits.charge = $1 < 32 ? 500 : 490
    },
    RuleVector(
      .twoMasters, "50 and 53 % in turn", count: 9,
      ["#1 1006/45 to 1008/59 3x soc_percent 50 open"]
    ) { $0.soc = $1 % 2 == 0 ? 50 : 53 },
    RuleVector(
      .twoMasters, "two names in turn", count: 9,
      ["#1 1006/49 to 1008/63 3x manufacturer open"]
    ) { $0.name = $1 % 2 == 0 ? "PYLON   " : "OTHER   " },
    RuleVector(
      .twoMasters, "50 and 52 % in turn, and a jump", count: 9, ["kept"]
    ) { $0.soc = $1 == 8 ? 90 : $1 % 2 == 0 ? 50 : 52 },
    RuleVector(
      .frozenValues, "2 A for 602 s", count: 605,
      ["#1 1002/18 to 1603/4225 602x current_a 2.0"]
    ) { $0.current = (2...603).contains($1) ? 20 : 21 },
    RuleVector(
      .frozenValues, "1.9 A, and 2 A for 600 s", count: 1210, ["kept"]
    ) {
      $0.current = $1 < 609 ? 19 : 20
      $0.voltage = 5200 + $1 / 599
    },
    // 36 A give a tenth of 100 Ah in 1000 s.
    RuleVector(
      .frozenSOC, "50 % at 36 A for 1000 s", step: 10, count: 110,
      ["#1 1000/4 to 2090/770 1x soc_percent 50 open"]
    ) {
      $0.current = -360
      $0.voltage = 5200 + $1 % 2
    },
    RuleVector(
      .frozenSOC, "measurements that change each 5 min", step: 10, count: 130,
      ["#1 1000/4 to 2290/910 1x soc_percent 50 open"]
    ) {
      $0.current = -360
      $0.voltage = 5200 + $1 / 30
    },
    RuleVector(
      .frozenSOC, "silence after each 5 min", step: 10, count: 250,
      ["needs use"]
    ) {
      $0.current = -360
      $0.voltage = 5200 + $1 % 2
      $0.hasBattery = $1 % 35 < 30
    },
    RuleVector(
      .frozenSOC, "at 36 A for 1000 s, then it moves", step: 10, count: 110,
      ["#1 1000/4 to 2050/738 1x soc_percent 50"]
    ) {
      $0.current = 360
      $0.voltage = 5200 + $1 % 2
      $0.soc = $1 < 105 ? 50 : 51
    },
    RuleVector(
      .frozenSOC, "it moves after 990 s", step: 10, count: 250, ["kept"]
    ) {
      $0.current = -360
      $0.voltage = 5200 + $1 % 2
      $0.soc = 50 - $1 / 99
    },
    RuleVector(
      .frozenSOC, "to and fro", step: 10, count: 250, ["needs use"]
    ) {
      $0.current = $1 % 2 == 0 ? 360 : -360
      $0.soc = 50
    },
    RuleVector(
      .frozenSOC, "91 %, or 1.9 A", step: 10, count: 5000, ["needs use"]
    ) {
      $0.soc = $1 < 2500 ? 91 : 50
      $0.current = $1 < 2500 ? 360 : 19
      $0.voltage = 5200 + $1 % 2
    },
    RuleVector(
      .frozenSOC, "a report each 2 min", step: 120, count: 250, ["needs use"]
    ) {
      $0.current = 360
      $0.voltage = 5200 + $1 % 2
    },
    RuleVector(
      .frozenSOC, "no capacity", RuleSettings(), step: 10, count: 110,
      ["needs signal"]
    ) {
      $0.current = 360
      $0.voltage = 5200 + $1 % 2
    },
    RuleVector(
      .frozenSOC, "no time", count: 110, hasTime: false, ["needs time"]
    ) { $0.voltage = 5200 + $1 % 2 },
  ]
}

// MARK: - The link

extension RuleVector {
  static let links: [RuleVector] = [
    RuleVector(
      .silence, "11 s", count: 30,
      ["#1 1009/70 to 1020/82 1x 11 >< 10"]
    ) { $0.hasBattery = !(10...19).contains($1) },
    RuleVector(
      .silence, "limits for 11 s", count: 30,
      ["#1 1009/65 to 1020/132 1x charge_voltage_limit_v 11 >< 10"]
    ) { $0.missing = (10...19).contains($1) ? ["351"] : [] },
    RuleVector(
      .silence, "9 s", count: 30, ["kept"]
    ) { $0.hasBattery = !(10...17).contains($1) },
    RuleVector(
      .silence, "5 s of a timeout of 3 s", .setting(.silenceTimeout, 3),
      count: 30, ["#1 1009/70 to 1014/76 1x 5 >< 3"]
    ) { $0.hasBattery = !(10...13).contains($1) },
    RuleVector(
      .silence, "a report each 10 min", step: 600, count: 12, ["kept"]
    ) { _, _ in },
    RuleVector(
      .silence, "no time", count: 12, hasTime: false, ["needs time"]
    ) { _, _ in },
    RuleVector(
      .silence, "a pause of the battery alone", count: 30,
      ["needs second sender"]
    ) {
      $0.hasInverter = false
      $0.hasBattery = !(10...20).contains($1)
    },
    RuleVector(
      .busSilent, "the battery alone, for 12 s", count: 30,
      ["#1 1009/60 to 1021/62 1x 12 >< 10"]
    ) {
      $0.hasInverter = false
      $0.hasBattery = !(10...20).contains($1)
    },
    RuleVector(
      .busSilent, "the battery alone, for 9 s", count: 30, ["kept"]
    ) {
      $0.hasInverter = false
      $0.hasBattery = !(10...17).contains($1)
    },
    RuleVector(
      .busSilent, "both, which is a gap of the recording", count: 30, ["kept"]
    ) {
      $0.hasInverter = !(10...20).contains($1)
      $0.hasBattery = !(10...20).contains($1)
    },
    RuleVector(
      .inverterSilent, "a report each 10 min", step: 600, count: 12, ["kept"]
    ) { _, _ in },
    RuleVector(
      .inverterSilent, "for 61 s", count: 80,
      ["#1 1009/64 to 1070/431 1x 61 >< 60"]
    ) { $0.hasInverter = !(10...69).contains($1) },
    RuleVector(
      .inverterSilent, "never there", count: 80,
      ["#1 1000/1 to 1079/480 1x 79 >< 60 open"]
    ) { state, _ in state.hasInverter = false },
    RuleVector(
      .inverterSilent, "for 60 s", count: 80, ["kept"]
    ) { $0.hasInverter = !(10...68).contains($1) },
    RuleVector(
      .inverterSilent, "Sofar, of which nothing is known", dialect: .sofar,
      count: 80, ["needs signal"]
    ) { state, _ in state.hasInverter = false },
  ]
}

// MARK: - Cells, frames and wires

extension RuleVector {
  private static func cells(_ low: Int, _ high: Int) -> String {
    "373#" + [low, high, 298, 299].map(BusState.word).joined()
  }

  static let others: [RuleVector] = [
    RuleVector(
      .forceChargeIgnored, "an inverter that may charge now and then",
      count: 900, ["#1 1000/6 to 1699/4897 699x current_a -2.0 >< 0.5"]
    ) {
      $0.requests = 0xE0
      $0.current = -20
      $0.limits.charge = $1 / 100 % 2 == 0 ? 500 : 0
    },
    RuleVector(
      .notAvailable, "an SOC that is known no longer", count: 6,
      ["#1 1001/10 to 1003/24 3x soc_percent"]
    ) { $0.soc = (1...3).contains($1) ? 0xFFFF : 50 },
    RuleVector(
      .voltageAboveLimit, "measurements that are missing", count: 150,
      [
        "#1 1000/4 to 1039/277 40x voltage_v 54.60 >< 53.2",
        "#2 1081/530 to 1149/1006 69x voltage_v 54.60 >< 53.2 open",
      ]
    ) {
      $0.limits.voltage = 532
      $0.voltage = 5460
      $0.current = 100
      $0.missing = (40...80).contains($1) ? ["356"] : []
    },
    RuleVector(
      .forceChargeMissing, "an SOC that is known no longer", count: 200,
      [
        "#1 1000/6 to 1079/556 79x soc_percent 5 >< 8",
        "#2 1121/850 to 1199/1396 79x soc_percent 5 >< 8 open",
      ]
    ) { $0.soc = (80...120).contains($1) ? 0xFFFF : 5 },
    RuleVector(
      .cellVoltage, "4.3 V for more than a minute", dialect: .victron,
      count: 65,
      ["#1 1001/16 to 1064/520 64x cell_voltage_max_v 4.300 >< 3.65 open"]
    ) { $0.others = [cells(3300, $1 == 0 ? 3400 : 4300)] },
    RuleVector(
      .cellVoltage, "1.9 V for more than a minute", dialect: .victron,
      count: 65,
      ["#1 1001/16 to 1064/520 64x cell_voltage_min_v 1.900 >< 2.5 open"]
    ) { $0.others = [cells($1 == 0 ? 3300 : 1900, 3400)] },
    RuleVector(
      .cellVoltage, "4.3 V with a lower limit", dialect: .victron, count: 65,
      ["kept"]
    ) {
      $0.limits.charge = $1 == 0 ? 500 : 100
      $0.others = [cells(3300, $1 == 0 ? 3400 : 4300)]
    },
    RuleVector(
      .cellVoltage, "a cell that is not measured", dialect: .victron,
      count: 65, ["kept"]
    ) { state, _ in state.others = [cells(0, 3400)] },
    RuleVector(
      .cellSpread, "0.31 V for more than 10 min", dialect: .victron, step: 10,
      count: 65, ["#1 1010/16 to 1640/520 64x 0.310 >< 0.3 open"]
    ) { $0.others = [cells($1 == 0 ? 3300 : 3090, 3400)] },
    RuleVector(
      .cellSpread, "0.3 V", dialect: .victron, step: 10, count: 65, ["kept"]
    ) { state, _ in state.others = [cells(3100, 3400)] },
    RuleVector(
      .chargeAtUnchangedVoltage, "0 A at 56 V", dialect: .victron, count: 65,
      ["#1 1001/9 to 1064/450 64x charge_voltage_limit_v 56.0 open"]
    ) { $0.limits.charge = $1 == 0 ? 500 : 0 },
    RuleVector(
      .chargeAtUnchangedVoltage, "0 A at 52 V", dialect: .victron, count: 65,
      ["kept"]
    ) {
      $0.limits.charge = $1 == 0 ? 500 : 0
      $0.limits.voltage = $1 == 0 ? 560 : 520
    },
    RuleVector(
      .chargeAtUnchangedVoltage, "of another dialect", count: 65,
      ["needs signal"]
    ) { state, _ in state.limits.charge = 0 },
    RuleVector(
      .shortFrame, "4 bytes", dialect: .solArk, count: 3,
      ["#1 1001/4 to 1001/4 1x"]
    ) {
      $0.hasInverter = false
      $0.hasBattery = false
      $0.others = [
        "351#3002F401F401B801",
        "355#3200640000000000".prefix($1 == 1 ? 12 : 20).description,
      ]
    },
    RuleVector(
      .shortFrame, "8 bytes", dialect: .solArk, count: 3, ["kept"]
    ) { state, _ in
      state.hasBattery = false
      state.others = ["351#3002F401F401B801", "355#3200640000000000"]
    },
    RuleVector(
      .busErrors, "ten within a minute each", step: 59, count: 12,
      ["#1 1000/8 to 1649/96 12x 10 >< 10 worst 12 open"]
    ) { state, _ in state.others = ["!20000020#0000000000000000"] },
    RuleVector(
      .busErrors, "nine", count: 9, ["kept"]
    ) { state, _ in state.others = ["!20000020#0000000000000000"] },
    RuleVector(
      .busErrors, "ten with a minute between them", step: 60, count: 12,
      ["kept"]
    ) { state, _ in state.others = ["!20000020#0000000000000000"] },
    RuleVector(
      .busErrors, "none", count: 12, ["needs signal"]
    ) { _, _ in },
  ]
}
