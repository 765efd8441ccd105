// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

internal import CANBus

// Charging and discharging only where the cells can take it.

extension RuleDefinition {
  static var chargeTemperature: RuleDefinition {
    RuleDefinition(
      "charge_temperature",
      "charging forbidden below min_c and above max_c",
      broken: "Charging was allowed while it was too cold or too hot for it",
      why: """
        Below 0 C lithium plates out in the cells while they are charged, \
        which damages them for good; heat ages them and is a hazard.
        """,
      source: "manual of the battery; else data sheets of LFP cells",
      needs: "a temperature and a charge current limit",
      numbers: RuleNumbers(
        RuleNumber("min_c", .celsius),
        RuleNumber("max_c", .celsius),
        RuleNumber("reaction_s", .seconds, 60)),
      delay: .chargeTemperatureReaction)
  }

  static var dischargeTemperature: RuleDefinition {
    RuleDefinition(
      "discharge_temperature",
      "discharging forbidden below min_c and above max_c",
      broken: "Discharging was allowed while it was too cold or too hot for it",
      why: """
        The packs switch themselves off there, and an inverter that was not \
        told loses its battery under load.
        """,
      source: "manual of the battery; else data sheets of LFP cells",
      needs: "a temperature and a discharge current limit",
      numbers: RuleNumbers(
        RuleNumber("min_c", .celsius),
        RuleNumber("max_c", .celsius),
        RuleNumber("reaction_s", .seconds, 60)),
      delay: .dischargeTemperatureReaction)
  }
}

extension RuleParameter {
  /// The lowest temperature, in degrees Celsius.
  public static var chargeTemperatureMin: RuleParameter {
    RuleParameter(.chargeTemperature, 0)
  }
  /// The highest temperature, in degrees Celsius.
  public static var chargeTemperatureMax: RuleParameter {
    RuleParameter(.chargeTemperature, 1)
  }
  /// After how many seconds it has to be so.
  public static var chargeTemperatureReaction: RuleParameter {
    RuleParameter(.chargeTemperature, 2)
  }
  /// The lowest temperature, in degrees Celsius.
  public static var dischargeTemperatureMin: RuleParameter {
    RuleParameter(.dischargeTemperature, 0)
  }
  /// The highest temperature, in degrees Celsius.
  public static var dischargeTemperatureMax: RuleParameter {
    RuleParameter(.dischargeTemperature, 1)
  }
  /// After how many seconds it has to be so.
  public static var dischargeTemperatureReaction: RuleParameter {
    RuleParameter(.dischargeTemperature, 2)
  }
}

extension RuleChecker {
  mutating func judgeTemperatures(_ link: inout BatteryLink) {
    // What is steered by voltage may stop charging by that.
    let isHeldBack = isSteeredByVoltage && link.isHeldBack
    judgeTemperature(
      .chargeTemperature, known.chargeCurrentLimit,
      isHeldBack ? false : known.chargeEnabled,
      .chargeTemperatureMin, .chargeTemperatureMax)
    judgeTemperature(
      .dischargeTemperature, known.dischargeCurrentLimit,
      known.dischargeEnabled, .dischargeTemperatureMin,
      .dischargeTemperatureMax)
  }

  private mutating func judgeTemperature(
    _ rule: Rule, _ limit: RuleKnowledge.Known?, _ isEnabled: Bool?,
    _ least: RuleParameter, _ most: RuleParameter
  ) {
    guard let limit, settings.canCheck(rule) else { return }
    var lowest = known.temperature
    if let other = known.temperatureMin, other.milli < lowest?.milli ?? .max {
      lowest = other
    }
    var highest = known.temperature
    if let other = known.temperatureMax, other.milli > highest?.milli ?? .min {
      highest = other
    }
    guard let lowest = lowest ?? highest,
      let highest = highest ?? known.temperatureMin ?? known.temperature
    else { return }
    let isCold = lowest.milli < settings.milli(least)
    let isHot = highest.milli > settings.milli(most)
    judge(
      rule, .temperature,
      (isCold || isHot) && limit.milli > 0 && isEnabled != false,
      isCold ? lowest.number : highest.number,
      settings[isCold ? least : most], id: limit.id)
  }
}
