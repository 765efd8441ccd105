// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

internal import CANBus

// Values that move while the battery is in use.

extension RuleDefinition {
  static var frozenValues: RuleDefinition {
    RuleDefinition(
      "frozen_values",
      "measurements change within hold_s while current_a or more flows",
      broken: "Voltage and current stayed the same while current flowed",
      why: """
        The sender repeats what it has read last, and the inverter steers a \
        battery that nobody watches any more.
        """,
      source: "field: gateways that have lost their BMS",
      needs: "voltage and current",
      numbers: RuleNumbers(
        RuleNumber("current_a", .amperes, 2),
        RuleNumber("hold_s", .seconds, 600)),
      delay: .frozenValuesHold)
  }

  static var frozenSOC: RuleDefinition {
    RuleDefinition(
      "frozen_soc",
      "SOC from 10 to 90 % changes before share_percent of the capacity flows",
      broken: "The SOC stayed the same while charge flowed",
      why: """
        The inverter stops discharging by the SOC: one that stands still lets \
        it empty the battery, or leaves it idle with charge in it.
        """,
      source: "field: gateways and BMS that count no charge",
      needs: "SOC, current, and a capacity",
      numbers: RuleNumbers(
        RuleNumber("pack_ah", .ampereHours, isOptional: true),
        RuleNumber("share_percent", .percent, 10),
        RuleNumber("current_a", .amperes, 2)))
  }
}

extension RuleParameter {
  /// The least current that counts, in amperes.
  public static var frozenValuesCurrent: RuleParameter {
    RuleParameter(.frozenValues, 0)
  }
  /// For how many seconds they may be the same.
  public static var frozenValuesHold: RuleParameter {
    RuleParameter(.frozenValues, 1)
  }
  /// The capacity of a pack in ampere-hours; what the battery says if not set.
  public static var frozenSOCPack: RuleParameter {
    RuleParameter(.frozenSOC, 0)
  }
  /// How much of the capacity may flow, in percent.
  public static var frozenSOCShare: RuleParameter {
    RuleParameter(.frozenSOC, 1)
  }
  /// The least current that counts, in amperes.
  public static var frozenSOCCurrent: RuleParameter {
    RuleParameter(.frozenSOC, 2)
  }
}

extension RuleChecker {
  /// Measurements that do not move.
  mutating func judgeFrozen(_ link: inout BatteryLink) {
    guard let current = known.batteryCurrent else { return }
    let isUsed =
      current.milli.magnitude
      >= settings.milli(.frozenValuesCurrent).magnitude
    let hold = settings.delay(of: .frozenValues)
    // A battery in use comes here each second.
    if isUsed, episodes.restartLast(.frozenValues, current, at: place) {
      watch(from: place.elapsed, hold)
      return
    }
    // Whatever was held until now has moved.
    keep(.frozenValues, .current)
    judge(
      .frozenValues, .current, isUsed, current.number, id: current.id)
  }

  /// A state of charge that does not move.
  mutating func judgeFlow(_ link: inout BatteryLink) {
    guard let soc = known.soc, let current = known.batteryCurrent,
      let most = chargeToMove()
    else { return }
    guard hasTime else { return lack(.frozenSOC, .time) }
    let counts =
      current.milli.magnitude >= settings.milli(.frozenSOCCurrent).magnitude
      && soc.milli >= 10_000 && soc.milli <= 90_000
    known.flow.take(counts ? current.milli : nil, at: place.elapsed)
    let hasMoved = known.flow.take(soc: soc.milli, at: place)
    if hasMoved, active & Rule.frozenSOC.bit != 0 { keep(.frozenSOC, .soc) }
    // What moves before that may not be needed has shown nothing yet.
    guard known.flow.total >= most else {
      if !observed.contains(.frozenSOC) { lack(.frozenSOC, .use) }
      return
    }
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
}

extension RuleKnowledge {
  /// The charge that has flowed since the SOC has changed, in milliamperes times
  /// milliseconds.
  struct ChargeFlow: Sendable {
    /// What has flowed into the battery.
    private(set) var charge: Int64 = 0
    /// What has flowed at all since the beginning, in either direction.
    private(set) var total: Int64 = 0
    /// Where the SOC has changed, or began to be looked at.
    private(set) var start: RuleFinding.Place?
    private var soc: Int64?
    /// The current that is measured, from when on: it is the same until another
    /// one is measured.
    private var latest: (milli: Int64, since: Int64)?

    /// A current between two frames that are farther apart, in nanoseconds, is
    /// not known.
    static var longestGap: Int64 { 60_000_000_000 }

    /// Whether the SOC has been known.
    var hasSOC: Bool { soc != nil }

    /// Takes the current from now on, or `nil` if it does not count.
    mutating func take(_ milli: Int64?, at elapsed: Int64) {
      defer { latest = milli.map { ($0, elapsed) } }
      guard let latest else { return }
      let time = max(0, elapsed &- latest.since) / 1_000_000
      let part = latest.milli.multipliedReportingOverflow(by: time)
      let sum = charge.addingReportingOverflow(part.partialValue)
      guard !part.overflow, !sum.overflow else {
        restart()
        return
      }
      charge = sum.partialValue
      let flowed = part.partialValue
      total &+= flowed < 0 ? 0 &- flowed : flowed
    }

    /// Takes the SOC.
    ///
    /// - Returns: Whether it is another one.
    mutating func take(soc: Int64, at place: RuleFinding.Place) -> Bool {
      let hasMoved = self.soc != nil && soc != self.soc
      self.soc = soc
      if hasMoved || start == nil {
        charge = 0
        start = place
      }
      return hasMoved
    }

    /// Forgets what was counted, since a part of it was not seen.
    mutating func restart() {
      charge = 0
      start = nil
      latest = nil
    }
  }
}
