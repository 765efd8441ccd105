// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

// The layouts that several dialects share. What only one has stands in the
// dialect's own file.
extension MessageLayout {
  /// 0x351 of everybody.
  ///
  /// Charging or discharging is forbidden when its current limit is 0. Pylontech
  /// V1.0 ends before the cut-off voltage; V1.2 leaves it blank, but its
  /// batteries fill it. LG and some emulators put zero there.
  static let limits = MessageLayout(
    .limits,
    .u16(.chargeVoltageLimit, at: 0, decimals: 1),
    .s16(.chargeCurrentLimit, at: 2, decimals: 1, .magnitude),
    .s16(.dischargeCurrentLimit, at: 4, decimals: 1, .magnitude),
    .u16(.dischargeVoltageLimit, at: 6, decimals: 1, .zeroIsNotAvailable))

  /// 0x355 with a SOC of higher resolution, if the sender has one.
  ///
  /// Bytes 4 and 5 are full of other things in some batteries (zero, constants,
  /// cell voltages), so they count only when they agree with bytes 0 and 1. What is
  /// left of the capacity stands behind them, in Sofar's batteries also behind FFFF.
  static let stateOfCharge = MessageLayout(
    .stateOfCharge, length: 4,
    .u16(.soc, at: 0, .atMost100),
    .u16(.soh, at: 2),
    .u16(.socHighResolution, at: 4, decimals: 2, .agreesWithSOC),
    .u16(.remainingCapacity, at: 6, decimals: 1, .besideFineSOC))

  /// 0x356 with voltage in 0.01 V and current that is positive while charging.
  ///
  /// Many batteries and emulators have the count of charge cycles behind the
  /// temperature, whatever the document says.
  static let measurements = MessageLayout(
    .measurements, length: 6,
    .s16(.voltage, at: 0, decimals: 2, .eitherVoltageScale),
    .s16(.current, at: 2, decimals: 1),
    .s16(.temperature, at: 4, decimals: 1),
    .u16(.cycles, at: 6, .countOfCycles))

  /// The same where the document has the cycles.
  static let measurementsWithCycles = MessageLayout(
    .measurements,
    .s16(.voltage, at: 0, decimals: 2, .eitherVoltageScale),
    .s16(.current, at: 2, decimals: 1),
    .s16(.temperature, at: 4, decimals: 1),
    .u16(.cycles, at: 6, .countOfCycles))

  /// 0x356 with voltage in 0.1 V.
  static let measurementsInTenths = MessageLayout(
    .measurements,
    .s16(.voltage, at: 0, decimals: 1, .eitherVoltageScale),
    .s16(.current, at: 2, decimals: 1),
    .s16(.temperature, at: 4, decimals: 1),
    .u16(.cycles, at: 6, .countOfCycles))

  /// 0x359 of Pylontech, with a mark of two letters: PN, and PY, VM, UZ and others
  /// of its clones.
  static let pylontechAlarms = MessageLayout(
    .alarms, length: 7, template: 0x004E_5000_0000_0000,
    or: .alarmsOfAnyTable,
    .faults(.protections, at: 0, .pylontechProtections),
    .faults(.alarms, at: 2, .pylontechAlarms),
    .u8(.moduleCount, at: 4),
    .text(.mark, at: 5, count: 2))

  /// 0x359 with the bits of Pylontech and without its mark.
  ///
  /// Bit 7 of bytes 1 and 3 is the charge current here (YamBMS), with a mark it is a
  /// failure.
  static let plainAlarms = MessageLayout(
    .alarms,
    .faults(.protections, at: 0, .plainProtections),
    .faults(.alarms, at: 2, .plainAlarms),
    .u8(.moduleCount, at: 4),
    .text(.mark, at: 5, count: 2))

  /// 0x35A of SMA and those who follow.
  static let sunnyIslandAlarms = MessageLayout(
    .alarms,
    .absent(.protections),
    .faults(.alarms, at: 0, .sunnyIslandAlarms),
    .faults(.warnings, at: 4, .sunnyIslandAlarms),
    .absent(.moduleCount))

  /// 0x35A on the identifier of 0x359.
  static let sunnyIslandAlarmsAs359 = MessageLayout(
    .alarms, note: .alarmPairsAs359,
    .absent(.protections),
    .faults(.alarms, at: 0, .sunnyIslandAlarms),
    .faults(.warnings, at: 4, .sunnyIslandAlarms),
    .absent(.moduleCount))

  /// 0x35B of SMA and MG.
  static let events = MessageLayout(
    .events,
    .flag(.recalibrationStart, at: 0, bit: 0),
    .flag(.recalibrationEnd, at: 0, bit: 1),
    .flag(.powerLimitStart, at: 0, bit: 2),
    .flag(.powerLimitEnd, at: 0, bit: 3),
    .flag(.preventiveShutdown, at: 0, bit: 4))

  /// 0x35C of Pylontech: force charge I is bit 5, II is bit 4.
  static let pylontechRequests = MessageLayout(
    .requests, length: 2,
    .flag(.chargeEnabled, at: 0, bit: 7),
    .flag(.dischargeEnabled, at: 0, bit: 6),
    .forceCharge, .forceChargeKind(.forceChargeFromBit5),
    .flag(.fullCharge, at: 0, bit: 3))

  /// 0x35E of everybody.
  static let manufacturer = MessageLayout(.manufacturer, .text(.manufacturer))

  /// 0x35F of SMA and those who follow.
  ///
  /// The version is two plain bytes (1.3, 2.6), not a number of 16 bits. The
  /// capacity is the rated or configured one; where it is what is left of a larger
  /// one in 0x379, ``availableInfo`` takes its place.
  static let batteryInfo = MessageLayout(
    .batteryInfo, or: .availableCapacity,
    .u16(.capacity, at: 4, .zeroIsNotAvailable),
    .absent(.availableCapacity),
    .u16(.batteryType, at: 0, .zeroIsNotAvailable),
    .version(.version, at: 2),
    .u16(.manufacturerID, at: 6, .zeroIsNotAvailable))

  /// 0x35F with the capacity that is left.
  static let availableInfo = MessageLayout(
    .batteryInfo,
    .absent(.capacity),
    .u16(.availableCapacity, at: 4, .zeroIsNotAvailable),
    .u16(.batteryType, at: 0, .zeroIsNotAvailable),
    .version(.version, at: 2),
    .u16(.manufacturerID, at: 6, .zeroIsNotAvailable))

  /// 0x370 of Seplos and others, and 0x070, as its document misprints it: extremes
  /// as numbers.
  static let extremes = MessageLayout(
    .extremes,
    .s16(.temperatureMax, at: 0, decimals: 1),
    .s16(.temperatureMin, at: 2, decimals: 1),
    .u16(.cellVoltageMax, at: 4, decimals: 3, .eitherCellScale),
    .u16(.cellVoltageMin, at: 6, decimals: 3, .eitherCellScale))

  /// 0x371 of Seplos and others: where the extremes of 0x370 were measured.
  static let extremePositions = MessageLayout(
    .extremePositions,
    .u8(.temperatureMaxPack, at: 1),
    .u8(.temperatureMaxSensor, at: 0),
    .u8(.temperatureMinPack, at: 3),
    .u8(.temperatureMinSensor, at: 2),
    .u8(.cellVoltageMaxPack, at: 5),
    .u8(.cellVoltageMaxCell, at: 4),
    .u8(.cellVoltageMinPack, at: 7),
    .u8(.cellVoltageMinCell, at: 6))

  /// 0x370 and 0x371 of Victron and others: the first eight characters of a name.
  static let firstHalfOfName = MessageLayout(
    .name, .text(.name), .constant(.part, 1))

  /// The other eight characters.
  static let secondHalfOfName = MessageLayout(
    .name, .text(.name), .constant(.part, 2))

  /// 0x372 of Victron.
  static let modules = MessageLayout(
    .modules,
    .absent(.moduleCount),
    .u16(.modulesOnline, at: 0),
    .u16(.modulesBlockingCharge, at: 2),
    .u16(.modulesBlockingDischarge, at: 4),
    .u16(.modulesOffline, at: 6))

  /// 0x373 of Victron, with temperatures in kelvin.
  static let extremesInKelvin = MessageLayout(
    .extremes,
    .u16(.temperatureMax, at: 6, offset: -273, .zeroIsNotAvailable),
    .u16(.temperatureMin, at: 4, offset: -273, .zeroIsNotAvailable),
    .u16(.cellVoltageMax, at: 2, decimals: 3, .zeroIsNotAvailable),
    .u16(.cellVoltageMin, at: 0, decimals: 3, .zeroIsNotAvailable))

  /// 0x374 to 0x377 of Victron: where an extreme of 0x373 was measured.
  static let minimumCellPosition = MessageLayout(
    .extremePositions, .text(.cellVoltageMinPosition))
  /// Where the highest cell voltage was measured.
  static let maximumCellPosition = MessageLayout(
    .extremePositions, .text(.cellVoltageMaxPosition))
  /// Where the lowest temperature was measured.
  static let minimumTemperaturePosition = MessageLayout(
    .extremePositions, .text(.temperatureMinPosition))
  /// Where the highest temperature was measured.
  static let maximumTemperaturePosition = MessageLayout(
    .extremePositions, .text(.temperatureMaxPosition))

  /// 0x379 of Victron and Sol-Ark.
  static let installedCapacity = MessageLayout(
    .capacity, .u16(.capacity, at: 0))

  /// The frames of the battery's core by the tables that most have, for dialects
  /// that do not list one of them: emulators mix documents.
  static func core(_ id: UInt16) -> MessageLayout? {
    switch id {
    case 0x35A: .sunnyIslandAlarms
    case 0x35F: .batteryInfo
    case 0x382: nil
    default: Dialect.pylontechLayout(id)
    }
  }

  /// 0x305 as a mere sign of life: eight zeros, each second.
  static let keepAlive = MessageLayout(.keepAlive)
}

extension Slot {
  /// Bits 5 and 4 of byte 0, of which either asks for a force charge.
  static let forceCharge = Slot.flag(.forceCharge, at: 0, bit: 4, count: 2)

  /// The same bits by the names that a dialect gives them.
  static func forceChargeKind(_ table: CodeTable) -> Slot {
    .code(.forceChargeKind, at: 0, bit: 4, count: 2, table, .zeroIsNothing)
  }
}
