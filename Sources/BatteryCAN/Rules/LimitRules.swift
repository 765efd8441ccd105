// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

internal import CANBus

// Limits that the cells and packs can take, and that say what is meant.

extension RuleDefinition {
  static var chargeVoltageLimit: RuleDefinition {
    RuleDefinition(
      "charge_voltage_limit",
      "charge voltage limit from min_v to max_v",
      broken: "The charge voltage limit was outside what the cells can take",
      why: """
        The inverter charges up to this voltage: too high a limit overcharges \
        the cells, too low a one never fills them, or empties the battery.
        """,
      source: "manual of the battery; else 2.5 to 3.65 V a cell of LFP",
      needs: "a charge voltage limit",
      numbers: RuleNumbers(
        RuleNumber("min_v", .volts),
        RuleNumber("max_v", .volts)))
  }

  static var chargeCurrentLimit: RuleDefinition {
    RuleDefinition(
      "charge_current_limit",
      "charge current limit of at most pack_a for each pack",
      broken: "The charge current limit was above what the packs can take",
      why: """
        The inverter takes what it is offered: a limit beyond what the packs \
        can take trips their protection.
        """,
      source: "manual of the battery", needs: "a charge current limit",
      numbers: RuleNumbers(
        RuleNumber("pack_a", .amperes)))
  }

  static var dischargeCurrentLimit: RuleDefinition {
    RuleDefinition(
      "discharge_current_limit",
      "discharge current limit of at most pack_a for each pack",
      broken: "The discharge current limit was above what the packs can give",
      why: """
        The inverter takes what it is offered: a limit beyond what the packs \
        can give trips their protection, and the house goes dark.
        """,
      source: "manual of the battery", needs: "a discharge current limit",
      numbers: RuleNumbers(
        RuleNumber("pack_a", .amperes)))
  }

  static var cutOffVoltage: RuleDefinition {
    RuleDefinition(
      "cut_off_voltage",
      "discharge cut-off voltage of at least min_v",
      broken: "The discharge cut-off voltage was below what the cells can take",
      why: """
        The inverter discharges down to this voltage: below what the cells \
        can take, they are damaged for good.
        """,
      source: "manual of the battery; else 2.5 V a cell of LFP",
      needs: "a discharge cut-off voltage",
      numbers: RuleNumbers(
        RuleNumber("min_v", .volts)))
  }

  static var cutOffAboveChargeVoltage: RuleDefinition {
    RuleDefinition(
      "cut_off_above_charge_voltage",
      "discharge cut-off voltage below the charge voltage limit",
      broken:
        "The discharge cut-off voltage was not below the charge voltage limit",
      why: """
        There is no voltage at which the battery could be used: inverters \
        refuse such limits, or stop.
        """,
      source: "field: exchanged bytes and wrong settings of emulators",
      needs: "a charge voltage limit and a discharge cut-off voltage")
  }

  static var smallLimit: RuleDefinition {
    RuleDefinition(
      "small_limit",
      "no current limit above 0 and up to max_a",
      broken: "A current limit was small and not 0",
      why: """
        What is meant as a stop is none to an inverter that waits for 0: it \
        switches on and off, or goes on.
        """,
      source: "field: emulators that send 0.1 A for 0",
      needs: "a current limit",
      numbers: RuleNumbers(
        RuleNumber("max_a", .amperes, tenths: 1),
        RuleNumber("reaction_s", .seconds, 60)),
      delay: .smallLimitReaction)
  }

  static var negativeLimit: RuleDefinition {
    RuleDefinition(
      "negative_limit",
      "no current limit below 0",
      broken: "A current limit was negative",
      why: """
        Most inverters take the two bytes as an unsigned number, and -10 A for \
        a limit of 6543.6 A.
        """,
      source: "field: diyBMS, early versions; bms-to-inverter",
      needs: "a current limit")
  }
}

extension RuleParameter {
  /// The lowest voltage, in volts.
  public static var chargeVoltageLimitMin: RuleParameter {
    RuleParameter(.chargeVoltageLimit, 0)
  }
  /// The highest voltage, in volts.
  public static var chargeVoltageLimitMax: RuleParameter {
    RuleParameter(.chargeVoltageLimit, 1)
  }
  /// The highest limit for each pack, in amperes.
  public static var chargeCurrentLimitPack: RuleParameter {
    RuleParameter(.chargeCurrentLimit, 0)
  }
  /// The highest limit for each pack, in amperes.
  public static var dischargeCurrentLimitPack: RuleParameter {
    RuleParameter(.dischargeCurrentLimit, 0)
  }
  /// The lowest voltage, in volts.
  public static var cutOffVoltageMin: RuleParameter {
    RuleParameter(.cutOffVoltage, 0)
  }
  /// The highest limit that counts as small, in amperes.
  public static var smallLimitMax: RuleParameter {
    RuleParameter(.smallLimit, 0)
  }
  /// After how many seconds it has to be so.
  public static var smallLimitReaction: RuleParameter {
    RuleParameter(.smallLimit, 1)
  }
}

extension RuleChecker {
  mutating func judgeLimits(_ link: inout BatteryLink) {
    judgeVoltageLimit(&link)
    judgeCurrentLimits(&link)
    judgeCutOff(&link)
    judgeNegative(.chargeCurrentLimit, &link)
    judgeNegative(.dischargeCurrentLimit, &link)
    judgeSmall(.chargeCurrentLimit, known.chargeCurrentLimit)
    judgeSmall(.dischargeCurrentLimit, known.dischargeCurrentLimit)
  }

  mutating func judgeVoltageLimit(_ link: inout BatteryLink) {
    guard let limit = known.chargeVoltageLimit else { return }
    guard settings.canCheck(.chargeVoltageLimit) else {
      judgeVoltageLimitOfAny(limit)
      return
    }
    let isLow = limit.milli < settings.milli(.chargeVoltageLimitMin)
    let isHigh = limit.milli > settings.milli(.chargeVoltageLimitMax)
    let bound: RuleParameter =
      isLow ? .chargeVoltageLimitMin : .chargeVoltageLimitMax
    judge(
      .chargeVoltageLimit, .chargeVoltageLimit, isLow || isHigh, limit.number,
      settings[bound], id: limit.id)
  }

  /// Judges a limit of a battery whose numbers are not known: by the widest
  /// bounds that batteries of its voltage have, or if that is not known either, by
  /// 0 V, with which none can be charged.
  private mutating func judgeVoltageLimitOfAny(_ limit: RuleKnowledge.Known) {
    guard settings[.chargeVoltageLimit] else { return }
    let isKnown = known.systemVoltage != .unknown
    let bounds = known.systemVoltage.bounds
    let isLow = limit.milli < bounds.lowest
    let isBroken = isLow || limit.milli > bounds.highest
    guard isKnown || isBroken || active & Rule.chargeVoltageLimit.bit != 0
    else { return }
    let bound = DecimalNumber(
      (isLow ? bounds.lowest : bounds.highest) / 1000)
    judgeWithoutNumbers(
      .chargeVoltageLimit, .chargeVoltageLimit, isBroken, limit.number,
      isKnown ? bound : nil, id: limit.id, isObserved: isKnown)
  }

  mutating func judgeCurrentLimits(_ link: inout BatteryLink) {
    judgeCurrentLimit(
      .chargeCurrentLimit, .chargeCurrentLimit, .chargeCurrentLimitPack,
      known.chargeCurrentLimit)
    judgeCurrentLimit(
      .dischargeCurrentLimit, .dischargeCurrentLimit,
      .dischargeCurrentLimitPack, known.dischargeCurrentLimit)
  }

  private mutating func judgeCurrentLimit(
    _ rule: Rule, _ field: Field, _ parameter: RuleParameter,
    _ limit: RuleKnowledge.Known?
  ) {
    guard settings.canCheck(rule), let limit, let packs else { return }
    let most = settings.milli(parameter).multipliedReportingOverflow(by: packs)
    guard !most.overflow else { return }
    judge(
      rule, field, limit.milli > most.partialValue, limit.number,
      DecimalNumber(most.partialValue, decimals: 3).short, id: limit.id)
  }

  mutating func judgeCutOff(_ link: inout BatteryLink) {
    guard let cutOff = known.dischargeVoltageLimit else { return }
    judge(
      .cutOffVoltage, .dischargeVoltageLimit,
      cutOff.milli < settings.milli(.cutOffVoltageMin), cutOff.number,
      settings[.cutOffVoltageMin], id: cutOff.id)
    guard let limit = known.chargeVoltageLimit else { return }
    judge(
      .cutOffAboveChargeVoltage, .dischargeVoltageLimit,
      cutOff.milli >= limit.milli, cutOff.number, limit.number, id: cutOff.id)
  }

  private mutating func judgeNegative(
    _ field: Field, _ link: inout BatteryLink
  ) {
    guard known.current != nil,
      case .value(.number(let limit)) = link.reader.reading(of: field)
    else { return }
    let isNegative = link.reader.note(of: field) == .negativeLimit
    judge(
      .negativeLimit, field, isNegative,
      DecimalNumber(0 &- limit.significand, decimals: limit.decimals),
      DecimalNumber(0), id: known.current)
  }

  private mutating func judgeSmall(
    _ field: Field, _ limit: RuleKnowledge.Known?
  ) {
    guard let limit else { return }
    judge(
      .smallLimit, field,
      limit.milli > 0 && limit.milli <= settings.milli(.smallLimitMax),
      limit.number, settings[.smallLimitMax], id: limit.id)
  }
}

/// Which batteries have a voltage: for what holds for all of them.
enum SystemVoltage: Sendable {
  case unknown, volts12, volts24, volts48

  /// The one that a battery with a voltage in thousandths has.
  init(_ milli: Int64) {
    switch milli {
    case 9_000...16_500: self = .volts12
    case 18_000...33_000: self = .volts24
    case 36_000...63_000: self = .volts48
    default: self = .unknown
    }
  }

  /// Between which voltages in thousandths any of them is charged.
  var bounds: (lowest: Int64, highest: Int64) {
    switch self {
    case .unknown: (1, .max)
    case .volts12: (9_000, 16_500)
    case .volts24: (18_000, 33_000)
    case .volts48: (36_000, 63_000)
    }
  }
}
