// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

internal import CANBus

// Current within the limits that are in force.

extension RuleDefinition {
  private static var sourceOfCurrents: StaticString {
    """
    SMA FSS-ConnectingBat-TI-en-10: up to 10 s to react; tolerance for \
    what shunts and inverters are wrong by
    """
  }

  static var chargeCurrent: RuleDefinition {
    RuleDefinition(
      "charge_current",
      "charging current within the limit in force",
      broken: "The charging current was above the limit",
      why: """
        The inverter does not obey, is set to another battery, or a charger \
        beside it charges as well; in the end the packs switch themselves off.
        """,
      source: sourceOfCurrents,
      needs: "a current and a charge current limit",
      numbers: .ofCurrent,
      delay: .chargeCurrentReaction)
  }

  static var dischargeCurrent: RuleDefinition {
    RuleDefinition(
      "discharge_current",
      "discharging current within the limit in force",
      broken: "The discharging current was above the limit",
      why: """
        The inverter does not obey, is set to another battery, or a load \
        beside it draws as well; in the end the packs switch themselves off.
        """,
      source: sourceOfCurrents,
      needs: "a current and a discharge current limit",
      numbers: .ofCurrent,
      delay: .dischargeCurrentReaction)
  }
}

extension RuleNumbers {
  fileprivate static var ofCurrent: RuleNumbers {
    RuleNumbers(
      RuleNumber("tolerance_a", .amperes, 2),
      RuleNumber("tolerance_percent", .percent, 5),
      RuleNumber("reaction_s", .seconds, 10))
  }
}

extension RuleParameter {
  /// How far beyond the limit is tolerated, in amperes.
  public static var chargeCurrentTolerance: RuleParameter {
    RuleParameter(.chargeCurrent, 0)
  }
  /// The same in percent of the limit; the larger one counts.
  public static var chargeCurrentTolerancePercent: RuleParameter {
    RuleParameter(.chargeCurrent, 1)
  }
  /// After how many seconds it has to be so.
  public static var chargeCurrentReaction: RuleParameter {
    RuleParameter(.chargeCurrent, 2)
  }
  /// How far beyond the limit is tolerated, in amperes.
  public static var dischargeCurrentTolerance: RuleParameter {
    RuleParameter(.dischargeCurrent, 0)
  }
  /// The same in percent of the limit; the larger one counts.
  public static var dischargeCurrentTolerancePercent: RuleParameter {
    RuleParameter(.dischargeCurrent, 1)
  }
  /// After how many seconds it has to be so.
  public static var dischargeCurrentReaction: RuleParameter {
    RuleParameter(.dischargeCurrent, 2)
  }
}

extension RuleChecker {
  /// Current beyond the limits.
  mutating func judgeCurrents(
    _ topics: RuleTopics, _ link: inout BatteryLink
  ) {
    guard let current = known.batteryCurrent else {
      known.keptCurrents = RuleKnowledge.KeptCurrents()
      return
    }
    // As long as the limits are the same, most currents change nothing.
    if topics.contains(.limits) || !known.keptCurrents.contain(current.milli)
      || active & Self.currentRules != 0
    {
      judgePlausibleCurrent(current)
      judgeCurrents(current, &link)
    }
  }

  private static var currentRules: UInt64 {
    Rule.chargeCurrent.bit | Rule.dischargeCurrent.bit
      | Rule.implausibleValue.bit
  }

  private mutating func judgeCurrents(
    _ current: RuleKnowledge.Known, _ link: inout BatteryLink
  ) {
    var kept = RuleKnowledge.KeptCurrents.all
    let charge = Self.higher(
      known.chargeCurrentLimit, known.onGridChargeCurrentLimit)
    if let charge, settings.canCheck(.chargeCurrent) {
      let reaction = settings.delay(of: .chargeCurrent)
      known.charging.take(charge.milli, reaction: reaction, at: place)
      let tolerance = tolerance(
        charge, .chargeCurrentTolerance, .chargeCurrentTolerancePercent)
      kept.highest = max(0, charge.milli &+ tolerance)
      judgeCurrent(.chargeCurrent, current, charge, tolerance, reaction, &link)
    }
    let discharge = Self.higher(
      known.dischargeCurrentLimit, known.onGridDischargeCurrentLimit)
    if let discharge, let current = current.negated,
      settings.canCheck(.dischargeCurrent)
    {
      let reaction = settings.delay(of: .dischargeCurrent)
      known.discharging.take(discharge.milli, reaction: reaction, at: place)
      let tolerance = tolerance(
        discharge, .dischargeCurrentTolerance,
        .dischargeCurrentTolerancePercent)
      kept.lowest = 0 &- max(0, discharge.milli &+ tolerance)
      judgeCurrent(
        .dischargeCurrent, current, discharge, tolerance, reaction, &link)
    }
    known.keptCurrents = hasTime ? kept : RuleKnowledge.KeptCurrents()
  }

  /// How far beyond a limit is tolerated.
  private mutating func tolerance(
    _ limit: RuleKnowledge.Known, _ tolerance: RuleParameter,
    _ percent: RuleParameter
  ) -> Int64 {
    let share = limit.milli &* (settings.milli(percent) / 10) / 10_000
    return max(settings.milli(tolerance), share)
  }

  private mutating func judgeCurrent(
    _ rule: Rule, _ current: RuleKnowledge.Known,
    _ limit: RuleKnowledge.Known, _ tolerance: Int64, _ reaction: Int64,
    _ link: inout BatteryLink
  ) {
    // Nobody confirms limits that are silent.
    guard current.milli > limit.milli &+ tolerance, current.milli > 0,
      !link.presence.areLimitsSilent
    else {
      keep(rule, .current)
      return
    }
    // Who keeps to the limit before this one has time to react.
    let history = rule == .chargeCurrent ? known.charging : known.discharging
    let excuse = history.excuse(reaction, at: place)
    let isExcused = current.milli &- tolerance <= excuse?.allowed ?? .min
    if isExcused, let lowered = excuse?.lowered {
      waitAnew(rule, .current, from: lowered)
    }
    judge(
      rule, .current, true, current.number, limit.number, id: current.id,
      since: isExcused ? excuse?.lowered : nil)
  }

  private static func higher(
    _ a: RuleKnowledge.Known?, _ b: RuleKnowledge.Known?
  ) -> RuleKnowledge.Known? {
    guard let a, let b else { return a ?? b }
    return a.milli >= b.milli ? a : b
  }
}

extension RuleKnowledge {
  /// The currents that keep to both limits, in thousandths, once these have been
  /// looked at.
  struct KeptCurrents: Sendable {
    var lowest = Int64.max
    var highest = Int64.min

    /// All currents: without limits.
    static var all: KeptCurrents { KeptCurrents(lowest: .min, highest: .max) }

    func contain(_ milli: Int64) -> Bool { milli >= lowest && milli <= highest }
  }

  /// A current limit, and what was allowed before it was lowered.
  struct LimitInForce: Sendable {
    private var latest: Int64?
    private var before = Int64.min
    private var lowered: RuleFinding.Place?

    /// Takes a limit.
    mutating func take(
      _ limit: Int64, reaction: Int64, at place: RuleFinding.Place
    ) {
      if let latest, limit < latest {
        before =
          excuse(reaction, at: place) == nil ? latest : max(latest, before)
        lowered = place
      }
      latest = limit
    }

    /// Where the limit was lowered, and what was allowed before, as long as the
    /// inverter may still react to it.
    func excuse(
      _ reaction: Int64, at place: RuleFinding.Place
    ) -> (allowed: Int64, lowered: RuleFinding.Place)? {
      guard let lowered, place.elapsed &- lowered.elapsed <= reaction else {
        return nil
      }
      return (before, lowered)
    }
  }
}
