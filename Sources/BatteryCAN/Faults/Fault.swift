// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

/// Something that a BMS protects its battery from, or warns of.
///
/// The names follow the tables of Pylontech V1.2: a protection has cut the
/// battery off because of an "over-voltage", an alarm warns of a "high voltage".
@nonexhaustive
public enum Fault: UInt8, Sendable {
  /// Protection: the voltage is above its limit.
  case overVoltage
  /// Protection: the voltage is below its limit.
  case underVoltage
  /// Protection: the temperature is above its limit.
  case overTemperature
  /// Protection: the temperature is below its limit.
  case underTemperature
  /// Protection: the current is above its limit while discharging.
  case dischargeOverCurrent
  /// Protection: the current is above its limit while charging.
  case chargeOverCurrent
  /// Protection: the BMS itself has failed.
  case systemError
  /// Alarm: the voltage is high.
  case highVoltage
  /// Alarm: the voltage is low.
  case lowVoltage
  /// Alarm: the temperature is high.
  case highTemperature
  /// Alarm: the temperature is low.
  case lowTemperature
  /// Alarm: the current is high while discharging.
  case dischargeHighCurrent
  /// Alarm: the current is high while charging.
  case chargeHighCurrent
  /// Alarm: the modules cannot reach each other.
  case internalCommunication

  /// How many faults there are; their raw values are 0 to `count` - 1.
  public static var count: Int { 14 }

  /// The name in JSON, CSV and text.
  public var name: StaticString {
    switch self {
    case .overVoltage: "over_voltage"
    case .underVoltage: "under_voltage"
    case .overTemperature: "over_temperature"
    case .underTemperature: "under_temperature"
    case .dischargeOverCurrent: "discharge_over_current"
    case .chargeOverCurrent: "charge_over_current"
    case .systemError: "system_error"
    case .highVoltage: "high_voltage"
    case .lowVoltage: "low_voltage"
    case .highTemperature: "high_temperature"
    case .lowTemperature: "low_temperature"
    case .dischargeHighCurrent: "discharge_high_current"
    case .chargeHighCurrent: "charge_high_current"
    case .internalCommunication: "internal_communication"
    }
  }
}
