// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

// The maker's document and a capture of 16 trays have the lowest byte first.
// Battery-Emulator reads the highest byte first, which is tolerated where only that
// makes a voltage plausible.
extension Dialect {
  /// Samsung SDI low voltage.
  public static var samsung: Dialect { Dialect(place: 15) }
}

extension DialectDefinition {
  static let samsung = Self(
    "samsung", title: "Samsung SDI low voltage", .solid,
    sources: """
      drurew/samsung-sdi-victron-integration, after the maker's document Rev 0.2, \
      and its capture of an ELPM482 with 16 trays; ai-republic/bms-to-inverter, issue 63.
      """,
    // The capture of issue 63 has 359 and 35E as well, with zeros.
    shapes: FormSet(.alarms),
    traits: Traits(
      .layout(0x500, "500 has a voltage of a 48 V battery", 2),
      .layout(0x502, "502 has limits of a 48 V battery", 2)),
    layout: {
      switch $0 {
      case 0x500: .samsungMeasurements
      case 0x501: .samsungAlarms
      case 0x502: .samsungLimits
      case 0x503: .samsungCells
      case 0x504: .samsungTrays
      case 0x505: .samsungVersion
      case 0x510...0x55F where $0 & 3 == 0:
        .samsungTray(($0 - 0x510) / 4 + 1)
      case 0x510...0x55F where $0 & 3 == 1:
        .samsungTrayExtremes(($0 - 0x510) / 4 + 1)
      case 0x5F0...0x5F4: .samsungCells(from: Int16($0 - 0x5F0) * 3 + 1)
      default: nil
      }
    })
}

extension MessageLayout {
  /// 0x500; bytes 6 and 7 are a heartbeat that counts up.
  static let samsungMeasurements = MessageLayout(
    .measurements, or: .otherByteOrder, memory: .showsOrder,
    .u8(.soc, at: 4, .atMost100),
    .u8(.soh, at: 5),
    .u16(.voltage, at: 0, decimals: 2),
    .s16(.current, at: 2),
    .absent(.temperature))

  /// 0x501.
  static let samsungAlarms = MessageLayout(
    .alarms,
    .faults(.protections, at: 2, .samsungProtections),
    .faults(.alarms, at: 0, .samsungAlarms),
    .u8(.moduleCount, at: 4),
    .u8(.modulesOnline, at: 5))

  /// 0x502.
  static let samsungLimits = MessageLayout(
    .limits, or: .otherByteOrder, memory: .showsOrder,
    .u16(.chargeVoltageLimit, at: 0, decimals: 1),
    .u16(.chargeCurrentLimit, at: 2, decimals: 1),
    .u16(.dischargeCurrentLimit, at: 4, decimals: 1),
    .u16(.dischargeVoltageLimit, at: 6, decimals: 1, .zeroIsNotAvailable))

  /// 0x503.
  ///
  /// A real battery has a mean tray voltage there that none of its trays
  /// can have.
  static let samsungCells = MessageLayout(
    .extremes, or: .otherByteOrder,
    .u16(.cellVoltageMax, at: 2, decimals: 3, .zeroIsNotAvailable),
    .u16(.cellVoltageMin, at: 4, decimals: 3, .zeroIsNotAvailable),
    .u16(.cellVoltageAverage, at: 0, decimals: 3, .zeroIsNotAvailable),
    .u16(.trayVoltageAverage, at: 6, decimals: 2, .onlyUsualVoltage))

  /// 0x504, in the order of bytes that 0x500 and 0x502 show.
  static let samsungTrays = MessageLayout(
    .extremes, memory: .followsOrder,
    .s8(.temperature, at: 4),
    .s8(.temperatureMax, at: 5),
    .s8(.temperatureMin, at: 6),
    .u16(.trayVoltageMax, at: 0, decimals: 2, .zeroIsNotAvailable),
    .u16(.trayVoltageMin, at: 2, decimals: 2, .zeroIsNotAvailable))

  /// 0x505.
  static let samsungVersion = MessageLayout(
    .versions, .version(.softwareVersion, at: 0))

  /// 0x510 and each fourth identifier behind it: a tray.
  static func samsungTray(_ tray: UInt16) -> MessageLayout {
    MessageLayout(
      .moduleMeasurements, memory: .followsOrder,
      .u8(.soc, at: 4, .atMost100),
      .u8(.soh, at: 5),
      .u16(.voltage, at: 0, decimals: 2),
      .s16(.current, at: 2, decimals: 2),
      .constant(.module, Int16(truncatingIfNeeded: tray)))
  }

  /// 0x511 and each fourth identifier behind it: the cells of a tray.
  static func samsungTrayExtremes(_ tray: UInt16) -> MessageLayout {
    MessageLayout(
      .moduleExtremes, memory: .followsOrder,
      .s8(.temperatureMax, at: 6),
      .s8(.temperatureMin, at: 7),
      .u16(.cellVoltageMax, at: 2, decimals: 3, .zeroIsNotAvailable),
      .u16(.cellVoltageMin, at: 4, decimals: 3, .zeroIsNotAvailable),
      .constant(.module, Int16(truncatingIfNeeded: tray)))
  }

  /// 0x5F0 to 0x5F4: three cells of a tray; its 14th cell is the second of the last.
  static func samsungCells(from first: Int16) -> MessageLayout {
    MessageLayout(
      .cells, memory: .followsOrder,
      .constant(.firstCell, first),
      .u16(.cellVoltage1, at: 2, decimals: 3, .zeroIsNotAvailable),
      .u16(.cellVoltage2, at: 4, decimals: 3, .zeroIsNotAvailable),
      first < 13
        ? .u16(.cellVoltage3, at: 6, decimals: 3, .zeroIsNotAvailable)
        : .absent(.cellVoltage3),
      .absent(.cellVoltage4),
      .u16(.module, at: 0))
  }
}
