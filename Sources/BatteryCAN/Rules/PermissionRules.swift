// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

internal import CANBus

// Permissions that say something else than the limits.

extension RuleDefinition {
  static var chargeEnabledAtZero: RuleDefinition {
    RuleDefinition(
      "charge_enabled_at_zero",
      "charging not permitted while the charge current limit is 0",
      broken: "Charging was permitted while the charge current limit was 0",
      why: """
        Inverters that look at the bit only go on charging, and those that \
        look at the limit stop: which it is depends on the inverter.
        """,
      source: "field: either is used to stop charging",
      needs: "a charge current limit and the bit that permits charging",
      numbers: RuleNumbers(
        RuleNumber("reaction_s", .seconds, 10)),
      delay: .chargeEnabledAtZeroReaction)
  }

  static var dischargeEnabledAtZero: RuleDefinition {
    RuleDefinition(
      "discharge_enabled_at_zero",
      "discharging not permitted while the discharge current limit is 0",
      broken:
        "Discharging was permitted while the discharge current limit was 0",
      why: """
        Inverters that look at the bit only go on discharging, and those that \
        look at the limit stop: which it is depends on the inverter.
        """,
      source: "field: either is used to stop discharging",
      needs: "a discharge current limit and the bit that permits discharging",
      numbers: RuleNumbers(
        RuleNumber("reaction_s", .seconds, 10)),
      delay: .dischargeEnabledAtZeroReaction)
  }
}

extension RuleParameter {
  /// After how many seconds it has to be so.
  public static var chargeEnabledAtZeroReaction: RuleParameter {
    RuleParameter(.chargeEnabledAtZero, 0)
  }
  /// After how many seconds it has to be so.
  public static var dischargeEnabledAtZeroReaction: RuleParameter {
    RuleParameter(.dischargeEnabledAtZero, 0)
  }
}

extension RuleChecker {
  mutating func judgePermissions(_ link: inout BatteryLink) {
    judgePermission(
      .chargeEnabledAtZero, .chargeCurrentLimit, known.chargeCurrentLimit,
      known.chargeEnabled)
    judgePermission(
      .dischargeEnabledAtZero, .dischargeCurrentLimit,
      known.dischargeCurrentLimit, known.dischargeEnabled)
  }

  private mutating func judgePermission(
    _ rule: Rule, _ field: Field, _ limit: RuleKnowledge.Known?,
    _ isEnabled: Bool?
  ) {
    guard let limit, let isEnabled else { return }
    judge(
      rule, field, isEnabled && limit.milli == 0, limit.number,
      id: known.permissions)
  }
}
