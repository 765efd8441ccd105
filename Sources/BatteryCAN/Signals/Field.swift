// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

/// The signals that messages have, by the names that every output uses.
@nonexhaustive
public enum Field: UInt8, Sendable {
  /// The highest voltage to charge with (CVL).
  case chargeVoltageLimit
  /// The highest current to charge with (CCL).
  case chargeCurrentLimit
  /// The highest current to discharge with (DCL).
  case dischargeCurrentLimit
  /// The discharge cut-off voltage (DVL).
  case dischargeVoltageLimit
  /// State of charge.
  case soc
  /// State of health.
  case soh
  /// State of charge to a hundredth of a percent.
  case socHighResolution
  /// Battery voltage.
  case voltage
  /// Battery current, positive while charging.
  case current
  /// Temperature of the battery.
  case temperature
  /// What made the BMS cut the battery off.
  case protections
  /// What the BMS warns of.
  case alarms
  /// How many modules work in parallel.
  case moduleCount
  /// Whether the battery may be charged.
  case chargeEnabled
  /// Whether the battery may be discharged.
  case dischargeEnabled
  /// Whether the battery must be charged at once.
  case forceCharge
  /// What the dialect calls that request.
  case forceChargeKind
  /// Whether the battery wants a full charge, to correct its SOC.
  case fullCharge
  /// Who made the battery, or whom it claims to be made by.
  case manufacturer

  /// How many fields there are; their raw values are 0 to `count` - 1.
  public static var count: Int { 19 }

  /// The name in JSON and CSV, with the unit at its end.
  public var key: StaticString {
    switch self {
    case .chargeVoltageLimit: "charge_voltage_limit_v"
    case .chargeCurrentLimit: "charge_current_limit_a"
    case .dischargeCurrentLimit: "discharge_current_limit_a"
    case .dischargeVoltageLimit: "discharge_voltage_limit_v"
    case .soc: "soc_percent"
    case .soh: "soh_percent"
    case .socHighResolution: "soc_high_resolution_percent"
    case .voltage: "voltage_v"
    case .current: "current_a"
    case .temperature: "temperature_c"
    case .protections: "protections"
    case .alarms: "alarms"
    case .moduleCount: "module_count"
    case .chargeEnabled: "charge_enabled"
    case .dischargeEnabled: "discharge_enabled"
    case .forceCharge: "force_charge"
    case .forceChargeKind: "force_charge_kind"
    case .fullCharge: "full_charge"
    case .manufacturer: "manufacturer"
    }
  }

  /// The unit of the number, or nothing.
  public var unit: StaticString {
    switch self {
    case .chargeVoltageLimit, .dischargeVoltageLimit, .voltage:
      Units.Volts.symbol
    case .chargeCurrentLimit, .dischargeCurrentLimit, .current:
      Units.Amperes.symbol
    case .soc, .soh, .socHighResolution: Units.Percent.symbol
    case .temperature: Units.DegreesCelsius.symbol
    case .protections, .alarms, .moduleCount, .chargeEnabled,
      .dischargeEnabled, .forceCharge, .forceChargeKind, .fullCharge,
      .manufacturer:
      ""
    }
  }
}
