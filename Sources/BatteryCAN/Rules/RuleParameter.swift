// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

/// A number that a rule is checked with.
///
/// It is set by a ``BatteryProfile``, by whoever checks, or has a default.
@nonexhaustive
public enum RuleParameter: UInt8, Sendable {
  /// The lowest voltage, in volts.
  case chargeVoltageLimitMin
  /// The highest voltage, in volts.
  case chargeVoltageLimitMax
  /// The highest limit for each pack, in amperes.
  case chargeCurrentLimitPack
  /// The highest limit for each pack, in amperes.
  case dischargeCurrentLimitPack
  /// The lowest voltage, in volts.
  case cutOffVoltageMin
  /// The lowest count.
  case packCountMin
  /// The highest count.
  case packCountMax
  /// After how many seconds it has to be so.
  case packCountReaction
  /// The state of charge, in percent.
  case forceChargeMissingSOC
  /// After how many seconds it has to be so.
  case forceChargeMissingReaction
  /// The state of charge, in percent.
  case forceChargeLatchedSOC
  /// After how many seconds it has to be so.
  case forceChargeLatchedReaction
  /// The state of charge, in percent.
  case fullChargeMissingSOC
  /// After how many days.
  case fullChargeMissingDays
  /// The state of charge, in percent.
  case fullChargeEarlySOC
  /// After how many days.
  case fullChargeEarlyDays
  /// The state of charge, in percent.
  case fullChargeLatchedSOC
  /// After how many seconds it has to be so.
  case fullChargeLatchedReaction
  /// The lowest temperature, in degrees Celsius.
  case chargeTemperatureMin
  /// The highest temperature, in degrees Celsius.
  case chargeTemperatureMax
  /// After how many seconds it has to be so.
  case chargeTemperatureReaction
  /// The lowest temperature, in degrees Celsius.
  case dischargeTemperatureMin
  /// The highest temperature, in degrees Celsius.
  case dischargeTemperatureMax
  /// After how many seconds it has to be so.
  case dischargeTemperatureReaction
  /// The state of charge, in percent.
  case overDischargedSOC
  /// After how many hours.
  case overDischargedHours
  /// How far beyond the limit is tolerated, in amperes.
  case chargeCurrentTolerance
  /// The same in percent of the limit; the larger one counts.
  case chargeCurrentTolerancePercent
  /// After how many seconds it has to be so.
  case chargeCurrentReaction
  /// How far beyond the limit is tolerated, in amperes.
  case dischargeCurrentTolerance
  /// The same in percent of the limit; the larger one counts.
  case dischargeCurrentTolerancePercent
  /// After how many seconds it has to be so.
  case dischargeCurrentReaction
  /// The least current that counts, in amperes.
  case forceChargeIgnoredCurrent
  /// For how many seconds it is waited.
  case forceChargeIgnoredPatience
  /// The state of charge, in percent.
  case fullChargeIgnoredSOC
  /// For how many hours it is waited.
  case fullChargeIgnoredPatience
  /// After how many hours.
  case chargeRequestLatchedHours
  /// After how many seconds it has to be so.
  case chargeEnabledAtZeroReaction
  /// After how many seconds it has to be so.
  case dischargeEnabledAtZeroReaction
  /// After how many seconds it has to be so.
  case forceChargeAtZeroReaction
  /// The highest limit that counts as small, in amperes.
  case smallLimitMax
  /// After how many seconds it has to be so.
  case smallLimitReaction
  /// After how many seconds it has to be so.
  case faultWithoutLimitsReaction
  /// After how many seconds it is silent; by the dialect if not set.
  case silenceTimeout
  /// After how many seconds it is silent; by the dialect if not set.
  case inverterSilentTimeout
  /// How far the state of charge goes to and fro, in percent.
  case twoMastersSOC
  /// How often one after the other.
  case twoMastersCount
  /// The least current that counts, in amperes.
  case frozenValuesCurrent
  /// For how many seconds they may be the same.
  case frozenValuesHold
  /// The capacity of a pack in ampere-hours; what the battery says if not set.
  case frozenSOCPack
  /// How much of the capacity may flow, in percent.
  case frozenSOCShare
  /// The least current that counts, in amperes.
  case frozenSOCCurrent
  /// How far beyond the limit is tolerated, in volts.
  case voltageAboveLimitTolerance
  /// How far beyond it two measurements in a row must be to count at once, in volts.
  case voltageAboveLimitFar
  /// The least current that counts, in amperes.
  case voltageAboveLimitCurrent
  /// After how many seconds it has to be so.
  case voltageAboveLimitReaction
  /// How far beyond the limit is tolerated, in volts.
  case voltageBelowCutOffTolerance
  /// How far beyond it two measurements in a row must be to count at once, in volts.
  case voltageBelowCutOffFar
  /// The least current that counts, in amperes.
  case voltageBelowCutOffCurrent
  /// After how many seconds it has to be so.
  case voltageBelowCutOffReaction
  /// How far beyond the limit is tolerated, in volts.
  case limitBelowVoltageTolerance
  /// How far beyond it two measurements in a row must be to count at once, in volts.
  case limitBelowVoltageFar
  /// From which current on the battery is charged, in amperes.
  case limitBelowVoltageCurrent
  /// After how many seconds it has to be so.
  case limitBelowVoltageReaction
  /// The lowest temperature, in degrees Celsius.
  case implausibleValueTemperatureMin
  /// The highest temperature, in degrees Celsius.
  case implausibleValueTemperatureMax

  /// How many parameters there are; their raw values are 0 to `count` - 1.
  public static var count: Int { 66 }

  /// The rule that it belongs to.
  public var rule: Rule { definition.rule }
  /// The name within the rule, which ends in the unit.
  public var key: StaticString { definition.key }
  /// The value unless it is set, or `nil` if the rule is not checked without,
  /// or, for a timeout, if the dialect says it.
  public var standard: DecimalNumber? { definition.standard }
}

/// What a parameter is called, and its default.
struct RuleParameterDefinition {
  let rule: Rule
  let key: StaticString
  let standard: DecimalNumber?

  init(_ rule: Rule, _ key: StaticString, _ standard: Int64? = nil) {
    self.init(rule, key, tenths: standard.map { $0 &* 10 })
  }

  init(_ rule: Rule, _ key: StaticString, tenths: Int64?) {
    self.rule = rule
    self.key = key
    self.standard = tenths.map {
      let number = DecimalNumber($0, decimals: 1)
      return number.rescaled(to: 0) ?? number
    }
  }
}

extension RuleParameter {
  /// The row of the parameter.
  var definition: RuleParameterDefinition {
    typealias Row = RuleParameterDefinition
    return switch self {
    case .chargeVoltageLimitMin: Row(.chargeVoltageLimit, "min_v")
    case .chargeVoltageLimitMax: Row(.chargeVoltageLimit, "max_v")
    case .chargeCurrentLimitPack: Row(.chargeCurrentLimit, "pack_a")
    case .dischargeCurrentLimitPack: Row(.dischargeCurrentLimit, "pack_a")
    case .cutOffVoltageMin: Row(.cutOffVoltage, "min_v")
    case .packCountMin: Row(.packCount, "min", 1)
    case .packCountMax: Row(.packCount, "max")
    case .packCountReaction: Row(.packCount, "reaction_s", 60)
    case .forceChargeMissingSOC: Row(.forceChargeMissing, "soc_percent")
    case .forceChargeMissingReaction:
      Row(.forceChargeMissing, "reaction_s", 60)
    case .forceChargeLatchedSOC: Row(.forceChargeLatched, "soc_percent", 30)
    case .forceChargeLatchedReaction:
      Row(.forceChargeLatched, "reaction_s", 60)
    case .fullChargeMissingSOC: Row(.fullChargeMissing, "soc_percent")
    case .fullChargeMissingDays: Row(.fullChargeMissing, "days", 31)
    case .fullChargeEarlySOC: Row(.fullChargeEarly, "soc_percent")
    case .fullChargeEarlyDays: Row(.fullChargeEarly, "days", 28)
    case .fullChargeLatchedSOC: Row(.fullChargeLatched, "soc_percent", 97)
    case .fullChargeLatchedReaction:
      Row(.fullChargeLatched, "reaction_s", 14_400)
    case .chargeTemperatureMin: Row(.chargeTemperature, "min_c")
    case .chargeTemperatureMax: Row(.chargeTemperature, "max_c")
    case .chargeTemperatureReaction: Row(.chargeTemperature, "reaction_s", 60)
    case .dischargeTemperatureMin: Row(.dischargeTemperature, "min_c")
    case .dischargeTemperatureMax: Row(.dischargeTemperature, "max_c")
    case .dischargeTemperatureReaction:
      Row(.dischargeTemperature, "reaction_s", 60)
    case .overDischargedSOC: Row(.overDischarged, "soc_percent")
    case .overDischargedHours: Row(.overDischarged, "hours", 12)
    case .chargeCurrentTolerance: Row(.chargeCurrent, "tolerance_a", 2)
    case .chargeCurrentTolerancePercent:
      Row(.chargeCurrent, "tolerance_percent", 5)
    case .chargeCurrentReaction: Row(.chargeCurrent, "reaction_s", 10)
    case .dischargeCurrentTolerance: Row(.dischargeCurrent, "tolerance_a", 2)
    case .dischargeCurrentTolerancePercent:
      Row(.dischargeCurrent, "tolerance_percent", 5)
    case .dischargeCurrentReaction: Row(.dischargeCurrent, "reaction_s", 10)
    case .forceChargeIgnoredCurrent:
      Row(.forceChargeIgnored, "current_a", tenths: 5)
    case .forceChargeIgnoredPatience:
      Row(.forceChargeIgnored, "patience_s", 300)
    case .fullChargeIgnoredSOC: Row(.fullChargeIgnored, "soc_percent", 97)
    case .fullChargeIgnoredPatience: Row(.fullChargeIgnored, "patience_h", 72)
    case .chargeRequestLatchedHours: Row(.chargeRequestLatched, "hours", 24)
    case .chargeEnabledAtZeroReaction:
      Row(.chargeEnabledAtZero, "reaction_s", 10)
    case .dischargeEnabledAtZeroReaction:
      Row(.dischargeEnabledAtZero, "reaction_s", 10)
    case .forceChargeAtZeroReaction: Row(.forceChargeAtZero, "reaction_s", 10)
    case .smallLimitMax: Row(.smallLimit, "max_a", tenths: 1)
    case .smallLimitReaction: Row(.smallLimit, "reaction_s", 60)
    case .faultWithoutLimitsReaction:
      Row(.faultWithoutLimits, "reaction_s", 30)
    case .silenceTimeout: Row(.silence, "timeout_s")
    case .inverterSilentTimeout: Row(.inverterSilent, "timeout_s")
    case .twoMastersSOC: Row(.twoMasters, "soc_percent", 3)
    case .twoMastersCount: Row(.twoMasters, "count", 5)
    case .frozenValuesCurrent: Row(.frozenValues, "current_a", 2)
    case .frozenValuesHold: Row(.frozenValues, "hold_s", 600)
    case .frozenSOCPack: Row(.frozenSOC, "pack_ah")
    case .frozenSOCShare: Row(.frozenSOC, "share_percent", 10)
    case .frozenSOCCurrent: Row(.frozenSOC, "current_a", 2)
    case .voltageAboveLimitTolerance:
      Row(.voltageAboveLimit, "tolerance_v", tenths: 1)
    case .voltageAboveLimitFar: Row(.voltageAboveLimit, "far_v", 1)
    case .voltageAboveLimitCurrent:
      Row(.voltageAboveLimit, "current_a", tenths: 5)
    case .voltageAboveLimitReaction: Row(.voltageAboveLimit, "reaction_s", 60)
    case .voltageBelowCutOffTolerance:
      Row(.voltageBelowCutOff, "tolerance_v", tenths: 1)
    case .voltageBelowCutOffFar: Row(.voltageBelowCutOff, "far_v", 1)
    case .voltageBelowCutOffCurrent:
      Row(.voltageBelowCutOff, "current_a", tenths: 5)
    case .voltageBelowCutOffReaction:
      Row(.voltageBelowCutOff, "reaction_s", 60)
    case .limitBelowVoltageTolerance:
      Row(.limitBelowVoltage, "tolerance_v", tenths: 1)
    case .limitBelowVoltageFar: Row(.limitBelowVoltage, "far_v", 1)
    case .limitBelowVoltageCurrent:
      Row(.limitBelowVoltage, "current_a", tenths: 5)
    case .limitBelowVoltageReaction: Row(.limitBelowVoltage, "reaction_s", 60)
    case .implausibleValueTemperatureMin: Row(.implausibleValue, "min_c", -60)
    case .implausibleValueTemperatureMax: Row(.implausibleValue, "max_c", 120)
    }
  }

  /// Whether it has a meaning for the rule without being set.
  ///
  /// The timeouts are those of the dialect then, and the capacity is what the
  /// battery says.
  public var isOptional: Bool {
    switch self {
    case .silenceTimeout, .inverterSilentTimeout, .frozenSOCPack: true
    default: false
    }
  }

  /// Whether a number makes sense for it.
  ///
  /// - Parameter number: The number, in the unit that the key ends in.
  /// - Returns: Whether it can be used: not negative but for temperatures, at
  ///   most three decimals, and no more than a million.
  public func accepts(_ number: DecimalNumber) -> Bool {
    guard let milli = number.rescaled(to: 3)?.significand else { return false }
    switch self {
    case .chargeTemperatureMin, .chargeTemperatureMax,
      .dischargeTemperatureMin, .dischargeTemperatureMax,
      .implausibleValueTemperatureMin, .implausibleValueTemperatureMax:
      return milli.magnitude <= 1_000_000
    default: return milli >= 0 && milli <= 1_000_000_000
    }
  }

  /// How many nanoseconds a thousandth of its unit is, of a time.
  var nanosecondsPerThousandth: Int64 {
    switch self {
    case .fullChargeMissingDays, .fullChargeEarlyDays: 86_400_000_000
    case .overDischargedHours, .fullChargeIgnoredPatience,
      .chargeRequestLatchedHours:
      3_600_000_000
    default: 1_000_000
    }
  }
}
