// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

internal import CANBus

// What several messages show together.
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
      judgePlausibility(of: current)
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
      let reaction = delay(.chargeCurrentReaction)
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
      let reaction = delay(.dischargeCurrentReaction)
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
      judge(rule, .current, false, delay: reaction)
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
      delay: reaction, since: isExcused ? excuse?.lowered : nil)
  }

  private static func higher(
    _ a: RuleKnowledge.Known?, _ b: RuleKnowledge.Known?
  ) -> RuleKnowledge.Known? {
    guard let a, let b else { return a ?? b }
    return a.milli >= b.milli ? a : b
  }

  /// Measurements that do not move.
  mutating func judgeFrozen(_ link: inout BatteryLink) {
    guard let current = known.batteryCurrent else { return }
    let isUsed =
      current.milli.magnitude
      >= settings.milli(.frozenValuesCurrent).magnitude
    let hold = delay(.frozenValuesHold)
    // A battery in use comes here each second.
    if isUsed, episodes.restartLast(.frozenValues, current, at: place) {
      watch(from: place.elapsed, hold)
      return
    }
    // Whatever was held until now has moved.
    keep(.frozenValues, .current)
    judge(
      .frozenValues, .current, isUsed, current.number, id: current.id,
      delay: hold)
  }

  /// A state of charge that does not move.
  mutating func judgeFlow(_ link: inout BatteryLink) {
    guard let soc = known.soc, let current = known.batteryCurrent,
      let most = chargeToMove()
    else { return }
    guard hasTime else {
      needsTime |= Rule.frozenSOC.bit
      return
    }
    let counts =
      current.milli.magnitude >= settings.milli(.frozenSOCCurrent).magnitude
      && soc.milli >= 10_000 && soc.milli <= 90_000
    known.flow.take(counts ? current.milli : nil, at: place.elapsed)
    let hasMoved = known.flow.take(soc: soc.milli, at: place)
    if hasMoved, active & Rule.frozenSOC.bit != 0 { keep(.frozenSOC, .soc) }
    // What moves before that may not be needed has shown nothing yet.
    guard known.flow.total >= most else { return }
    let isBroken = known.flow.charge.magnitude >= most.magnitude
    if isBroken || hasMoved {
      judge(
        .frozenSOC, .soc, isBroken, soc.number, since: known.flow.start)
    }
  }

  /// How much charge moves the SOC, in milliamperes times milliseconds.
  ///
  /// It is mutating so that the checker is used where it is, and not copied.
  private mutating func chargeToMove() -> Int64? {
    guard settings.canCheck(.frozenSOC) else { return nil }
    var capacity: Int64?
    let pack = settings.milli(.frozenSOCPack)
    if pack != .min, let packs {
      let product = pack.multipliedReportingOverflow(by: packs)
      capacity = product.overflow ? nil : product.partialValue
    } else {
      capacity = known.capacity?.milli
    }
    // Some say 0 for what they do not know, and 1 Ah is no battery.
    guard let capacity, capacity > 1000, capacity <= 1_000_000_000 else {
      return nil
    }
    // Thousandths of percent of milliampere-hours.
    let share = settings.milli(.frozenSOCShare)
    let charge = capacity.multipliedReportingOverflow(by: 36 &* share)
    return charge.overflow || charge.partialValue <= 0
      ? nil : charge.partialValue
  }

  /// Limits that are too high for the temperature.
  mutating func judgeTemperatures(_ link: inout BatteryLink) {
    judgeTemperature(
      .chargeTemperature, known.chargeCurrentLimit, known.chargeEnabled,
      .chargeTemperatureMin, .chargeTemperatureMax, .chargeTemperatureReaction,
      &link)
    judgeTemperature(
      .dischargeTemperature, known.dischargeCurrentLimit,
      known.dischargeEnabled, .dischargeTemperatureMin,
      .dischargeTemperatureMax, .dischargeTemperatureReaction, &link)
  }

  private mutating func judgeTemperature(
    _ rule: Rule, _ limit: RuleKnowledge.Known?, _ isEnabled: Bool?,
    _ least: RuleParameter, _ most: RuleParameter, _ reaction: RuleParameter,
    _ link: inout BatteryLink
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
    guard let lowest = lowest ?? highest, let highest = highest ?? self.lowest
    else { return }
    let isCold = lowest.milli < settings.milli(least)
    let isHot = highest.milli > settings.milli(most)
    judge(
      rule, .temperature,
      (isCold || isHot) && limit.milli > 0 && isEnabled != false,
      isCold ? lowest.number : highest.number,
      settings[isCold ? least : most], id: limit.id, delay: delay(reaction))
  }

  private var lowest: RuleKnowledge.Known? {
    known.temperatureMin ?? known.temperature
  }

  /// Bits that say something else than the limits.
  mutating func judgeContradictions(_ link: inout BatteryLink) {
    if let limit = known.chargeCurrentLimit {
      if let isEnabled = known.chargeEnabled {
        judge(
          .chargeEnabledAtZero, .chargeCurrentLimit,
          isEnabled && limit.milli == 0, limit.number, id: known.permissions,
          delay: delay(.chargeEnabledAtZeroReaction))
      }
      if known.hasForceChargeBit {
        judge(
          .forceChargeAtZero, .chargeCurrentLimit,
          known.isForceChargeAsked && limit.milli == 0, limit.number,
          id: limit.id, delay: delay(.forceChargeAtZeroReaction))
      }
    }
    if let limit = known.dischargeCurrentLimit,
      let isEnabled = known.dischargeEnabled
    {
      judge(
        .dischargeEnabledAtZero, .dischargeCurrentLimit,
        isEnabled && limit.milli == 0, limit.number, id: known.permissions,
        delay: delay(.dischargeEnabledAtZeroReaction))
    }
  }

  /// A fault that has left the limits as high as they ever were.
  mutating func judgeFaults(_ link: inout BatteryLink) {
    guard let charge = known.chargeCurrentLimit,
      let discharge = known.dischargeCurrentLimit
    else { return }
    let voltage = known.chargeVoltageLimit?.milli ?? 0
    known.highestVoltageLimit = max(known.highestVoltageLimit, voltage)
    known.highestChargeLimit = max(known.highestChargeLimit, charge.milli)
    known.highestDischargeLimit = max(
      known.highestDischargeLimit, discharge.milli)
    guard let carrier = known.faultCarrier ?? known.protections else { return }
    var isForbidden = link.prohibition(of: .charge) != nil
    if link.prohibition(of: .discharge) != nil { isForbidden = true }
    let isUnchanged =
      charge.milli == known.highestChargeLimit
      && discharge.milli == known.highestDischargeLimit
      && voltage == known.highestVoltageLimit
    judge(
      .faultWithoutLimits, nil,
      known.fault != nil && isUnchanged && !isForbidden, id: carrier,
      delay: delay(.faultWithoutLimitsReaction), fault: known.fault)
  }

  /// Two batteries that contradict each other.
  mutating func judgeSOC(_ link: inout BatteryLink) {
    guard let soc = known.soc, settings.canCheck(.twoMasters) else { return }
    known.alternatingSOC.take(
      soc.milli, least: settings.milli(.twoMastersSOC), most: 1000)
    judge(
      .twoMasters, .soc,
      known.alternatingSOC.count &* 1000 >= settings.milli(.twoMastersCount),
      soc.number, id: soc.id)
  }
}
