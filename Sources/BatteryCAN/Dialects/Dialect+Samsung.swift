// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

// Two readers that disagree about the byte order: whichever gives a voltage of a
// 48 V battery counts. Everything here is weakly founded.
extension DialectDefinition {
  static let samsung = Self(
    "samsung", title: "Samsung SDI low voltage", .weak,
    sources: """
      Battery-Emulator (big-endian) and ai-republic/bms-to-inverter \
      (little-endian, one user says that it works). No document, no capture.
      """,
    signature: Signature(
      fits: ClueSet(.measurementsOfSamsung, .limitsOfSamsung),
      ClueSet(.measurementsOfSamsung, .limitsOfSamsung)),
    layout: {
      switch $0 {
      case 0x500: .samsungMeasurements
      case 0x501: .samsungAlarms
      case 0x502: .samsungLimits
      case 0x503: .samsungCells
      case 0x504: .samsungTrays
      case 0x505: .samsungVersion
      default: nil
      }
    })
}

extension MessageLayout {
  /// 0x500.
  static let samsungMeasurements = MessageLayout(
    .measurements, or: .otherByteOrder,
    .u8(.soc, at: 4, .atMost100),
    .u8(.soh, at: 5),
    .u16(.voltage, at: 0, decimals: 2),
    .s16(.current, at: 2),
    .absent(.temperature),
    .u16(.cycles, at: 6))

  /// 0x501.
  static let samsungAlarms = MessageLayout(
    .alarms,
    .faults(.protections, at: 2, .samsungProtections),
    .faults(.alarms, at: 0, .samsungAlarms),
    .u8(.moduleCount, at: 4))

  /// 0x502.
  static let samsungLimits = MessageLayout(
    .limits, or: .otherByteOrder,
    .u16(.chargeVoltageLimit, at: 0, decimals: 1),
    .u16(.chargeCurrentLimit, at: 2, decimals: 1),
    .u16(.dischargeCurrentLimit, at: 4, decimals: 1),
    .u16(.dischargeVoltageLimit, at: 6, decimals: 1, .zeroIsNotAvailable))

  /// 0x503.
  static let samsungCells = MessageLayout(
    .extremes, or: .otherByteOrder,
    .u16(.cellVoltageMax, at: 2, decimals: 3, .zeroIsNotAvailable),
    .u16(.cellVoltageMin, at: 4, decimals: 3, .zeroIsNotAvailable),
    .u16(.cellVoltageAverage, at: 0, decimals: 3, .zeroIsNotAvailable),
    .u16(.trayVoltageAverage, at: 6, decimals: 3, .zeroIsNotAvailable))

  /// 0x504, in the order of bytes that 0x500 and 0x502 show.
  static let samsungTrays = MessageLayout(
    .extremes,
    .u8(.temperature, at: 4),
    .u8(.temperatureMax, at: 5),
    .u8(.temperatureMin, at: 6),
    .u16(.trayVoltageMax, at: 0, decimals: 3, .zeroIsNotAvailable),
    .u16(.trayVoltageMin, at: 2, decimals: 3, .zeroIsNotAvailable))

  /// 0x505.
  static let samsungVersion = MessageLayout(
    .versions, .u16(.softwareNumber, at: 0))
}
