// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

internal import CANBus

// Force charge: requested in time, granted, and no longer requested after that.

extension RuleDefinition {
  static var forceChargeMissing: RuleDefinition {
    RuleDefinition(
      "force_charge_missing",
      "force charge asked for while SOC is below soc_percent",
      broken: "The battery was nearly empty and requested no force charge",
      why: """
        Nobody else makes the inverter charge from the grid; the battery goes \
        on to deep discharge, and cannot be charged again.
        """,
      source: "manual of the battery",
      needs: "SOC and a frame that can ask for a force charge",
      numbers: RuleNumbers(
        RuleNumber("soc_percent", .percent),
        RuleNumber("reaction_s", .seconds, 60)),
      delay: .forceChargeMissingReaction)
  }

  static var forceChargeLatched: RuleDefinition {
    RuleDefinition(
      "force_charge_latched",
      "force charge not asked for while SOC is at least soc_percent",
      broken: "Force charge was still requested after it had been granted",
      why: """
        The inverter keeps buying from the grid what the sun would give, or \
        no longer believes the request.
        """,
      source: """
        Pylontech CAN V1.2: cleared at 10 to 19 % SOC; Deye PCS V3: at 23 %
        """,
      needs: "SOC and a frame that can ask for a force charge",
      numbers: RuleNumbers(
        RuleNumber("soc_percent", .percent, 30),
        RuleNumber("reaction_s", .seconds, 60)),
      delay: .forceChargeLatchedReaction)
  }

  static var overDischarged: RuleDefinition {
    RuleDefinition(
      "over_discharged",
      "SOC not below soc_percent for longer than hours",
      broken: "The battery stayed over-discharged",
      why: """
        The battery feeds its own electronics from what is left; a pack that \
        is not recharged in time does not recover.
        """,
      source: "manual of the battery", needs: "SOC",
      numbers: RuleNumbers(
        RuleNumber("soc_percent", .percent),
        RuleNumber("hours", .hours, 12)),
      delay: .overDischargedHours)
  }

  static var forceChargeIgnored: RuleDefinition {
    RuleDefinition(
      "force_charge_ignored",
      "current_a of charging current patience_s after a force charge is asked",
      broken: "Force charge was not granted",
      why: """
        The inverter does not know the request, or must not charge from the \
        grid; the battery goes on to deep discharge.
        """,
      source: """
        field: bits that inverters do not look at (sijones/DiyBatteryBMS #51)
        """,
      needs: "a current and a frame that can ask for a force charge",
      numbers: RuleNumbers(
        RuleNumber("current_a", .amperes, tenths: 5),
        RuleNumber("patience_s", .seconds, 300)),
      delay: .forceChargeIgnoredPatience,
      boundWord: "wanted")
  }

  static var forceChargeAtZero: RuleDefinition {
    RuleDefinition(
      "force_charge_at_zero",
      "force charge not asked for while the charge current limit is 0",
      broken: "Force charge was requested while the charge current limit was 0",
      why: "The inverter is asked to charge with no current, and cannot.",
      source: "field: contradictory requests of emulators",
      needs: """
        a charge current limit and a frame that can ask for a force charge
        """,
      numbers: RuleNumbers(
        RuleNumber("reaction_s", .seconds, 10)),
      delay: .forceChargeAtZeroReaction)
  }
}

extension RuleParameter {
  /// The state of charge, in percent.
  public static var forceChargeMissingSOC: RuleParameter {
    RuleParameter(.forceChargeMissing, 0)
  }
  /// After how many seconds it has to be so.
  public static var forceChargeMissingReaction: RuleParameter {
    RuleParameter(.forceChargeMissing, 1)
  }
  /// The state of charge, in percent.
  public static var forceChargeLatchedSOC: RuleParameter {
    RuleParameter(.forceChargeLatched, 0)
  }
  /// After how many seconds it has to be so.
  public static var forceChargeLatchedReaction: RuleParameter {
    RuleParameter(.forceChargeLatched, 1)
  }
  /// The state of charge, in percent.
  public static var overDischargedSOC: RuleParameter {
    RuleParameter(.overDischarged, 0)
  }
  /// After how many hours.
  public static var overDischargedHours: RuleParameter {
    RuleParameter(.overDischarged, 1)
  }
  /// The least current that counts, in amperes.
  public static var forceChargeIgnoredCurrent: RuleParameter {
    RuleParameter(.forceChargeIgnored, 0)
  }
  /// For how many seconds it is waited.
  public static var forceChargeIgnoredPatience: RuleParameter {
    RuleParameter(.forceChargeIgnored, 1)
  }
  /// After how many seconds it has to be so.
  public static var forceChargeAtZeroReaction: RuleParameter {
    RuleParameter(.forceChargeAtZero, 0)
  }
}

extension RuleChecker {
  /// Judges the request by the SOC.
  mutating func judgeForceCharge(
    _ soc: RuleKnowledge.Known, _ link: inout BatteryLink
  ) {
    judge(
      .overDischarged, .soc, soc.milli < settings.milli(.overDischargedSOC),
      soc.number, settings[.overDischargedSOC], id: soc.id)
    guard known.hasForceChargeBit else { return }
    let isAsked = known.isForceChargeAsked
    judge(
      .forceChargeMissing, .soc,
      !isAsked && soc.milli < settings.milli(.forceChargeMissingSOC),
      soc.number, settings[.forceChargeMissingSOC], id: soc.id)
    judge(
      .forceChargeLatched, .soc,
      isAsked && soc.milli >= settings.milli(.forceChargeLatchedSOC),
      soc.number, settings[.forceChargeLatchedSOC], id: soc.id)
  }

  /// Judges whether charging is allowed if it is requested.
  mutating func judgeForceChargeAllowed(_ link: inout BatteryLink) {
    guard known.hasForceChargeBit, let limit = known.chargeCurrentLimit else {
      return
    }
    judge(
      .forceChargeAtZero, .chargeCurrentLimit,
      known.isForceChargeAsked && limit.milli == 0, limit.number, id: limit.id)
  }

  /// Judges whether charging current flows if it is requested.
  mutating func judgeForceChargeGranted(_ link: inout BatteryLink) {
    guard known.hasForceChargeBit, let current = known.batteryCurrent else {
      return
    }
    let isIgnored =
      known.isForceChargeAsked
      && current.milli < settings.milli(.forceChargeIgnoredCurrent)
    if known.isForceChargeAsked, !isIgnored {
      known.wasForceChargeGranted = true
    }
    if !isIgnored, !isBrokenOrNew(Rule.forceChargeIgnored.bit) { return }
    // While the battery itself forbids charging, the inverter cannot.
    if isIgnored,
      link.prohibition(of: .charge) != nil || link.isHeldBack
        || link.presence.areLimitsSilent
    {
      mark(.forceChargeIgnored)
      return pause(.forceChargeIgnored, .current)
    }
    resume(.forceChargeIgnored, .current)
    judge(
      .forceChargeIgnored, .current, isIgnored, current.number,
      settings[.forceChargeIgnoredCurrent], id: current.id)
  }
}
