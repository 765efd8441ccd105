// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

internal import CANBus

// Limits that follow from a fault.

extension RuleDefinition {
  static var faultWithoutLimits: RuleDefinition {
    RuleDefinition(
      "fault_without_limits",
      "limits lowered within reaction_s of a protection or severe alarm",
      broken: "A fault left the limits unchanged",
      why: """
        The limits are how a battery tells the inverter what to do about a \
        fault; if they stay, it goes on as before until the packs switch off.
        """,
      source: "field: alarms that stand beside full limits",
      needs: "alarms and limits",
      numbers: RuleNumbers(
        RuleNumber("reaction_s", .seconds, 30)),
      delay: .faultWithoutLimitsReaction)
  }
}

extension RuleParameter {
  /// After how many seconds it has to be so.
  public static var faultWithoutLimitsReaction: RuleParameter {
    RuleParameter(.faultWithoutLimits, 0)
  }
}

extension RuleChecker {
  /// A fault that has left the limits as high as they ever were without one.
  mutating func judgeFaults(_ link: inout BatteryLink) {
    guard let charge = known.chargeCurrentLimit,
      let discharge = known.dischargeCurrentLimit
    else { return }
    let voltage = known.chargeVoltageLimit?.milli
    if known.fault == nil, known.areFaultsKnown {
      known.limitsWithoutFault.take(
        voltage: voltage, charge: charge.milli, discharge: discharge.milli)
    }
    let highest = known.limitsWithoutFault
    // What was lowered before the capture cannot be told from what never was.
    if known.fault != nil, highest.areUnknown {
      return lack(.faultWithoutLimits, .earlierCapture)
    }
    guard let carrier = known.faultCarrier ?? known.protections else { return }
    var isForbidden = link.prohibition(of: .charge) != nil
    if link.prohibition(of: .discharge) != nil { isForbidden = true }
    let isUnchanged =
      charge.milli == highest.charge && discharge.milli == highest.discharge
      && voltage ?? .min == highest.voltage
    judge(
      .faultWithoutLimits, nil,
      known.fault != nil && isUnchanged && !isForbidden, id: carrier,
      fault: known.fault)
  }
}
