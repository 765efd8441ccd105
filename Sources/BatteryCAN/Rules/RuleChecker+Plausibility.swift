// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

internal import CANBus

// Measurements beside the limits for them, and those that cannot be.
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
        .voltageAboveLimitReaction)
      judgeVoltage(
        .limitBelowVoltage, .chargeVoltageLimit, excess, limit, voltage.number,
        current.milli < settings.milli(.limitBelowVoltageCurrent),
        .limitBelowVoltageTolerance, .limitBelowVoltageFar,
        .limitBelowVoltageReaction)
    }
    if let cutOff = known.dischargeVoltageLimit, cutOff.milli > 0 {
      judgeVoltage(
        .voltageBelowCutOff, .voltage, cutOff.milli &- voltage.milli, voltage,
        cutOff.number,
        0 &- current.milli >= settings.milli(.voltageBelowCutOffCurrent),
        .voltageBelowCutOffTolerance, .voltageBelowCutOffFar,
        .voltageBelowCutOffReaction)
    }
  }

  private static var voltageRules: UInt64 {
    Rule.voltageAboveLimit.bit | Rule.limitBelowVoltage.bit
      | Rule.voltageBelowCutOff.bit
  }

  /// Whether any of some rules is broken or may be soon, or was not judged yet.
  private func isBrokenOrNew(_ rules: UInt64) -> Bool {
    active & rules != 0 || judged & rules != rules
  }

  private mutating func judgeVoltage(
    _ rule: Rule, _ field: Field, _ excess: Int64, _ value: RuleKnowledge.Known,
    _ bound: DecimalNumber, _ counts: Bool, _ tolerance: RuleParameter,
    _ far: RuleParameter, _ reaction: RuleParameter
  ) {
    let isBroken = counts && excess > settings.milli(tolerance)
    let isFar = isBroken && excess > settings.milli(far)
    let delay = isFar ? Self.nextFrame : delay(reaction)
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

  /// Temperatures that no battery has; a second frame has to confirm them.
  mutating func judgePlausibility(_ link: inout BatteryLink) {
    judgeTemperature(.temperature, known.temperature)
    judgeTemperature(.temperatureMin, known.temperatureMin)
    judgeTemperature(.temperatureMax, known.temperatureMax)
  }

  /// Currents far beyond both limits; a second frame has to confirm them.
  mutating func judgePlausibility(of current: RuleKnowledge.Known) {
    guard let charge = known.chargeCurrentLimit,
      let discharge = known.dischargeCurrentLimit
    else { return }
    // Five times what is allowed, and 100 A more, is no overload any more.
    let most = 5 &* max(charge.milli, discharge.milli) &+ 100_000
    judge(
      .implausibleValue, .current,
      current.milli.magnitude > most.magnitude, current.number,
      DecimalNumber(most, decimals: 3).short, id: current.id,
      delay: Self.nextFrame)
  }

  private mutating func judgeTemperature(
    _ field: Field, _ temperature: RuleKnowledge.Known?
  ) {
    guard let temperature else { return }
    let isCold =
      temperature.milli < settings.milli(.implausibleValueTemperatureMin)
    let isHot =
      temperature.milli > settings.milli(.implausibleValueTemperatureMax)
    if !isCold, !isHot, !isBrokenOrNew(Rule.implausibleValue.bit) { return }
    let bound: RuleParameter =
      isCold ? .implausibleValueTemperatureMin : .implausibleValueTemperatureMax
    judge(
      .implausibleValue, field, isCold || isHot, temperature.number,
      settings[bound], id: temperature.id, delay: Self.nextFrame)
  }
}
