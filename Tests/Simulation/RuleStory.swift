// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

internal import BatteryCAN

/// A story that breaks a rule of `bmsdump check`, and one that nearly does.
///
/// The battery is a ZSX5000S; every threshold is the default. Stories of a month
/// have a report each 10 minutes: as long as that is not known, they break
/// `silence` and `inverter_silent` as well.
public struct RuleStory: Sendable {
  /// The name of the rule.
  public let rule: String
  /// The story that breaks it.
  public let broken: Story
  /// The one that nearly does.
  public let nearly: Story

  /// - Parameters:
  ///   - rule: The name of the rule.
  ///   - variant: What tells several stories of a rule apart.
  ///   - base: Both stories, until they differ.
  ///   - broken: What happens in the one.
  ///   - nearly: What happens in the other.
  init(
    _ rule: String, _ variant: String = "", _ base: Story = .afternoon,
    broken: (Story) -> Story, nearly: (Story) -> Story
  ) {
    self.rule = rule
    let name = rule + (variant.isEmpty ? "" : "-" + variant)
    self.broken = broken(base.named("broken-" + name, "breaks " + rule))
    self.nearly = nearly(base.named("nearly-" + name, "nearly breaks " + rule))
  }

  /// The same with something that is said from the first or the 100th second on.
  init(
    _ rule: String, _ variant: String = "", _ base: Story = .afternoon,
    broken: [Story.Edit], nearly: [Story.Edit]
  ) {
    self.init(
      rule, variant, base, broken: { $0.saying(broken) },
      nearly: { $0.saying(nearly) })
  }

  /// All of them.
  public static let all = ofLimits + ofRequests + ofField + ofLink
}

extension Story {
  /// A quarter of an hour at noon in which nothing is wrong.
  static let afternoon = Story("", "", duration: 900).with {
    $0.start = 12 * 3600
    $0.solarPeak = 3000
  }

  /// Days with little sun.
  static let winter = Story("", "", duration: 36 * 86_400).with {
    $0.period = 600_000
    $0.soc = 60
    $0.solarPeak = 800
    $0.load = 40
    $0.reserve = 20
  }

  func named(_ name: String, _ about: String) -> Story {
    with {
      $0.name = name
      $0.about = about
    }
  }

  /// The story with something that the battery says from the 100th second on.
  func saying(_ edits: [Edit]) -> Story {
    with { story in
      story.changes += edits.map { Change(time: 100, action: .says($0)) }
    }
  }
}

extension Story {
  /// The story with a full charge that is asked for on a day, until it is done.
  fileprivate func askingFull(on day: Int64) -> Story {
    at(day * 86_400, .says(.fullCharge(true)))
      .at(day * 86_400 + 18_000, .saysTruth)
  }
}

// MARK: - The manual: limits

extension RuleStory {
  static let ofLimits: [RuleStory] = [
    RuleStory(
      "charge_voltage_limit", broken: [.chargeVoltage(577)],
      nearly: [.chargeVoltage(576)]),
    RuleStory(
      "charge_current_limit", "", .afternoon.with { $0.packs = 2 },
      broken: [.chargeCurrent(1001)], nearly: [.chargeCurrent(1000)]),
    RuleStory(
      "discharge_current_limit", "", .afternoon.with { $0.packs = 2 },
      broken: [.dischargeCurrent(1001)], nearly: [.dischargeCurrent(1000)]),
    RuleStory(
      "cut_off_voltage", broken: [.dischargeVoltage(407)],
      nearly: [.dischargeVoltage(408)]),
    RuleStory(
      "pack_count", "", .afternoon.with { $0.packs = 4 },
      broken: [.modules(5)], nearly: [.modules(4)]),
    ofTemperature("charge_temperature", "cold", -1, 0),
    ofTemperature("charge_temperature", "hot", 551, 550),
    ofTemperature("discharge_temperature", "cold", -201, -200),
    ofTemperature("discharge_temperature", "hot", 601, 600),
  ]

  /// Limits of 10 A at a temperature in tenths of a degree.
  private static func ofTemperature(
    _ rule: String, _ variant: String, _ broken: Int64, _ nearly: Int64
  ) -> RuleStory {
    let isCharge = rule == "charge_temperature"
    let edits: [Story.Edit] =
      isCharge
      ? [.chargeCurrent(100), .chargeEnabled(true)]
      : [.dischargeCurrent(100), .dischargeEnabled(true)]
    let base = Story.afternoon.at(0, .power(0))
    return RuleStory(
      rule, variant, base,
      broken: { $0.at(100, .temperature(broken)).saying(edits) },
      nearly: { $0.at(100, .temperature(nearly)).saying(edits) })
  }
}

// MARK: - The manual: requests

extension RuleStory {
  static let ofRequests: [RuleStory] = [
    RuleStory(
      "force_charge_missing", "", .afternoon.at(0, .power(0)),
      broken: { $0.at(0, .soc(7), .says(.forceCharge(false))) },
      nearly: { $0.at(0, .soc(8), .says(.forceCharge(false))) }),
    RuleStory(
      "force_charge_latched", "",
      .afternoon.with { $0.packs = 4 }
        .with { $0.duration = 250 }.at(0, .power(0)),
      broken: { $0.at(0, .soc(30)).saying([.forceCharge(true)]) },
      nearly: { $0.at(0, .soc(28)).saying([.forceCharge(true)]) }),
    RuleStory(
      "full_charge_missing", "", .winter,
      broken: { $0.saying([.fullCharge(false)]) }, nearly: { $0 }),
    RuleStory(
      "full_charge_early", "", .winter.with { $0.soc = 98 },
      broken: { $0.askingFull(on: 27) }, nearly: { $0.askingFull(on: 29) }),
    RuleStory(
      "full_charge_latched", "",
      .afternoon.with {
        $0.duration = 5 * 3600
        $0.period = 4000
      }.at(0, .soc(98), .power(0), .says(.fullCharge(true))),
      broken: { $0 }, nearly: { $0.at(14_000, .saysTruth) }),
    RuleStory(
      "over_discharged", "",
      .afternoon.with {
        $0.duration = 14 * 3600
        $0.period = 4000
      }.at(0, .soc(9), .power(0)),
      broken: { $0.at(13 * 3600, .power(1000)) },
      nearly: { $0.at(42_000, .power(1000)) }),
  ]
}

// MARK: - The field: currents, requests and bits

extension RuleStory {
  static let ofField: [RuleStory] = [
    ofCurrent("charge_current", 1600),
    ofCurrent("discharge_current", -1600),
    RuleStory(
      "cut_off_above_charge_voltage",
      broken: [.chargeVoltage(480), .dischargeVoltage(480)],
      nearly: [.chargeVoltage(480), .dischargeVoltage(479)]),
    RuleStory(
      "force_charge_ignored", "",
      .afternoon.at(0, .soc(7), .power(0), .grantsForceCharge(false)),
      broken: { $0 }, nearly: { $0.at(280, .grantsForceCharge(true)) }),
    RuleStory(
      "full_charge_ignored", "", .winter.at(0, .grantsFullCharge(false)),
      broken: { $0 },
      nearly: { $0.at(30 * 86_400 + 66 * 3600, .grantsFullCharge(true)) }),
    RuleStory(
      "charge_request_latched", "",
      .afternoon.with {
        $0.dialect = .victron
        $0.duration = 25 * 3600
        $0.period = 2000
      }.at(0, .soc(29), .power(0), .grantsForceCharge(false)),
      broken: { $0.at(0, .says(.forceCharge(true))) },
      nearly: { $0.at(0, .says(.forceCharge(true))).at(82_800, .saysTruth) }),
    RuleStory(
      "charge_enabled_at_zero",
      broken: [.chargeCurrent(0), .chargeEnabled(true)],
      nearly: [.chargeCurrent(0), .chargeEnabled(false)]),
    RuleStory(
      "discharge_enabled_at_zero",
      broken: [.dischargeCurrent(0), .dischargeEnabled(true)],
      nearly: [.dischargeCurrent(0), .dischargeEnabled(false)]),
    RuleStory(
      "force_charge_at_zero", "",
      .afternoon.with { $0.duration = 200 }.at(0, .soc(7), .power(0))
        .at(100, .says(.chargeCurrent(0)), .says(.chargeEnabled(false))),
      broken: { $0 }, nearly: { $0.at(108, .saysTruth) }),
    RuleStory(
      "small_limit", broken: [.chargeCurrent(1)], nearly: [.chargeCurrent(2)]),
    RuleStory(
      "fault_without_limits",
      broken: { $0.saying([.overTemperature(true)]) },
      nearly: {
        $0.saying([.overTemperature(true)])
          .at(120, .says(.chargeCurrent(250)))
      }),
    RuleStory(
      "frozen_values", "", .afternoon.at(0, .power(1600)),
      broken: { $0.saying([.frozenMeasurements]) },
      nearly: { $0.saying([.frozenMeasurements]).at(600, .saysTruth) }),
    RuleStory(
      "frozen_soc", "",
      .afternoon.with { $0.duration = 1800 }.at(0, .power(1600)),
      broken: { $0.saying([.soc(50)]) },
      nearly: { $0.saying([.soc(50)]).at(1200, .saysTruth) }),
  ]

  /// 30 A where 20 A are allowed, or for no longer than an inverter may take.
  private static func ofCurrent(_ rule: String, _ power: Int64) -> RuleStory {
    let base = Story.afternoon.at(0, .power(power)).at(
      100, .says(.chargeCurrent(200)), .says(.dischargeCurrent(200)))
    return RuleStory(
      rule, "", base,
      broken: { $0.at(100, .obeys(false)) },
      nearly: { $0.at(100, .obeys(false)).at(108, .obeys(true)) })
  }
}

// MARK: - The field: frames and silence

extension RuleStory {
  static let ofLink: [RuleStory] = [
    // 56.0 V, 50.0 A, -50.0 A, 44.8 V.
    RuleStory(
      "negative_limit",
      broken: [.payload(0x351, word: 0x01C0_FE0C_01F4_0230, count: 8)],
      nearly: [.dischargeCurrent(0), .dischargeEnabled(false)]),
    // Sentinels of SMA; a frame that ends before the cut-off voltage.
    RuleStory(
      "not_available", "", .afternoon.at(0, .power(0)),
      broken: [.payload(0x351, word: 0x8000_8000_FFFF, count: 8)],
      nearly: [.payload(0x351, word: 0x01F4_01F4_0230, count: 6)]),
    RuleStory(
      "silence",
      broken: {
        $0.at(100, .battery(sends: false)).at(110, .battery(sends: true))
      },
      nearly: {
        $0.at(100, .battery(sends: false)).at(108, .battery(sends: true))
      }),
    RuleStory(
      "inverter_silent",
      broken: { $0.at(0, .inverter(sends: false)) },
      nearly: { $0.at(0, .answers(each: 50)) }),
    RuleStory(
      "two_masters", "", .afternoon.at(0, .power(0)),
      broken: [.secondMaster(soc: 70)], nearly: [.secondMaster(soc: 51)]),
  ]
}
