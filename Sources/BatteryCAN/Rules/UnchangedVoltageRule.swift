// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

internal import CANBus

// What Victron's systems charge by.

extension RuleDefinition {
  static var chargeAtUnchangedVoltage: RuleDefinition {
    RuleDefinition(
      "charge_at_unchanged_voltage",
      "charge voltage limit lowered within reaction_s of a charge current of 0",
      broken: """
        Charging was forbidden by current, and the charge voltage limit stayed
        """,
      why: """
        Solar chargers on the battery's side follow the voltage: what stops a \
        charger by current alone may not stop them.
        """,
      source: "field: batteries that stop a Victron system lower the voltage",
      needs: "Victron's dialect and limits", severity: .hint,
      numbers: RuleNumbers(RuleNumber("reaction_s", .seconds, 60)),
      delay: .chargeAtUnchangedVoltageReaction)
  }
}

extension RuleParameter {
  /// After how many seconds it has to be so.
  public static var chargeAtUnchangedVoltageReaction: RuleParameter {
    RuleParameter(.chargeAtUnchangedVoltage, 0)
  }
}

extension RuleChecker {
  mutating func judgeUnchangedVoltage() {
    guard isSteeredByVoltage, let current = known.chargeCurrentLimit,
      let voltage = known.chargeVoltageLimit
    else { return }
    if current.milli > 0 {
      known.voltageForCharging = max(known.voltageForCharging, voltage.milli)
    } else if known.voltageForCharging == .min {
      return lack(.chargeAtUnchangedVoltage, .earlierCapture)
    }
    judge(
      .chargeAtUnchangedVoltage, .chargeVoltageLimit,
      current.milli == 0 && voltage.milli == known.voltageForCharging,
      voltage.number, id: voltage.id)
  }
}
