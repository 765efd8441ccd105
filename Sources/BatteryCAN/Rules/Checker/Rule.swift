// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

internal import CANBus

/// Something that a battery and its inverter have to keep to.
///
/// A rule comes from the manual of a battery, from a document of a dialect, or
/// from what has gone wrong in the field; ``source`` says which. What it allows
/// is set by its ``RuleParameter``s. <doc:Rules> lists them all.
///
/// Each of them stands in a file of its own, or of its family: what it says, its
/// numbers, and how it judges.
@nonexhaustive
public enum Rule: UInt8, Sendable {
  /// The charge voltage limit is one that the cells can take.
  case chargeVoltageLimit
  /// The charge current limit is one that the packs can take.
  case chargeCurrentLimit
  /// The discharge current limit is one that the packs can give.
  case dischargeCurrentLimit
  /// The discharge cut-off voltage is one that the cells can take.
  case cutOffVoltage
  /// The battery has as many packs as it can and should have.
  case packCount
  /// A battery that is nearly empty asks to be charged.
  case forceChargeMissing
  /// The force charge is no longer asked for when it was given.
  case forceChargeLatched
  /// A battery that was not full for a month asks for a full charge.
  case fullChargeMissing
  /// A full charge is not asked for before that.
  case fullChargeEarly
  /// The full charge is no longer asked for when it was given.
  case fullChargeLatched
  /// Charging is forbidden where it is too cold or too hot for it.
  case chargeTemperature
  /// Discharging is forbidden where it is too cold or too hot for it.
  case dischargeTemperature
  /// An over-discharged battery is recharged in time.
  case overDischarged
  /// The inverter charges with no more current than allowed.
  case chargeCurrent
  /// The inverter discharges with no more current than allowed.
  case dischargeCurrent
  /// The discharge cut-off voltage is below the charge voltage limit.
  case cutOffAboveChargeVoltage
  /// A force charge that is asked for is given.
  case forceChargeIgnored
  /// A full charge that is asked for is given.
  case fullChargeIgnored
  /// 0x360 does not ask for a charge all of the time.
  case chargeRequestLatched
  /// Charging is not permitted and forbidden at the same time.
  case chargeEnabledAtZero
  /// Discharging is not permitted and forbidden at the same time.
  case dischargeEnabledAtZero
  /// A force charge is not asked for and forbidden at the same time.
  case forceChargeAtZero
  /// A current that is forbidden is sent as 0.
  case smallLimit
  /// Current limits are not negative.
  case negativeLimit
  /// What the inverter steers by is available.
  case notAvailable
  /// A battery that has a fault lowers its limits.
  case faultWithoutLimits
  /// The battery is not silent for longer than its dialect allows.
  case silence
  /// The inverter answers.
  case inverterSilent
  /// One battery speaks, and not two.
  case twoMasters
  /// Measurements move while the battery is in use.
  case frozenValues
  /// The SOC moves while charge flows.
  case frozenSOC
  /// The voltage is not above the charge voltage limit while current flows in.
  case voltageAboveLimit
  /// The voltage is not below the discharge cut-off voltage while current flows out.
  case voltageBelowCutOff
  /// The charge voltage limit is not below the voltage of a battery that is not
  /// charged.
  case limitBelowVoltage
  /// What is measured can be.
  case implausibleValue
  /// The cells are within what they can take while the limits allow more.
  case cellVoltage
  /// The cells are in balance while the limits allow more.
  case cellSpread
  /// Charging that is forbidden by current is forbidden by voltage as well.
  case chargeAtUnchangedVoltage
  /// Frames are as long as the inverter expects them.
  case shortFrame
  /// The bus has no errors.
  case busErrors
  /// There is no pause that may be a silence.
  case busSilent

  /// What is known of the rule.
  var definition: RuleDefinition {
    switch self {
    case .chargeVoltageLimit: .chargeVoltageLimit
    case .chargeCurrentLimit: .chargeCurrentLimit
    case .dischargeCurrentLimit: .dischargeCurrentLimit
    case .cutOffVoltage: .cutOffVoltage
    case .packCount: .packCount
    case .forceChargeMissing: .forceChargeMissing
    case .forceChargeLatched: .forceChargeLatched
    case .fullChargeMissing: .fullChargeMissing
    case .fullChargeEarly: .fullChargeEarly
    case .fullChargeLatched: .fullChargeLatched
    case .chargeTemperature: .chargeTemperature
    case .dischargeTemperature: .dischargeTemperature
    case .overDischarged: .overDischarged
    case .chargeCurrent: .chargeCurrent
    case .dischargeCurrent: .dischargeCurrent
    case .cutOffAboveChargeVoltage: .cutOffAboveChargeVoltage
    case .forceChargeIgnored: .forceChargeIgnored
    case .fullChargeIgnored: .fullChargeIgnored
    case .chargeRequestLatched: .chargeRequestLatched
    case .chargeEnabledAtZero: .chargeEnabledAtZero
    case .dischargeEnabledAtZero: .dischargeEnabledAtZero
    case .forceChargeAtZero: .forceChargeAtZero
    case .smallLimit: .smallLimit
    case .negativeLimit: .negativeLimit
    case .notAvailable: .notAvailable
    case .faultWithoutLimits: .faultWithoutLimits
    case .silence: .silence
    case .inverterSilent: .inverterSilent
    case .twoMasters: .twoMasters
    case .frozenValues: .frozenValues
    case .frozenSOC: .frozenSOC
    case .voltageAboveLimit: .voltageAboveLimit
    case .voltageBelowCutOff: .voltageBelowCutOff
    case .limitBelowVoltage: .limitBelowVoltage
    case .implausibleValue: .implausibleValue
    case .cellVoltage: .cellVoltage
    case .cellSpread: .cellSpread
    case .chargeAtUnchangedVoltage: .chargeAtUnchangedVoltage
    case .shortFrame: .shortFrame
    case .busErrors: .busErrors
    case .busSilent: .busSilent
    }
  }
}

extension Rule {
  /// How many rules there are; their raw values are 0 to `count` - 1.
  public static var count: Int {
    var count = 0
    forEach { _ in count &+= 1 }
    return count
  }

  /// Does something for each rule, in their order.
  static func forEach(_ body: (Rule) -> Void) {
    var index: UInt8 = 0
    while let rule = Rule(rawValue: index) {
      body(rule)
      index &+= 1
    }
  }

  /// The name in options, JSON, CSV and text.
  public var name: StaticString { definition.name }
  /// What has to hold, in one line.
  public var title: StaticString { definition.title }
  /// Why it matters.
  public var why: StaticString { definition.why }
  /// Whether a broken rule is a fault, or a hint that something may be wrong.
  public var severity: Severity { definition.severity }

  /// What a broken rule is.
  public enum Severity: UInt8, Sendable {
    /// Something is wrong.
    case fault
    /// It may be wrong, or meant so.
    case hint

    /// The name in JSON, CSV and text.
    public var name: StaticString {
      switch self {
      case .fault: "fault"
      case .hint: "hint"
      }
    }
  }

  /// What has happened if it is broken: a sentence without its full stop.
  public var broken: StaticString { definition.broken }
  /// What the bound of a finding is called, such as `limit` or `timeout`.
  public var boundWord: StaticString { definition.boundWord }
  /// The unit of the values of findings, if they are not those of a signal.
  public var unit: StaticString? { definition.unit }
  /// Who says so.
  public var source: StaticString { definition.source }
  /// What has to be on the bus for the rule to be checked.
  public var needs: StaticString { definition.needs }

  /// The rule's place in a set of bits.
  var bit: UInt64 { 1 &<< UInt64(widening: UInt32(rawValue)) }
}
