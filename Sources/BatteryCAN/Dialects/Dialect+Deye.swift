// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

internal import CANBus

// Deye's own batteries. 0x359 has a table of its own, whose bit 0 is over- and
// bit 1 under-voltage: Pylontech's has them one bit higher. The current is
// positive while discharging (since V2.5). The limits of 0x351 hold off the grid,
// those of 0x371 on it.
extension Dialect {
  /// Deye's own batteries, PCS protocol V3.
  public static var deye: Dialect { Dialect(place: 6) }
}

extension DialectDefinition {
  static let deye = Self(
    "deye", title: "Deye PCS protocol V3", .solid,
    sources: """
      Deye "PCS CAN-Bus-protocol-DY-low-voltage" V3.2 and V3.3, May 2024; \
      Psynosaur/esphome-deye-bms.
      """,
    shapes: FormSet(
      .shortStateOfCharge, .fineSOC, .shortMeasurements, .hundredthsOfVolts,
      .shortLimits, .shortAlarms, .noMark, .onlineBitsInAlarms,
      .capacityInAlarms, .shortRequests),
    usual: FormSet(.alarms, .requests),
    traits: Traits(
      .name(
        "35E begins with DY and a pack number", 2, Letters(["D", "Y", "0"]),
        Letters(["D", "Y", "1"])),
      .common(0x361, "361 has cell voltages", 2, length: 8) {
        $0.hasCells(0, 2, .little)
      },
      .common(0x364, "364 has counts of modules", 3, length: 8) {
        $0.hasModuleStates
      },
      .common(0x371, "371 has two limits", 2, length: 4) {
        $0.s16(0) >= 0 && $0.s16(2) >= 0
      },
      .common(0x150, "150 has the measurements of a module", 3, length: 8) {
        $0.u16(0) >= 200 && $0.u16(0) <= 700
          && $0.u16(4) <= 1000 && $0.u16(6) <= 1000 && $0.word != 0
      },
      .common(0x200, "200 has the cell voltages of a module", 2, length: 8) {
        $0.hasCells(0, 2, .little)
      },
      .form(.requests),
      .inverter(0x305, "305 has a clock", length: 8) { $0.hasClock }),
    layout: {
      switch $0 {
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
      default: Dialect.deyeModuleLayout($0) ?? Dialect.pylontechLayout($0)
      }
    })
}

extension Dialect {
  /// The frames of single modules, whose identifier is that of the first one plus
  /// the address less one.
  static func deyeModuleLayout(_ id: UInt16) -> MessageLayout? {
    switch id {
    case 0x110...0x12F: .deyeModuleAlarms(id - 0x10F)
    case 0x150...0x16F: .moduleMeasurements(id - 0x14F)
    case 0x200...0x21F: .moduleExtremes(id - 0x1FF)
    case 0x250...0x26F: .deyeModuleLimits(id - 0x24F)
    case 0x400...0x41F: .deyeModuleState(id - 0x3FF)
    case 0x500...0x51F: .deyeModuleVersions(id - 0x4FF)
    case 0x550...0x56F: .moduleEnergy(id - 0x54F)
    case 0x600...0x61F: .moduleSerialNumber(id - 0x5FF, part: 1)
    case 0x650...0x66F: .moduleSerialNumber(id - 0x64F, part: 2)
    case 0x700...0x71F: .deyeModuleTroubles(id - 0x6FF)
    case 0x750...0x76F: .deyeModuleOverloads(id - 0x74F)
    default: nil
    }
  }
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
    .alarms, or: .markedAlarms,
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

  /// 0x150 and up.
  static func moduleMeasurements(_ module: UInt16) -> MessageLayout {
    MessageLayout(
      .moduleMeasurements,
      .u16(.soc, at: 4, decimals: 1, .atMost100),
      .u16(.soh, at: 6, decimals: 1, .atMost100),
      .u16(.voltage, at: 0, decimals: 1),
      .s16(.current, at: 2, decimals: 1, .negated),
      .constant(.module, Int16(truncatingIfNeeded: module)))
  }

  /// 0x200 and up.
  static func moduleExtremes(_ module: UInt16) -> MessageLayout {
    MessageLayout(
      .moduleExtremes,
      .s16(.temperatureMax, at: 4, decimals: 1),
      .s16(.temperatureMin, at: 6, decimals: 1),
      .u16(.cellVoltageMax, at: 0, decimals: 3, .zeroIsNotAvailable),
      .u16(.cellVoltageMin, at: 2, decimals: 3, .zeroIsNotAvailable),
      .constant(.module, Int16(truncatingIfNeeded: module)))
  }

  /// 0x550 and up.
  static func moduleEnergy(_ module: UInt16) -> MessageLayout {
    MessageLayout(
      .moduleEnergy,
      .constant(.module, Int16(truncatingIfNeeded: module)),
      .u32(.energyCharged, at: 0, decimals: 3),
      .u32(.energyDischarged, at: 4, decimals: 3))
  }

  /// 0x600 and 0x650 and up.
  static func moduleSerialNumber(
    _ module: UInt16, part: Int16
  ) -> MessageLayout {
    MessageLayout(
      .serialNumber,
      .constant(.module, Int16(truncatingIfNeeded: module)),
      .constant(.part, part), .text(.serialNumber))
  }

  /// 0x110 and up: the tables of 0x359, and the switches.
  static func deyeModuleAlarms(_ module: UInt16) -> MessageLayout {
    MessageLayout(
      .moduleAlarms,
      .constant(.module, Int16(truncatingIfNeeded: module)),
      .faults(.protections, at: 0, .deyeProtections),
      .faults(.alarms, at: 4, .deyeAlarms),
      .faults(.errors, at: 6, .deyeErrors),
      .flag(.outputDischargeEnabled, at: 7, bit: 5),
      .flag(.outputChargeEnabled, at: 7, bit: 4),
      .flag(.prechargeClosed, at: 7, bit: 6),
      .flag(.heaterClosed, at: 7, bit: 7),
      .flag(.parallelFinished, at: 7, bit: 0))
  }

  /// 0x250 and up, with currents in steps of 1 A.
  static func deyeModuleLimits(_ module: UInt16) -> MessageLayout {
    MessageLayout(
      .moduleLimits,
      .u16(.chargeCurrentLimit, at: 4),
      .u16(.dischargeCurrentLimit, at: 6),
      .s16(.switchTemperature, at: 0, decimals: 1),
      .s16(.heaterTemperature, at: 2, decimals: 1),
      .constant(.module, Int16(truncatingIfNeeded: module)))
  }

  /// 0x400 and up.
  static func deyeModuleState(_ module: UInt16) -> MessageLayout {
    MessageLayout(
      .moduleState,
      .constant(.module, Int16(truncatingIfNeeded: module)),
      .u16(.cycles, at: 2),
      .code(.state, at: 0, .deyeModuleState),
      .code(.faultLevel, at: 1, .deyeFaultLevel),
      .u16(.balancingCells, at: 4))
  }

  /// 0x500 and up.
  static func deyeModuleVersions(_ module: UInt16) -> MessageLayout {
    MessageLayout(
      .moduleVersions,
      .constant(.module, Int16(truncatingIfNeeded: module)),
      .version(.softwareVersion, at: 0),
      .text(.bootVersion, at: 3, count: 5))
  }

  /// 0x700 and up.
  static func deyeModuleTroubles(_ module: UInt16) -> MessageLayout {
    MessageLayout(
      .moduleCounts,
      .constant(.module, Int16(truncatingIfNeeded: module)),
      .u16(.overChargeCount, at: 0),
      .u16(.overDischargeCount, at: 2),
      .u16(.shortCircuitCount, at: 4),
      .u16(.mosOverTemperatureCount, at: 6))
  }

  /// 0x750 and up.
  static func deyeModuleOverloads(_ module: UInt16) -> MessageLayout {
    MessageLayout(
      .moduleCounts,
      .constant(.module, Int16(truncatingIfNeeded: module)),
      .u16(.chargeOverCurrentCount, at: 0),
      .u16(.dischargeOverCurrentCount, at: 2),
      .u16(.chargeOverTemperatureCount, at: 4),
      .u16(.dischargeOverTemperatureCount, at: 6))
  }
}

extension ClassicPayload {
  /// Whether 0x364 has modules by their state, and how many there are in all.
  fileprivate var hasModuleStates: Bool {
    guard count >= 5 else { return false }
    let total = UInt16(self[4])
    let sum = UInt16(self[0]) &+ UInt16(self[1]) &+ UInt16(self[2])
    return total > 0 && total <= 64 && sum &+ UInt16(self[3]) <= total &* 2
  }
}
