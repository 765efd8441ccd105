// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

/// The signals that messages have, by the names that every output uses.
///
/// The order is that of the columns of CSV. ``Signal`` adds the type of what a
/// signal says.
@nonexhaustive
public enum Field: UInt8, Sendable {
  /// The highest voltage to charge with (CVL).
  case chargeVoltageLimit
  /// The highest current to charge with (CCL); 0 forbids charging.
  case chargeCurrentLimit
  /// The highest current to discharge with (DCL); 0 forbids discharging.
  case dischargeCurrentLimit
  /// The discharge cut-off voltage (DVL): discharging has to end there.
  case dischargeVoltageLimit
  /// The charge current limit while the inverter is on the grid.
  case onGridChargeCurrentLimit
  /// The discharge current limit while the inverter is on the grid.
  case onGridDischargeCurrentLimit
  /// State of charge.
  case soc
  /// State of health: the capacity that is left, in percent of the original.
  case soh
  /// State of charge with decimals.
  case socHighResolution
  /// The charge that is left in the battery.
  case remainingCapacity
  /// The capacity of the battery: rated or configured, as its maker likes.
  case capacity
  /// What is left of the capacity, where a battery sends it in its place.
  case availableCapacity
  /// Battery voltage.
  case voltage
  /// Battery current, positive while charging.
  case current
  /// Temperature of the battery.
  case temperature
  /// The highest temperature.
  case temperatureMax
  /// The lowest temperature.
  case temperatureMin
  /// The temperature of the switches.
  case switchTemperature
  /// The temperature of the heater; -40 if there is none.
  case heaterTemperature
  /// The highest voltage of a cell.
  case cellVoltageMax
  /// The lowest voltage of a cell.
  case cellVoltageMin
  /// The mean voltage of the cells.
  case cellVoltageAverage
  /// The highest less the lowest voltage of a cell.
  case cellVoltageDifference
  /// The mean voltage of the trays.
  case trayVoltageAverage
  /// The highest voltage of a tray.
  case trayVoltageMax
  /// The lowest voltage of a tray.
  case trayVoltageMin
  /// The pack with the highest temperature.
  case temperatureMaxPack
  /// The sensor with the highest temperature.
  case temperatureMaxSensor
  /// The pack with the lowest temperature.
  case temperatureMinPack
  /// The sensor with the lowest temperature.
  case temperatureMinSensor
  /// The pack with the highest cell voltage.
  case cellVoltageMaxPack
  /// The cell with the highest voltage.
  case cellVoltageMaxCell
  /// The pack with the lowest cell voltage.
  case cellVoltageMinPack
  /// The cell with the lowest voltage.
  case cellVoltageMinCell
  /// Where the highest temperature was measured, in the words of the maker.
  case temperatureMaxPosition
  /// Where the lowest temperature was measured, in the words of the maker.
  case temperatureMinPosition
  /// Where the highest cell voltage was measured, in the words of the maker.
  case cellVoltageMaxPosition
  /// Where the lowest cell voltage was measured, in the words of the maker.
  case cellVoltageMinPosition
  /// The number of the first cell in the message.
  case firstCell
  /// The voltage of the first cell in the message.
  case cellVoltage1
  /// The voltage of the second cell in the message.
  case cellVoltage2
  /// The voltage of the third cell in the message.
  case cellVoltage3
  /// The voltage of the fourth cell in the message.
  case cellVoltage4
  /// The module that the message is about.
  case module
  /// How many charge cycles the battery has seen.
  case cycles
  /// How often it was charged too far.
  case overChargeCount
  /// How often it was discharged too far.
  case overDischargeCount
  /// How often its terminals were shorted.
  case shortCircuitCount
  /// How often the switches were too hot.
  case mosOverTemperatureCount
  /// How often the charge current was too high.
  case chargeOverCurrentCount
  /// How often the discharge current was too high.
  case dischargeOverCurrentCount
  /// How often it was too hot while charging.
  case chargeOverTemperatureCount
  /// How often it was too hot while discharging.
  case dischargeOverTemperatureCount
  /// All energy that was charged.
  case energyCharged
  /// All energy that was discharged.
  case energyDischarged
  /// The energy that the battery holds when full.
  case energy
  /// Electric power.
  case power
  /// What made the BMS cut the battery off.
  case protections
  /// What the BMS raises an alarm for.
  case alarms
  /// What the BMS warns of.
  case warnings
  /// What is broken.
  case errors
  /// How many modules work in parallel.
  case moduleCount
  /// How many modules are on the bus and work.
  case modulesOnline
  /// How many modules do not let themselves be charged.
  case modulesBlockingCharge
  /// How many modules do not let themselves be discharged.
  case modulesBlockingDischarge
  /// How many modules are missing.
  case modulesOffline
  /// How many modules are in series.
  case modulesInSeries
  /// Which modules are online, a bit each, the first module lowest.
  case onlineModules
  /// Which modules do not let themselves be charged, a bit each.
  case blockingChargeModules
  /// Which modules do not let themselves be discharged, a bit each.
  case blockingDischargeModules
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
  /// Whether the inverter must leave the battery alone.
  case forcedStandby
  /// Whether a recalibration of the SOC begins.
  case recalibrationStart
  /// Whether a recalibration of the SOC ends.
  case recalibrationEnd
  /// Whether the battery wants to be charged to balance its cells.
  case balanceCharge
  /// Whether the battery asks to be heated.
  case heating
  /// Whether a limitation of the power begins.
  case powerLimitStart
  /// Whether a limitation of the power ends.
  case powerLimitEnd
  /// Whether the battery is about to shut itself down.
  case preventiveShutdown
  /// Who made the battery, or whom it claims to be made by.
  case manufacturer
  /// The letters that a maker puts behind its alarms.
  case mark
  /// A part of the battery's name.
  case name
  /// Which part of a longer text it is, from 1 on.
  case part
  /// A part of the serial number.
  case serialNumber
  /// The family of products.
  case family
  /// The maker's number for the type or chemistry of the battery.
  case batteryType
  /// What the cells are made of.
  case chemistry
  /// Who made the cells.
  case cellMaker
  /// How many cells are in series.
  case cellCount
  /// The number of a pack.
  case packNumber
  /// The number of a pack that is broken; 0 if none.
  case faultyPack
  /// The version of the hardware as one number.
  case hardwareNumber
  /// The version of the software as one number.
  case softwareNumber
  /// The version of the battery, as its maker counts.
  case version
  /// The version of the hardware.
  case hardwareVersion
  /// The version of the firmware as one number.
  case firmwareNumber
  /// The version of the protocol as one number.
  case protocolNumber
  /// The version of the software.
  case softwareVersion
  /// The version of the program that loads the software.
  case bootVersion
  /// When the battery was made.
  case manufactured
  /// The maker's own number.
  case manufacturerID
  /// Whether the battery is being charged.
  case charging
  /// Whether the battery is being discharged.
  case discharging
  /// What the battery is doing.
  case state
  /// How serious the worst fault is.
  case faultLevel
  /// What the master of several packs is doing.
  case masterState
  /// What the packs in parallel are doing.
  case parallelState
  /// The status of the system, as a pair of bits of Victron.
  case systemStatus
  /// Whether the BMS reports an error.
  case error
  /// Whether cells are being balanced.
  case balancing
  /// Which cells are being balanced, a bit each, the first cell lowest.
  case balancingCells
  /// Whether the battery sleeps.
  case sleeping
  /// Whether the switch for discharging is closed.
  case outputDischargeEnabled
  /// Whether the switch for charging is closed.
  case outputChargeEnabled
  /// Whether the switch for the pre-charge is closed.
  case prechargeClosed
  /// Whether the switch of the heater is closed.
  case heaterClosed
  /// Whether the module has found its place among the others.
  case parallelFinished
  /// Whether the terminals are switched off.
  case terminalOpen
  /// Whether the BMS says that the battery is not safe.
  case notSafe
  /// The battery voltage that the inverter measures.
  case inverterVoltage
  /// The battery current that the inverter measures, positive while charging.
  case inverterCurrent
  /// The battery temperature that the inverter measures.
  case inverterTemperature
  /// The state of charge that the inverter has worked out.
  case inverterSOC
  /// The state of health that the inverter has worked out.
  case inverterSOH
  /// The inverter's charging procedure; 10 is one that the BMS controls.
  case chargingProcedure
  /// What the inverter is doing.
  case inverterState
  /// The inverter's error number; 0 if none.
  case inverterError
  /// The voltage that the inverter charges with.
  case chargeVoltageSetPoint
  /// The clock of the inverter, in its local time.
  case clock
  /// Whether the inverter switches the battery off at once.
  case rapidShutdown
  /// The inverter's switch for a USB board.
  case usbSwitch
  /// For how long it is switched.
  case switchTime
  /// Letters by which the inverter can be recognised.
  case signature

  /// How many fields there are; their raw values are 0 to `count` - 1.
  public static var count: Int { 137 }

  /// The name in JSON and CSV, with the unit at its end.
  public var key: StaticString { definition.key }

  /// The unit of the number, or nothing.
  public var unit: StaticString { definition.unit }

  /// What the field is called in text, in the words of the trade, or nothing
  /// where its unit says enough.
  public var label: StaticString { definition.label }
}

extension Field {
  static func < (a: Field, b: Field) -> Bool { a.rawValue < b.rawValue }

  struct Definition {
    let key: StaticString
    let unit: StaticString
    let label: StaticString

    init(_ key: StaticString, _ unit: StaticString, _ label: StaticString) {
      self.key = key
      self.unit = unit
      self.label = label
    }
  }

  var definition: Definition {
    switch self {
    case .chargeVoltageLimit: Definition("charge_voltage_limit_v", "V", "CVL")
    case .chargeCurrentLimit: Definition("charge_current_limit_a", "A", "CCL")
    case .dischargeCurrentLimit:
      Definition("discharge_current_limit_a", "A", "DCL")
    case .dischargeVoltageLimit:
      Definition("discharge_voltage_limit_v", "V", "DVL")
    case .onGridChargeCurrentLimit:
      Definition("on_grid_charge_current_limit_a", "A", "on-grid CCL")
    case .onGridDischargeCurrentLimit:
      Definition("on_grid_discharge_current_limit_a", "A", "on-grid DCL")
    case .soc: Definition("soc_percent", "%", "SOC")
    case .soh: Definition("soh_percent", "%", "SOH")
    case .socHighResolution:
      Definition("soc_high_resolution_percent", "%", "fine SOC")
    case .remainingCapacity:
      Definition("remaining_capacity_ah", "Ah", "remaining")
    case .capacity: Definition("capacity_ah", "Ah", "capacity")
    case .availableCapacity:
      Definition("available_capacity_ah", "Ah", "available capacity")
    case .voltage: Definition("voltage_v", "V", "")
    case .current: Definition("current_a", "A", "")
    case .temperature: Definition("temperature_c", "°C", "")
    case .temperatureMax: Definition("temperature_max_c", "°C", "T max")
    case .temperatureMin: Definition("temperature_min_c", "°C", "T min")
    case .switchTemperature:
      Definition("mos_temperature_c", "°C", "MOS")
    case .heaterTemperature:
      Definition("heater_temperature_c", "°C", "heater")
    case .cellVoltageMax: Definition("cell_voltage_max_v", "V", "cell max")
    case .cellVoltageMin: Definition("cell_voltage_min_v", "V", "cell min")
    case .cellVoltageAverage:
      Definition("cell_voltage_average_v", "V", "cell mean")
    case .cellVoltageDifference:
      Definition("cell_voltage_difference_v", "V", "cell spread")
    case .trayVoltageAverage:
      Definition("tray_voltage_average_v", "V", "tray mean")
    case .trayVoltageMax: Definition("tray_voltage_max_v", "V", "tray max")
    case .trayVoltageMin: Definition("tray_voltage_min_v", "V", "tray min")
    case .temperatureMaxPack:
      Definition("temperature_max_pack", "", "T max in pack")
    case .temperatureMaxSensor:
      Definition("temperature_max_sensor", "", "sensor")
    case .temperatureMinPack:
      Definition("temperature_min_pack", "", "T min in pack")
    case .temperatureMinSensor:
      Definition("temperature_min_sensor", "", "sensor")
    case .cellVoltageMaxPack:
      Definition("cell_voltage_max_pack", "", "cell max in pack")
    case .cellVoltageMaxCell: Definition("cell_voltage_max_cell", "", "cell")
    case .cellVoltageMinPack:
      Definition("cell_voltage_min_pack", "", "cell min in pack")
    case .cellVoltageMinCell: Definition("cell_voltage_min_cell", "", "cell")
    case .temperatureMaxPosition:
      Definition("temperature_max_position", "", "T max at")
    case .temperatureMinPosition:
      Definition("temperature_min_position", "", "T min at")
    case .cellVoltageMaxPosition:
      Definition("cell_voltage_max_position", "", "cell max at")
    case .cellVoltageMinPosition:
      Definition("cell_voltage_min_position", "", "cell min at")
    case .firstCell: Definition("first_cell", "", "from cell")
    case .cellVoltage1: Definition("cell_voltage_1_v", "V", "")
    case .cellVoltage2: Definition("cell_voltage_2_v", "V", "")
    case .cellVoltage3: Definition("cell_voltage_3_v", "V", "")
    case .cellVoltage4: Definition("cell_voltage_4_v", "V", "")
    case .module: Definition("module", "", "module")
    case .cycles: Definition("cycles", "", "cycles")
    case .overChargeCount:
      Definition("over_charge_count", "", "over-charges")
    case .overDischargeCount:
      Definition("over_discharge_count", "", "over-discharges")
    case .shortCircuitCount:
      Definition("short_circuit_count", "", "short circuits")
    case .mosOverTemperatureCount:
      Definition("mos_over_temperature_count", "", "MOS too hot")
    case .chargeOverCurrentCount:
      Definition("charge_over_current_count", "", "charge over-currents")
    case .dischargeOverCurrentCount:
      Definition("discharge_over_current_count", "", "discharge over-currents")
    case .chargeOverTemperatureCount:
      Definition("charge_over_temperature_count", "", "charge too hot")
    case .dischargeOverTemperatureCount:
      Definition("discharge_over_temperature_count", "", "discharge too hot")
    case .energyCharged: Definition("energy_charged_kwh", "kWh", "charged")
    case .energyDischarged:
      Definition("energy_discharged_kwh", "kWh", "discharged")
    case .energy: Definition("energy_kwh", "kWh", "energy")
    case .power: Definition("power_w", "W", "power")
    case .protections: Definition("protections", "", "protection")
    case .alarms: Definition("alarms", "", "alarm")
    case .warnings: Definition("warnings", "", "warning")
    case .errors: Definition("errors", "", "error")
    case .moduleCount: Definition("module_count", "", "modules")
    case .modulesOnline: Definition("modules_online", "", "online")
    case .modulesBlockingCharge:
      Definition("modules_blocking_charge", "", "blocking charge")
    case .modulesBlockingDischarge:
      Definition("modules_blocking_discharge", "", "blocking discharge")
    case .modulesOffline: Definition("modules_offline", "", "offline")
    case .modulesInSeries: Definition("modules_in_series", "", "in series")
    case .onlineModules: Definition("online_modules", "", "online bits")
    case .blockingChargeModules:
      Definition("blocking_charge_modules", "", "blocking charge bits")
    case .blockingDischargeModules:
      Definition("blocking_discharge_modules", "", "blocking discharge bits")
    case .chargeEnabled: Definition("charge_enabled", "", "")
    case .dischargeEnabled: Definition("discharge_enabled", "", "")
    case .forceCharge: Definition("force_charge", "", "")
    case .forceChargeKind: Definition("force_charge_kind", "", "FORCE CHARGE")
    case .fullCharge: Definition("full_charge", "", "FULL CHARGE")
    case .forcedStandby: Definition("forced_standby", "", "FORCED STANDBY")
    case .recalibrationStart:
      Definition("soc_recalibration", "", "SOC RECALIBRATION")
    case .recalibrationEnd:
      Definition("soc_recalibration_end", "", "recalibration ends")
    case .balanceCharge: Definition("balance_charge", "", "BALANCE CHARGE")
    case .heating: Definition("heat_request", "", "HEATING")
    case .powerLimitStart:
      Definition("power_limitation", "", "power limitation begins")
    case .powerLimitEnd:
      Definition("power_limitation_end", "", "power limitation ends")
    case .preventiveShutdown:
      Definition("preventive_shutdown", "", "PREVENTIVE SHUTDOWN")
    case .manufacturer: Definition("manufacturer", "", "")
    case .mark: Definition("mark", "", "mark")
    case .name: Definition("name", "", "")
    case .part: Definition("part", "", "part")
    case .serialNumber: Definition("serial_number", "", "serial number")
    case .family: Definition("family", "", "family")
    case .batteryType: Definition("battery_type", "", "type")
    case .chemistry: Definition("chemistry", "", "chemistry")
    case .cellMaker: Definition("cell_maker", "", "cells by")
    case .cellCount: Definition("cell_count", "", "cells")
    case .packNumber: Definition("pack_number", "", "pack")
    case .faultyPack: Definition("faulty_pack", "", "faulty pack")
    case .hardwareNumber: Definition("hardware_number", "", "hardware")
    case .softwareNumber: Definition("software_number", "", "software")
    case .version: Definition("version", "", "version")
    case .hardwareVersion: Definition("hardware_version", "", "hardware")
    case .firmwareNumber: Definition("firmware_number", "", "firmware")
    case .protocolNumber: Definition("protocol_number", "", "protocol")
    case .softwareVersion: Definition("software_version", "", "software")
    case .bootVersion:
      Definition("boot_version", "", "boot")
    case .manufactured: Definition("manufactured", "", "made")
    case .manufacturerID: Definition("manufacturer_id", "", "maker number")
    case .charging: Definition("charging", "", "charging")
    case .discharging: Definition("discharging", "", "discharging")
    case .state: Definition("state", "", "state")
    case .faultLevel:
      Definition("fault_level", "", "fault level")
    case .masterState: Definition("master_state", "", "master")
    case .parallelState: Definition("parallel_state", "", "parallel")
    case .systemStatus: Definition("system_status", "", "status")
    case .error: Definition("error", "", "ERROR")
    case .balancing: Definition("balancing", "", "balancing")
    case .balancingCells:
      Definition("balancing_cells", "", "balancing bits")
    case .sleeping: Definition("sleeping", "", "sleeping")
    case .outputDischargeEnabled:
      Definition("output_discharge_enabled", "", "discharge switch closed")
    case .outputChargeEnabled:
      Definition("output_charge_enabled", "", "charge switch closed")
    case .prechargeClosed:
      Definition("precharge_closed", "", "pre-charge closed")
    case .heaterClosed:
      Definition("heater_closed", "", "heater on")
    case .parallelFinished:
      Definition("parallel_finished", "", "parallel finished")
    case .terminalOpen: Definition("terminal_open", "", "TERMINAL OPEN")
    case .notSafe: Definition("not_safe", "", "NOT SAFE")
    case .inverterVoltage: Definition("inverter_voltage_v", "V", "inverter")
    case .inverterCurrent: Definition("inverter_current_a", "A", "")
    case .inverterTemperature: Definition("inverter_temperature_c", "°C", "")
    case .inverterSOC: Definition("inverter_soc_percent", "%", "SOC")
    case .inverterSOH: Definition("inverter_soh_percent", "%", "SOH")
    case .chargingProcedure:
      Definition("charging_procedure", "", "charging procedure")
    case .inverterState: Definition("inverter_state", "", "inverter")
    case .inverterError: Definition("inverter_error", "", "error")
    case .chargeVoltageSetPoint:
      Definition("charge_voltage_set_point_v", "V", "set point")
    case .clock: Definition("clock", "", "clock")
    case .rapidShutdown: Definition("rapid_shutdown", "", "RAPID SHUTDOWN")
    case .usbSwitch: Definition("usb_switch", "", "USB")
    case .switchTime: Definition("switch_time_s", "s", "for")
    case .signature: Definition("signature", "", "")
    }
  }
}
