// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

internal import CANBus

// What the battery asks for, and what it gets.
extension RuleChecker {
  mutating func judgeRequests(_ link: inout BatteryLink) {
    guard let soc = known.soc else { return }
    if known.firstSOC == nil { known.firstSOC = place }
    judge(
      .overDischarged, .soc, soc.milli < settings.milli(.overDischargedSOC),
      soc.number, settings[.overDischargedSOC], id: soc.id,
      delay: delay(.overDischargedHours))
    if known.hasForceChargeBit { judgeForceChargeAsked(soc, &link) }
    if known.hasFullChargeBit { judgeFullCharge(soc, &link) }
  }

  private mutating func judgeForceChargeAsked(
    _ soc: RuleKnowledge.Known, _ link: inout BatteryLink
  ) {
    let isAsked = known.isForceChargeAsked
    judge(
      .forceChargeMissing, .soc,
      !isAsked && soc.milli < settings.milli(.forceChargeMissingSOC),
      soc.number, settings[.forceChargeMissingSOC], id: soc.id,
      delay: delay(.forceChargeMissingReaction))
    judge(
      .forceChargeLatched, .soc,
      isAsked && soc.milli >= settings.milli(.forceChargeLatchedSOC),
      soc.number, settings[.forceChargeLatchedSOC], id: soc.id,
      delay: delay(.forceChargeLatchedReaction))
  }

  private mutating func judgeFullCharge(
    _ soc: RuleKnowledge.Known, _ link: inout BatteryLink
  ) {
    let isAsked = known.isFullChargeAsked
    judgeEarly(soc, &link)
    let full = settings.milli(.fullChargeMissingSOC)
    if soc.milli >= full { known.lastFull = place }
    if soc.milli >= settings.milli(.fullChargeEarlySOC) {
      known.lastFullBeforeEarly = place
    }
    judge(
      .fullChargeMissing, .soc, !isAsked && soc.milli < full, soc.number,
      settings[.fullChargeMissingSOC], id: soc.id,
      delay: delay(.fullChargeMissingDays),
      since: known.lastFull ?? known.firstSOC)
    judge(
      .fullChargeLatched, .soc,
      isAsked && soc.milli >= settings.milli(.fullChargeLatchedSOC),
      soc.number, settings[.fullChargeLatchedSOC], id: soc.id,
      delay: delay(.fullChargeLatchedReaction))
    judge(
      .fullChargeIgnored, .soc,
      isAsked && soc.milli < settings.milli(.fullChargeIgnoredSOC),
      soc.number, settings[.fullChargeIgnoredSOC], id: soc.id,
      delay: delay(.fullChargeIgnoredPatience))
  }

  /// Judges a full charge that is asked for, when that begins.
  private mutating func judgeEarly(
    _ soc: RuleKnowledge.Known, _ link: inout BatteryLink
  ) {
    let isAsked = known.isFullChargeAsked
    defer { known.wasFullChargeAsked = isAsked }
    if !isAsked {
      keep(.fullChargeEarly, .soc)
      return
    }
    // What was asked before the capture may have been asked in time.
    guard known.wasFullChargeAsked == false, hasTime,
      let full = known.lastFullBeforeEarly
    else { return }
    let days = place.elapsed &- full.elapsed
    judge(
      .fullChargeEarly, .soc, days < delay(.fullChargeEarlyDays), soc.number,
      settings[.fullChargeEarlySOC], id: soc.id)
  }

  /// Judges whether charging current flows if it is asked for.
  mutating func judgeForceCharge(_ link: inout BatteryLink) {
    guard known.hasForceChargeBit, let current = known.batteryCurrent else {
      return
    }
    judge(
      .forceChargeIgnored, .current,
      known.isForceChargeAsked && link.prohibition(of: .charge) == nil
        && !link.presence.areLimitsSilent
        && current.milli < settings.milli(.forceChargeIgnoredCurrent),
      current.number, settings[.forceChargeIgnoredCurrent], id: current.id,
      delay: delay(.forceChargeIgnoredPatience))
  }
}
