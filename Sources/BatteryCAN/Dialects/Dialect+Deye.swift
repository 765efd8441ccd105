// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

// Deye's own batteries. 0x359 has a table of its own, whose bit 0 is over- and
// bit 1 under-voltage: Pylontech's has them one bit higher. The current is
// positive while discharging (since V2.5). The limits of 0x351 hold off the grid,
// those of 0x371 on it.
extension DialectDefinition {
  static let deye = Self(
    "deye", title: "Deye PCS protocol V3", .solid,
    sources: """
      Deye "PCS CAN-Bus-protocol-DY-low-voltage" V3.2 and V3.3, May 2024; \
      Psynosaur/esphome-deye-bms.
      """,
    signature: Signature(
      fits: .ofHundredths.union(
        ClueSet(
          .shortStateOfCharge, .shortMeasurements, .shortLimits, .alarms,
          .shortAlarms, .noMark, .onlineBitsInAlarms, .capacityInAlarms,
          .requests, .shortRequests)
      ).union(
        ClueSet(
          .nameDY, .nameDeye, .namePylon, .extremesOfDeye, .versionsOfDeye,
          .modulesOfDeye, .onGridLimits)),
      ofInverter: ClueSet(.clock),
      ClueSet(.nameDY), ClueSet(.extremesOfDeye, .limits),
      ClueSet(.modulesOfDeye, .limits),
      ClueSet(.versionsOfDeye, .onGridLimits, .limits)),
    layout: {
      switch $0 {
      case 0x151...0x16F: .moduleMeasurements($0 - 0x150)
      case 0x201...0x21F: .moduleExtremes($0 - 0x200)
      case 0x551...0x56F: .moduleEnergy($0 - 0x550)
      case 0x601...0x61F: .moduleSerialNumber($0 - 0x600, part: 1)
      case 0x651...0x66F: .moduleSerialNumber($0 - 0x650, part: 2)
      case 0x305: .clock
      case 0x306: .usbSwitch
      case 0x356: .measurementsOfDeye
      case 0x358: .usbBoard
      case 0x359: .deyeAlarms
      case 0x35C: .deyeRequests
      case 0x35E: .deyeManufacturer
      case 0x361: .deyeExtremes
      case 0x363: .deyeVersions
      case 0x364: .deyeModules
      case 0x371: .onGridLimits
      default: Dialect.pylontechLayout($0)
      }
    })
}

extension MessageLayout {
  /// 0x305 with the clock of the PCS; older ones send zeros.
  static let clock = MessageLayout(
    .keepAlive, Slot(.clock, .clock, byte: 0, width: 48))

  /// 0x306, from the PCS.
  static let usbSwitch = MessageLayout(
    .inverterStatus, .u8(.usbSwitch, at: 0), .u16(.switchTime, at: 1))

  /// 0x356 with current that is positive while discharging.
  static let measurementsOfDeye = MessageLayout(
    .measurements, length: 6,
    .s16(.voltage, at: 0, decimals: 2, .eitherVoltageScale),
    .s16(.current, at: 2, decimals: 1, .negated),
    .s16(.temperature, at: 4, decimals: 1))

  /// 0x358 of a USB board.
  static let usbBoard = MessageLayout(
    .usbBoard,
    .u32(.energy, at: 2, decimals: 4),
    .u16(.power, at: 0, decimals: 1),
    .u8(.usbSwitch, at: 6))

  /// 0x359 with a table of its own.
  static let deyeAlarms = MessageLayout(
    .alarms,
    .faults(.protections, at: 0, .deyeProtections),
    .faults(.alarms, at: 4, .deyeAlarms),
    .faults(.errors, at: 6, .deyeErrors),
    .absent(.moduleCount))

  /// 0x35C with a request for heat.
  static let deyeRequests = MessageLayout(
    .requests, length: 2,
    .flag(.chargeEnabled, at: 0, bit: 7),
    .flag(.dischargeEnabled, at: 0, bit: 6),
    .forceCharge, .forceChargeKind(.forceChargeFromBit5),
    .flag(.fullCharge, at: 0, bit: 3),
    .flag(.heating, at: 0, bit: 0))

  /// 0x35E: "DY" and the number of the pack, the maker of the cells, and the
  /// capacity. (bms-to-inverter sends its requests there.)
  static let deyeManufacturer = MessageLayout(
    .manufacturer, or: .requests,
    .u16(.capacity, at: 6, decimals: 1, .blankIsNotAvailable),
    .text(.manufacturer, count: 5),
    .code(.cellMaker, at: 5, .deyeCellMaker, .blankIsNotAvailable))

  /// 0x361.
  static let deyeExtremes = MessageLayout(
    .extremes,
    .s16(.temperatureMax, at: 4, decimals: 1),
    .s16(.temperatureMin, at: 6, decimals: 1),
    .u16(.cellVoltageMax, at: 0, decimals: 3, .zeroIsNotAvailable),
    .u16(.cellVoltageMin, at: 2, decimals: 3, .zeroIsNotAvailable))

  /// 0x363.
  static let deyeVersions = MessageLayout(
    .versions, length: 4,
    .version(.hardwareVersion, at: 2), .version(.softwareVersion, at: 0))

  /// 0x364.
  static let deyeModules = MessageLayout(
    .modules, length: 5,
    .u8(.moduleCount, at: 4),
    .u8(.modulesOnline, at: 0),
    .u8(.modulesBlockingCharge, at: 1),
    .u8(.modulesBlockingDischarge, at: 2),
    .u8(.modulesOffline, at: 3))

  /// 0x371: limits while the inverter is on the grid.
  static let onGridLimits = MessageLayout(
    .onGridLimits, length: 4,
    .s16(.onGridChargeCurrentLimit, at: 0, decimals: 1, .magnitude),
    .s16(.onGridDischargeCurrentLimit, at: 2, decimals: 1, .magnitude))

  /// 0x150 and the number of a module.
  static func moduleMeasurements(_ module: UInt16) -> MessageLayout {
    MessageLayout(
      .moduleMeasurements,
      .u16(.soc, at: 4, decimals: 1, .atMost100),
      .u16(.soh, at: 6, decimals: 1, .atMost100),
      .u16(.voltage, at: 0, decimals: 1),
      .s16(.current, at: 2, decimals: 1, .negated),
      .constant(.module, Int16(truncatingIfNeeded: module)))
  }

  /// 0x200 and the number of a module.
  static func moduleExtremes(_ module: UInt16) -> MessageLayout {
    MessageLayout(
      .moduleExtremes,
      .s16(.temperatureMax, at: 4, decimals: 1),
      .s16(.temperatureMin, at: 6, decimals: 1),
      .u16(.cellVoltageMax, at: 0, decimals: 3, .zeroIsNotAvailable),
      .u16(.cellVoltageMin, at: 2, decimals: 3, .zeroIsNotAvailable),
      .constant(.module, Int16(truncatingIfNeeded: module)))
  }

  /// 0x550 and the number of a module.
  static func moduleEnergy(_ module: UInt16) -> MessageLayout {
    MessageLayout(
      .moduleEnergy,
      .constant(.module, Int16(truncatingIfNeeded: module)),
      .u32(.energyCharged, at: 0, decimals: 3),
      .u32(.energyDischarged, at: 4, decimals: 3))
  }

  /// 0x600 and 0x650 and the number of a module.
  static func moduleSerialNumber(
    _ module: UInt16, part: Int16
  ) -> MessageLayout {
    MessageLayout(
      .serialNumber,
      .constant(.module, Int16(truncatingIfNeeded: module)),
      .constant(.part, part), .text(.serialNumber))
  }
}
