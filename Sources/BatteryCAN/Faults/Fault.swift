// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

/// Something that a BMS protects its battery from, or warns of.
///
/// The names follow the documents of the makers: a protection has cut the battery
/// off because of an "over-voltage", an alarm warns of a "high voltage".
@nonexhaustive
public enum Fault: UInt8, Sendable {
  /// The voltage is above its limit.
  case overVoltage
  /// The voltage is below its limit.
  case underVoltage
  /// The temperature is above its limit.
  case overTemperature
  /// The temperature is below its limit.
  case underTemperature
  /// The current is above its limit while discharging.
  case dischargeOverCurrent
  /// The current is above its limit while charging.
  case chargeOverCurrent
  /// The BMS itself has failed.
  case systemError
  /// The voltage is high.
  case highVoltage
  /// The voltage is low.
  case lowVoltage
  /// The temperature is high.
  case highTemperature
  /// The temperature is low.
  case lowTemperature
  /// The current is high while discharging.
  case dischargeHighCurrent
  /// The current is high while charging.
  case chargeHighCurrent
  /// The modules cannot reach each other.
  case internalCommunication
  /// Something that has no bit of its own.
  case general
  /// The temperature is high while charging.
  case chargeHighTemperature
  /// The temperature is low while charging.
  case chargeLowTemperature
  /// The temperature is high while discharging.
  case dischargeHighTemperature
  /// The temperature is low while discharging.
  case dischargeLowTemperature
  /// The temperature is above its limit while charging.
  case chargeOverTemperature
  /// The temperature is below its limit while charging.
  case chargeUnderTemperature
  /// The temperature is above its limit while discharging.
  case dischargeOverTemperature
  /// The temperature is below its limit while discharging.
  case dischargeUnderTemperature
  /// The contactor does not do what it should.
  case contactor
  /// The terminals are shorted.
  case shortCircuit
  /// Something inside the BMS has failed.
  case bmsInternal
  /// The voltages of the cells are too far apart.
  case cellImbalance
  /// A cell has failed.
  case cellFailure
  /// Only the relay of the second pack is commanded.
  case relayOfSubPackOnly
  /// The first further pack reports an error.
  case subPack1
  /// The second further pack reports an error.
  case subPack2
  /// The voltage of a cell is above its limit.
  case cellOverVoltage
  /// The voltage of a cell is below its limit.
  case cellUnderVoltage
  /// The voltage of a module is above its limit.
  case moduleOverVoltage
  /// The voltage of a module is below its limit.
  case moduleUnderVoltage
  /// The voltage of a cell is high.
  case cellHighVoltage
  /// The voltage of a cell is low.
  case cellLowVoltage
  /// The voltage of a module is high.
  case moduleHighVoltage
  /// The voltage of a module is low.
  case moduleLowVoltage
  /// The temperature of a module is out of its range.
  case moduleTemperature
  /// The voltages of the cells are too far apart.
  case voltageDifference
  /// The temperatures are too far apart.
  case temperatureDifference
  /// The switches are too hot.
  case mosOverTemperature
  /// The switches are hot.
  case mosHighTemperature
  /// The heater is too hot.
  case heaterOverTemperature
  /// The heater is hot.
  case heaterHighTemperature
  /// The switch of the heater does not open.
  case heaterSwitchStuck
  /// The heater does not work.
  case heaterError
  /// The measuring chip: discharge over-current, first level.
  case frontEndDischargeOverCurrent1
  /// The measuring chip: discharge over-current, second level.
  case frontEndDischargeOverCurrent2
  /// The measuring chip: discharge over-current.
  case frontEndDischargeOverCurrent
  /// The measuring chip: charge over-current.
  case frontEndChargeOverCurrent
  /// The measuring chip: under-voltage.
  case frontEndUnderVoltage
  /// The measuring chip: over-voltage.
  case frontEndOverVoltage
  /// The measuring chip: under-temperature.
  case frontEndUnderTemperature
  /// The measuring chip: over-temperature.
  case frontEndOverTemperature
  /// The measuring chip: short circuit.
  case frontEndShortCircuit
  /// The measuring chip: short circuit, locked.
  case frontEndShortCircuitLocked
  /// The measuring chip does not answer.
  case frontEndCommunication
  /// The voltage of a cell cannot be measured.
  case cellVoltageSampling
  /// A temperature cannot be measured.
  case temperatureSampling
  /// A switch does not open.
  case mosShort
  /// The memory for settings has failed.
  case memory
  /// The inverter is not heard.
  case pcsCommunication
  /// Two modules claim to be the master.
  case duplicateMasterAddress
  /// The connector is too hot.
  case connectorOverTemperature
  /// A terminal is too hot.
  case terminalOverTemperature
  /// The pre-charge has failed.
  case prechargeFailed
  /// The charger is connected the wrong way round.
  case chargeReversed
  /// The fuse has blown.
  case fuseBlown
  /// A wire for measuring voltage is open.
  case voltageWireOpen
  /// A wire for measuring temperature is open.
  case temperatureWireOpen
  /// The voltage for charging is too low.
  case chargeVoltageLow
  /// The soft start has failed.
  case softStartFailed
  /// The battery is about to turn off.
  case turningOff

  /// How many faults there are; their raw values are 0 to `count` - 1.
  public static var count: Int { 75 }

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
    case .general: "general"
    case .chargeHighTemperature: "charge_high_temperature"
    case .chargeLowTemperature: "charge_low_temperature"
    case .dischargeHighTemperature: "discharge_high_temperature"
    case .dischargeLowTemperature: "discharge_low_temperature"
    case .chargeOverTemperature: "charge_over_temperature"
    case .chargeUnderTemperature: "charge_under_temperature"
    case .dischargeOverTemperature: "discharge_over_temperature"
    case .dischargeUnderTemperature: "discharge_under_temperature"
    case .contactor: "contactor"
    case .shortCircuit: "short_circuit"
    case .bmsInternal: "bms_internal"
    case .cellImbalance: "cell_imbalance"
    case .cellFailure: "cell_failure"
    case .relayOfSubPackOnly: "relay_of_sub_pack_only"
    case .subPack1: "sub_pack_1"
    case .subPack2: "sub_pack_2"
    case .cellOverVoltage: "cell_over_voltage"
    case .cellUnderVoltage: "cell_under_voltage"
    case .moduleOverVoltage: "module_over_voltage"
    case .moduleUnderVoltage: "module_under_voltage"
    case .cellHighVoltage: "cell_high_voltage"
    case .cellLowVoltage: "cell_low_voltage"
    case .moduleHighVoltage: "module_high_voltage"
    case .moduleLowVoltage: "module_low_voltage"
    case .moduleTemperature: "module_temperature"
    case .voltageDifference: "voltage_difference"
    case .temperatureDifference: "temperature_difference"
    case .mosOverTemperature: "mos_over_temperature"
    case .mosHighTemperature: "mos_high_temperature"
    case .heaterOverTemperature: "heater_over_temperature"
    case .heaterHighTemperature: "heater_high_temperature"
    case .heaterSwitchStuck: "heater_switch_stuck"
    case .heaterError: "heater_error"
    case .frontEndDischargeOverCurrent1: "front_end_discharge_over_current_1"
    case .frontEndDischargeOverCurrent2: "front_end_discharge_over_current_2"
    case .frontEndDischargeOverCurrent: "front_end_discharge_over_current"
    case .frontEndChargeOverCurrent: "front_end_charge_over_current"
    case .frontEndUnderVoltage: "front_end_under_voltage"
    case .frontEndOverVoltage: "front_end_over_voltage"
    case .frontEndUnderTemperature: "front_end_under_temperature"
    case .frontEndOverTemperature: "front_end_over_temperature"
    case .frontEndShortCircuit: "front_end_short_circuit"
    case .frontEndShortCircuitLocked: "front_end_short_circuit_locked"
    case .frontEndCommunication: "front_end_communication"
    case .cellVoltageSampling: "cell_voltage_sampling"
    case .temperatureSampling: "temperature_sampling"
    case .mosShort: "mos_short"
    case .memory: "memory"
    case .pcsCommunication: "pcs_communication"
    case .duplicateMasterAddress: "duplicate_master_address"
    case .connectorOverTemperature: "connector_over_temperature"
    case .terminalOverTemperature: "terminal_over_temperature"
    case .prechargeFailed: "precharge_failed"
    case .chargeReversed: "charge_reversed"
    case .fuseBlown: "fuse_blown"
    case .voltageWireOpen: "voltage_wire_open"
    case .temperatureWireOpen: "temperature_wire_open"
    case .chargeVoltageLow: "charge_voltage_low"
    case .softStartFailed: "soft_start_failed"
    case .turningOff: "turning_off"
    }
  }
}
