// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

/// A field with the type of what it says.
///
/// A message gives its readings by these names, and takes them to be encoded:
///
///     if case .value(let voltage) = message[.chargeVoltageLimit] { ... }
public struct Signal<Value: SignalValue>: Sendable {
  /// The field.
  public let field: Field

  init(_ field: Field) { self.field = field }
}

extension Signal where Value == Voltage {
  /// The highest voltage to charge with (CVL).
  public static var chargeVoltageLimit: Self { Self(.chargeVoltageLimit) }

  /// The discharge cut-off voltage (DVL): discharging has to end there.
  public static var dischargeVoltageLimit: Self { Self(.dischargeVoltageLimit) }

  /// Battery voltage.
  public static var voltage: Self { Self(.voltage) }

  /// The highest voltage of a cell.
  public static var cellVoltageMax: Self { Self(.cellVoltageMax) }

  /// The lowest voltage of a cell.
  public static var cellVoltageMin: Self { Self(.cellVoltageMin) }

  /// The mean voltage of the cells.
  public static var cellVoltageAverage: Self { Self(.cellVoltageAverage) }

  /// The highest less the lowest voltage of a cell.
  public static var cellVoltageDifference: Self { Self(.cellVoltageDifference) }

  /// The mean voltage of the trays.
  public static var trayVoltageAverage: Self { Self(.trayVoltageAverage) }

  /// The highest voltage of a tray.
  public static var trayVoltageMax: Self { Self(.trayVoltageMax) }

  /// The lowest voltage of a tray.
  public static var trayVoltageMin: Self { Self(.trayVoltageMin) }

  /// The voltage of the first cell in the message.
  public static var cellVoltage1: Self { Self(.cellVoltage1) }

  /// The voltage of the second cell in the message.
  public static var cellVoltage2: Self { Self(.cellVoltage2) }

  /// The voltage of the third cell in the message.
  public static var cellVoltage3: Self { Self(.cellVoltage3) }

  /// The voltage of the fourth cell in the message.
  public static var cellVoltage4: Self { Self(.cellVoltage4) }

  /// The battery voltage that the inverter measures.
  public static var inverterVoltage: Self { Self(.inverterVoltage) }

  /// The voltage that the inverter charges with.
  public static var chargeVoltageSetPoint: Self { Self(.chargeVoltageSetPoint) }
}

extension Signal where Value == Current {
  /// The highest current to charge with (CCL); 0 forbids charging.
  public static var chargeCurrentLimit: Self { Self(.chargeCurrentLimit) }

  /// The highest current to discharge with (DCL); 0 forbids discharging.
  public static var dischargeCurrentLimit: Self { Self(.dischargeCurrentLimit) }

  /// The charge current limit while the inverter is on the grid.
  public static var onGridChargeCurrentLimit: Self {
    Self(.onGridChargeCurrentLimit)
  }

  /// The discharge current limit while the inverter is on the grid.
  public static var onGridDischargeCurrentLimit: Self {
    Self(.onGridDischargeCurrentLimit)
  }

  /// Battery current, positive while charging.
  public static var current: Self { Self(.current) }

  /// The battery current that the inverter measures, positive while charging.
  public static var inverterCurrent: Self { Self(.inverterCurrent) }
}

extension Signal where Value == Percentage {
  /// State of charge.
  public static var soc: Self { Self(.soc) }

  /// State of health: the capacity that is left, in percent of the original.
  public static var soh: Self { Self(.soh) }

  /// State of charge with decimals.
  public static var socHighResolution: Self { Self(.socHighResolution) }

  /// The state of charge that the inverter has worked out.
  public static var inverterSOC: Self { Self(.inverterSOC) }

  /// The state of health that the inverter has worked out.
  public static var inverterSOH: Self { Self(.inverterSOH) }
}

extension Signal where Value == Charge {
  /// The charge that is left in the battery.
  public static var remainingCapacity: Self { Self(.remainingCapacity) }

  /// The capacity of the battery: rated or configured, as its maker likes.
  public static var capacity: Self { Self(.capacity) }

  /// What is left of the capacity, where a battery sends it in its place.
  public static var availableCapacity: Self { Self(.availableCapacity) }
}

extension Signal where Value == Temperature {
  /// Temperature of the battery.
  public static var temperature: Self { Self(.temperature) }

  /// The highest temperature.
  public static var temperatureMax: Self { Self(.temperatureMax) }

  /// The lowest temperature.
  public static var temperatureMin: Self { Self(.temperatureMin) }

  /// The battery temperature that the inverter measures.
  public static var inverterTemperature: Self { Self(.inverterTemperature) }

  /// The temperature of the switches.
  public static var switchTemperature: Self { Self(.switchTemperature) }

  /// The temperature of the heater; -40 if there is none.
  public static var heaterTemperature: Self { Self(.heaterTemperature) }
}

extension Signal where Value == Count {
  /// The pack with the highest temperature.
  public static var temperatureMaxPack: Self { Self(.temperatureMaxPack) }

  /// The sensor with the highest temperature.
  public static var temperatureMaxSensor: Self { Self(.temperatureMaxSensor) }

  /// The pack with the lowest temperature.
  public static var temperatureMinPack: Self { Self(.temperatureMinPack) }

  /// The sensor with the lowest temperature.
  public static var temperatureMinSensor: Self { Self(.temperatureMinSensor) }

  /// The pack with the highest cell voltage.
  public static var cellVoltageMaxPack: Self { Self(.cellVoltageMaxPack) }

  /// The cell with the highest voltage.
  public static var cellVoltageMaxCell: Self { Self(.cellVoltageMaxCell) }

  /// The pack with the lowest cell voltage.
  public static var cellVoltageMinPack: Self { Self(.cellVoltageMinPack) }

  /// The cell with the lowest voltage.
  public static var cellVoltageMinCell: Self { Self(.cellVoltageMinCell) }

  /// The number of the first cell in the message.
  public static var firstCell: Self { Self(.firstCell) }

  /// The module that the message is about.
  public static var module: Self { Self(.module) }

  /// How many charge cycles the battery has seen.
  public static var cycles: Self { Self(.cycles) }

  /// How many modules work in parallel.
  public static var moduleCount: Self { Self(.moduleCount) }

  /// How many modules are on the bus and work.
  public static var modulesOnline: Self { Self(.modulesOnline) }

  /// How many modules do not let themselves be charged.
  public static var modulesBlockingCharge: Self { Self(.modulesBlockingCharge) }

  /// How many modules do not let themselves be discharged.
  public static var modulesBlockingDischarge: Self {
    Self(.modulesBlockingDischarge)
  }

  /// How many modules are missing.
  public static var modulesOffline: Self { Self(.modulesOffline) }

  /// How many modules are in series.
  public static var modulesInSeries: Self { Self(.modulesInSeries) }

  /// Which modules are online, a bit each, the first module lowest.
  public static var onlineModules: Self { Self(.onlineModules) }

  /// Which modules do not let themselves be charged, a bit each.
  public static var blockingChargeModules: Self { Self(.blockingChargeModules) }

  /// Which modules do not let themselves be discharged, a bit each.
  public static var blockingDischargeModules: Self {
    Self(.blockingDischargeModules)
  }

  /// Which part of a longer text it is, from 1 on.
  public static var part: Self { Self(.part) }

  /// The maker's number for the type or chemistry of the battery.
  public static var batteryType: Self { Self(.batteryType) }

  /// How many cells are in series.
  public static var cellCount: Self { Self(.cellCount) }

  /// The number of a pack.
  public static var packNumber: Self { Self(.packNumber) }

  /// The number of a pack that is broken; 0 if none.
  public static var faultyPack: Self { Self(.faultyPack) }

  /// The version of the hardware as one number.
  public static var hardwareNumber: Self { Self(.hardwareNumber) }

  /// The version of the software as one number.
  public static var softwareNumber: Self { Self(.softwareNumber) }

  /// The version of the firmware as one number.
  public static var firmwareNumber: Self { Self(.firmwareNumber) }

  /// The version of the protocol as one number.
  public static var protocolNumber: Self { Self(.protocolNumber) }

  /// The maker's own number.
  public static var manufacturerID: Self { Self(.manufacturerID) }

  /// The status of the system, as a pair of bits of Victron.
  public static var systemStatus: Self { Self(.systemStatus) }

  /// The inverter's charging procedure; 10 is one that the BMS controls.
  public static var chargingProcedure: Self { Self(.chargingProcedure) }

  /// The inverter's error number; 0 if none.
  public static var inverterError: Self { Self(.inverterError) }

  /// The inverter's switch for a USB board.
  public static var usbSwitch: Self { Self(.usbSwitch) }

  /// How often it was charged too far.
  public static var overChargeCount: Self { Self(.overChargeCount) }

  /// How often it was discharged too far.
  public static var overDischargeCount: Self { Self(.overDischargeCount) }

  /// How often its terminals were shorted.
  public static var shortCircuitCount: Self { Self(.shortCircuitCount) }

  /// How often the switches were too hot.
  public static var mosOverTemperatureCount: Self {
    Self(.mosOverTemperatureCount)
  }

  /// How often the charge current was too high.
  public static var chargeOverCurrentCount: Self {
    Self(.chargeOverCurrentCount)
  }

  /// How often the discharge current was too high.
  public static var dischargeOverCurrentCount: Self {
    Self(.dischargeOverCurrentCount)
  }

  /// How often it was too hot while charging.
  public static var chargeOverTemperatureCount: Self {
    Self(.chargeOverTemperatureCount)
  }

  /// How often it was too hot while discharging.
  public static var dischargeOverTemperatureCount: Self {
    Self(.dischargeOverTemperatureCount)
  }

  /// Which cells are being balanced, a bit each, the first cell lowest.
  public static var balancingCells: Self { Self(.balancingCells) }
}

extension Signal where Value == WireText {
  /// Where the highest temperature was measured, in the words of the maker.
  public static var temperatureMaxPosition: Self {
    Self(.temperatureMaxPosition)
  }

  /// Where the lowest temperature was measured, in the words of the maker.
  public static var temperatureMinPosition: Self {
    Self(.temperatureMinPosition)
  }

  /// Where the highest cell voltage was measured, in the words of the maker.
  public static var cellVoltageMaxPosition: Self {
    Self(.cellVoltageMaxPosition)
  }

  /// Where the lowest cell voltage was measured, in the words of the maker.
  public static var cellVoltageMinPosition: Self {
    Self(.cellVoltageMinPosition)
  }

  /// Who made the battery, or whom it claims to be made by.
  public static var manufacturer: Self { Self(.manufacturer) }

  /// The letters that a maker puts behind its alarms.
  public static var mark: Self { Self(.mark) }

  /// A part of the battery's name.
  public static var name: Self { Self(.name) }

  /// A part of the serial number.
  public static var serialNumber: Self { Self(.serialNumber) }

  /// The family of products.
  public static var family: Self { Self(.family) }

  /// Letters by which the inverter can be recognised.
  public static var signature: Self { Self(.signature) }

  /// The version of the program that loads the software.
  public static var bootVersion: Self { Self(.bootVersion) }
}

extension Signal where Value == Energy {
  /// All energy that was charged.
  public static var energyCharged: Self { Self(.energyCharged) }

  /// All energy that was discharged.
  public static var energyDischarged: Self { Self(.energyDischarged) }

  /// The energy that the battery holds when full.
  public static var energy: Self { Self(.energy) }
}

extension Signal where Value == Power {
  /// Electric power.
  public static var power: Self { Self(.power) }
}

extension Signal where Value == FaultSet {
  /// What made the BMS cut the battery off.
  public static var protections: Self { Self(.protections) }

  /// What the BMS raises an alarm for.
  public static var alarms: Self { Self(.alarms) }

  /// What the BMS warns of.
  public static var warnings: Self { Self(.warnings) }

  /// What is broken.
  public static var errors: Self { Self(.errors) }
}

extension Signal where Value == Bool {
  /// Whether the battery may be charged.
  public static var chargeEnabled: Self { Self(.chargeEnabled) }

  /// Whether the battery may be discharged.
  public static var dischargeEnabled: Self { Self(.dischargeEnabled) }

  /// Whether the battery must be charged at once.
  public static var forceCharge: Self { Self(.forceCharge) }

  /// Whether the battery wants a full charge, to correct its SOC.
  public static var fullCharge: Self { Self(.fullCharge) }

  /// Whether the inverter must leave the battery alone.
  public static var forcedStandby: Self { Self(.forcedStandby) }

  /// Whether a recalibration of the SOC begins.
  public static var recalibrationStart: Self { Self(.recalibrationStart) }

  /// Whether a recalibration of the SOC ends.
  public static var recalibrationEnd: Self { Self(.recalibrationEnd) }

  /// Whether the battery wants to be charged to balance its cells.
  public static var balanceCharge: Self { Self(.balanceCharge) }

  /// Whether the battery asks to be heated.
  public static var heating: Self { Self(.heating) }

  /// Whether a limitation of the power begins.
  public static var powerLimitStart: Self { Self(.powerLimitStart) }

  /// Whether a limitation of the power ends.
  public static var powerLimitEnd: Self { Self(.powerLimitEnd) }

  /// Whether the battery is about to shut itself down.
  public static var preventiveShutdown: Self { Self(.preventiveShutdown) }

  /// Whether the battery is being charged.
  public static var charging: Self { Self(.charging) }

  /// Whether the battery is being discharged.
  public static var discharging: Self { Self(.discharging) }

  /// Whether the BMS reports an error.
  public static var error: Self { Self(.error) }

  /// Whether cells are being balanced.
  public static var balancing: Self { Self(.balancing) }

  /// Whether the battery sleeps.
  public static var sleeping: Self { Self(.sleeping) }

  /// Whether the switch for discharging is closed.
  public static var outputDischargeEnabled: Self {
    Self(.outputDischargeEnabled)
  }

  /// Whether the switch for charging is closed.
  public static var outputChargeEnabled: Self { Self(.outputChargeEnabled) }

  /// Whether the terminals are switched off.
  public static var terminalOpen: Self { Self(.terminalOpen) }

  /// Whether the BMS says that the battery is not safe.
  public static var notSafe: Self { Self(.notSafe) }

  /// Whether the inverter switches the battery off at once.
  public static var rapidShutdown: Self { Self(.rapidShutdown) }

  /// Whether the switch for the pre-charge is closed.
  public static var prechargeClosed: Self { Self(.prechargeClosed) }

  /// Whether the switch of the heater is closed.
  public static var heaterClosed: Self { Self(.heaterClosed) }

  /// Whether the module has found its place among the others.
  public static var parallelFinished: Self { Self(.parallelFinished) }
}

extension Signal where Value == Code {
  /// What the dialect calls that request.
  public static var forceChargeKind: Self { Self(.forceChargeKind) }

  /// What the cells are made of.
  public static var chemistry: Self { Self(.chemistry) }

  /// Who made the cells.
  public static var cellMaker: Self { Self(.cellMaker) }

  /// What the battery is doing.
  public static var state: Self { Self(.state) }

  /// What the master of several packs is doing.
  public static var masterState: Self { Self(.masterState) }

  /// What the packs in parallel are doing.
  public static var parallelState: Self { Self(.parallelState) }

  /// What the inverter is doing.
  public static var inverterState: Self { Self(.inverterState) }

  /// How serious the worst fault is.
  public static var faultLevel: Self { Self(.faultLevel) }
}

extension Signal where Value == Version {
  /// The version of the battery, as its maker counts.
  public static var version: Self { Self(.version) }

  /// The version of the hardware.
  public static var hardwareVersion: Self { Self(.hardwareVersion) }

  /// The version of the software.
  public static var softwareVersion: Self { Self(.softwareVersion) }
}

extension Signal where Value == CalendarTime {
  /// When the battery was made.
  public static var manufactured: Self { Self(.manufactured) }

  /// The clock of the inverter, in its local time.
  public static var clock: Self { Self(.clock) }
}

extension Signal where Value == Seconds {
  /// For how long it is switched.
  public static var switchTime: Self { Self(.switchTime) }
}
