// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

internal import CANBus

// Full charge: requested once a month, granted, and no longer requested after that.

extension RuleDefinition {
  static var fullChargeMissing: RuleDefinition {
    RuleDefinition(
      "full_charge_missing",
      "full charge asked for when SOC was below soc_percent for days",
      broken: "No full charge was requested",
      why: """
        Without a full charge the count of the SOC drifts and the cells are \
        not balanced: the battery is empty at 20 %, or full at 80 %.
        """,
      source: "manual of the battery; Pylontech CAN V1.2: 30 days",
      needs: "SOC and a frame that can ask for a full charge",
      numbers: RuleNumbers(
        RuleNumber("soc_percent", .percent),
        RuleNumber("days", .days, 31)),
      delay: .fullChargeMissingDays)
  }

  static var fullChargeEarly: RuleDefinition {
    RuleDefinition(
      "full_charge_early",
      "full charge not asked for within days of SOC soc_percent",
      broken: "A full charge was requested soon after the last one",
      why: """
        Each full charge is bought from the grid, and time at the highest \
        voltage ages the cells.
        """,
      source: "manual of the battery; Pylontech CAN V1.2: 30 days",
      needs: "SOC and a frame that can ask for a full charge",
      numbers: RuleNumbers(
        RuleNumber("soc_percent", .percent),
        RuleNumber("days", .days, 28)))
  }

  static var fullChargeLatched: RuleDefinition {
    RuleDefinition(
      "full_charge_latched",
      "full charge not asked for while SOC is at least soc_percent",
      broken: "Full charge was still requested after it had been granted",
      why: """
        The inverter holds the battery at its highest voltage, which ages the \
        cells, or no longer believes the request.
        """,
      source: "Pylontech CAN V1.2: cleared at 97 % SOC",
      needs: "SOC and a frame that can ask for a full charge",
      numbers: RuleNumbers(
        RuleNumber("soc_percent", .percent, 97),
        RuleNumber("reaction_s", .seconds, 14_400)),
      delay: .fullChargeLatchedReaction)
  }

  static var fullChargeIgnored: RuleDefinition {
    RuleDefinition(
      "full_charge_ignored",
      "SOC soc_percent within patience_h after a full charge is asked",
      broken: "Full charge was not granted",
      why: """
        The SOC drifts on, and the request is made for ever; many inverters \
        do not look at it, or have to be allowed to charge from the grid.
        """,
      source: """
        AMASSTORE GTX5000 manual: the inverter does it in a window each night; \
        field: inverters that do not (sijones/DiyBatteryBMS #51)
        """,
      needs: "SOC and a frame that can ask for a full charge",
      numbers: RuleNumbers(
        RuleNumber("soc_percent", .percent, 97),
        RuleNumber("patience_h", .hours, 72)),
      delay: .fullChargeIgnoredPatience,
      boundWord: "wanted")
  }

  static var chargeRequestLatched: RuleDefinition {
    RuleDefinition(
      "charge_request_latched",
      "360 does not ask for a charge from the start for longer than hours",
      broken: "360 requested a charge from the start and never cleared it",
      why: """
        A request that is never cleared says nothing; a gateway that believes \
        it charges from the grid all of the time.
        """,
      source: "field: a REC BMS holds 0x360 at FF", needs: "360",
      numbers: RuleNumbers(
        RuleNumber("hours", .hours, 24)),
      delay: .chargeRequestLatchedHours)
  }
}

extension RuleParameter {
  /// The state of charge, in percent.
  public static var fullChargeMissingSOC: RuleParameter {
    RuleParameter(.fullChargeMissing, 0)
  }
  /// After how many days.
  public static var fullChargeMissingDays: RuleParameter {
    RuleParameter(.fullChargeMissing, 1)
  }
  /// The state of charge, in percent.
  public static var fullChargeEarlySOC: RuleParameter {
    RuleParameter(.fullChargeEarly, 0)
  }
  /// After how many days.
  public static var fullChargeEarlyDays: RuleParameter {
    RuleParameter(.fullChargeEarly, 1)
  }
  /// The state of charge, in percent.
  public static var fullChargeLatchedSOC: RuleParameter {
    RuleParameter(.fullChargeLatched, 0)
  }
  /// After how many seconds it has to be so.
  public static var fullChargeLatchedReaction: RuleParameter {
    RuleParameter(.fullChargeLatched, 1)
  }
  /// The state of charge, in percent.
  public static var fullChargeIgnoredSOC: RuleParameter {
    RuleParameter(.fullChargeIgnored, 0)
  }
  /// For how many hours it is waited.
  public static var fullChargeIgnoredPatience: RuleParameter {
    RuleParameter(.fullChargeIgnored, 1)
  }
  /// After how many hours.
  public static var chargeRequestLatchedHours: RuleParameter {
    RuleParameter(.chargeRequestLatched, 0)
  }
}

extension RuleChecker {
  mutating func judgeFullCharge(
    _ soc: RuleKnowledge.Known, _ link: inout BatteryLink
  ) {
    if known.firstSOC == nil { known.firstSOC = place }
    guard known.hasFullChargeBit else { return }
    let isAsked = known.isFullChargeAsked
    judgeEarly(soc)
    let full = settings.milli(.fullChargeMissingSOC)
    if soc.milli >= full { known.lastFull = place }
    if soc.milli >= settings.milli(.fullChargeEarlySOC) {
      known.lastFullBeforeEarly = place
    }
    judge(
      .fullChargeMissing, .soc, !isAsked && soc.milli < full, soc.number,
      settings[.fullChargeMissingSOC], id: soc.id,
      since: known.lastFull ?? known.firstSOC)
    judge(
      .fullChargeLatched, .soc,
      isAsked && soc.milli >= settings.milli(.fullChargeLatchedSOC),
      soc.number, settings[.fullChargeLatchedSOC], id: soc.id)
    judge(
      .fullChargeIgnored, .soc,
      isAsked && soc.milli < settings.milli(.fullChargeIgnoredSOC),
      soc.number, settings[.fullChargeIgnoredSOC], id: soc.id)
  }

  /// Judges a full charge that is requested, when that begins.
  private mutating func judgeEarly(_ soc: RuleKnowledge.Known) {
    let isAsked = known.isFullChargeAsked
    defer { known.wasFullChargeAsked = isAsked }
    if !isAsked {
      keep(.fullChargeEarly, .soc)
      return
    }
    // What was requested before the capture may have been requested in time.
    lack(.fullChargeEarly, .earlierCapture)
    guard known.wasFullChargeAsked != true else { return }
    guard known.wasFullChargeAsked == false, hasTime,
      let full = known.lastFullBeforeEarly
    else { return observed.withdraw(.fullChargeEarly) }
    let days = place.elapsed &- full.elapsed
    judge(
      .fullChargeEarly, .soc, days < delay(.fullChargeEarlyDays), soc.number,
      settings[.fullChargeEarlySOC], id: soc.id)
  }

  /// Judges a request of 0x360.
  mutating func judgeChargeRequest() {
    guard let isNeverCleared = known.isRequestNeverCleared else { return }
    judge(
      .chargeRequestLatched, nil, isNeverCleared,
      id: StandardID(truncating: 0x360))
  }
}
