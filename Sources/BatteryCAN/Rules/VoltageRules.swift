// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

internal import CANBus

// The voltage of the battery beside the limits that it has set for it.

extension RuleDefinition {
  static var voltageAboveLimit: RuleDefinition {
    RuleDefinition(
      "voltage_above_limit",
      "voltage within the charge voltage limit while current flows in",
      broken: "The battery was charged above its charge voltage limit",
      why: """
        The inverter charges by its own settings and not by what the battery \
        asks for, until the packs switch off.
        """,
      source: "field: the first thing to check after an installation",
      needs: "a charge voltage limit, voltage and current",
      numbers: .besideALimit,
      delay: .voltageAboveLimitReaction)
  }

  static var voltageBelowCutOff: RuleDefinition {
    RuleDefinition(
      "voltage_below_cut_off",
      "voltage not below the discharge cut-off voltage while current flows out",
      broken: "The battery was discharged below its cut-off voltage",
      why: """
        The inverter discharges by its own settings and not by what the battery \
        asks for, until the packs switch off.
        """,
      source: "field: the first thing to check after an installation",
      needs: "a discharge cut-off voltage, voltage and current",
      numbers: .besideALimit,
      delay: .voltageBelowCutOffReaction)
  }

  static var limitBelowVoltage: RuleDefinition {
    RuleDefinition(
      "limit_below_voltage",
      "charge voltage limit not below the voltage of a battery at rest",
      broken: "The charge voltage limit was below the voltage of the battery",
      why: """
        Nothing can be charged. Some batteries stop charging like that, and a \
        full one is healthy so; others ask for what no inverter can give.
        """,
      source: "field: gateways that are set for fewer cells; Victron",
      needs: "a charge voltage limit, voltage and current",
      severity: .hint,
      numbers: .besideALimit,
      delay: .limitBelowVoltageReaction)
  }
}

extension RuleNumbers {
  fileprivate static var besideALimit: RuleNumbers {
    RuleNumbers(
      RuleNumber("tolerance_v", .volts, tenths: 1),
      RuleNumber("far_v", .volts, 1),
      RuleNumber("current_a", .amperes, tenths: 5),
      RuleNumber("reaction_s", .seconds, 60))
  }
}

extension RuleParameter {
  /// How far beyond the limit is tolerated, in volts.
  public static var voltageAboveLimitTolerance: RuleParameter {
    RuleParameter(.voltageAboveLimit, 0)
  }
  /// How far beyond it two measurements in a row must be to count at once, in volts.
  public static var voltageAboveLimitFar: RuleParameter {
    RuleParameter(.voltageAboveLimit, 1)
  }
  /// The least current that counts, in amperes.
  public static var voltageAboveLimitCurrent: RuleParameter {
    RuleParameter(.voltageAboveLimit, 2)
  }
  /// After how many seconds it has to be so.
  public static var voltageAboveLimitReaction: RuleParameter {
    RuleParameter(.voltageAboveLimit, 3)
  }
  /// How far beyond the limit is tolerated, in volts.
  public static var voltageBelowCutOffTolerance: RuleParameter {
    RuleParameter(.voltageBelowCutOff, 0)
  }
  /// How far beyond it two measurements in a row must be to count at once, in volts.
  public static var voltageBelowCutOffFar: RuleParameter {
    RuleParameter(.voltageBelowCutOff, 1)
  }
  /// The least current that counts, in amperes.
  public static var voltageBelowCutOffCurrent: RuleParameter {
    RuleParameter(.voltageBelowCutOff, 2)
  }
  /// After how many seconds it has to be so.
  public static var voltageBelowCutOffReaction: RuleParameter {
    RuleParameter(.voltageBelowCutOff, 3)
  }
  /// How far beyond the limit is tolerated, in volts.
  public static var limitBelowVoltageTolerance: RuleParameter {
    RuleParameter(.limitBelowVoltage, 0)
  }
  /// How far beyond it two measurements in a row must be to count at once, in volts.
  public static var limitBelowVoltageFar: RuleParameter {
    RuleParameter(.limitBelowVoltage, 1)
  }
  /// From which current on the battery is charged, in amperes.
  public static var limitBelowVoltageCurrent: RuleParameter {
    RuleParameter(.limitBelowVoltage, 2)
  }
  /// After how many seconds it has to be so.
  public static var limitBelowVoltageReaction: RuleParameter {
    RuleParameter(.limitBelowVoltage, 3)
  }
}

extension RuleChecker {
  /// The voltage beyond the limits that the battery has set for it.
  mutating func judgeVoltages(_ link: inout BatteryLink) {
    guard let voltage = known.voltage, let current = known.batteryCurrent else {
      return
    }
    // Nearly all voltages are within the limits, and change nothing.
    if !isBrokenOrNew(Self.voltageRules),
      voltage.milli <= known.chargeVoltageLimit?.milli ?? .min,
      voltage.milli >= known.dischargeVoltageLimit?.milli ?? .max
    {
      return
    }
    if let limit = known.chargeVoltageLimit, limit.milli > 0 {
      let excess = voltage.milli &- limit.milli
      judgeVoltage(
        .voltageAboveLimit, .voltage, excess, voltage, limit.number,
        current.milli >= settings.milli(.voltageAboveLimitCurrent),
        .voltageAboveLimitTolerance, .voltageAboveLimitFar,
        .chargeVoltageLimit, &link)
      judgeVoltage(
        .limitBelowVoltage, .chargeVoltageLimit, excess, limit, voltage.number,
        current.milli < settings.milli(.limitBelowVoltageCurrent),
        .limitBelowVoltageTolerance, .limitBelowVoltageFar,
        .chargeVoltageLimit, &link)
    }
    if let cutOff = known.dischargeVoltageLimit, cutOff.milli > 0 {
      judgeVoltage(
        .voltageBelowCutOff, .voltage, cutOff.milli &- voltage.milli, voltage,
        cutOff.number,
        0 &- current.milli >= settings.milli(.voltageBelowCutOffCurrent),
        .voltageBelowCutOffTolerance, .voltageBelowCutOffFar,
        .dischargeVoltageLimit, &link)
    }
  }

  /// Whether a limit has moved so lately that the inverter may still react.
  @inline(never)
  private func hasMoved(_ limit: Field, _ link: inout BatteryLink) -> Bool {
    guard let moved = link.lastMove(of: limit) else { return false }
    return place.elapsed &- moved <= settings.delay(of: .chargeCurrent)
  }

  private static var voltageRules: UInt64 {
    Rule.voltageAboveLimit.bit | Rule.limitBelowVoltage.bit
      | Rule.voltageBelowCutOff.bit
  }

  private mutating func judgeVoltage(
    _ rule: Rule, _ field: Field, _ excess: Int64, _ value: RuleKnowledge.Known,
    _ bound: DecimalNumber, _ counts: Bool, _ tolerance: RuleParameter,
    _ far: RuleParameter, _ limit: Field,
    _ link: inout BatteryLink
  ) {
    let isBroken = counts && excess > settings.milli(tolerance)
    let isFar =
      isBroken && excess > settings.milli(far) && !hasMoved(limit, &link)
    let delay = isFar ? Self.nextFrame : settings.delay(of: rule)
    if isBroken { beginAnew(rule, field, unless: delay) }
    judge(
      rule, field, isBroken, value.number, bound, id: known.voltage?.id,
      delay: delay)
  }

  /// Forgets a rule that is not broken yet, if it will be after another while.
  private mutating func beginAnew(
    _ rule: Rule, _ field: Field, unless delay: Int64
  ) {
    guard active & rule.bit != 0,
      let index = episodes.index(of: rule, field),
      let episode = episodes.episode(at: index),
      !episode.isBroken, episode.delay != delay
    else { return }
    keep(rule, field)
  }
}
