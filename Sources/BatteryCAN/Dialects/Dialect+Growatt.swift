// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

internal import CANBus

// Big-endian (bms-to-inverter writes it little-endian), and the battery speaks only when asked: the PCS sends 0x301 each
// second. There is no discharge cut-off voltage and no request for a full charge.
extension Dialect {
  /// Growatt low voltage, V1.04.
  public static var growatt: Dialect { Dialect(place: 14) }
}

extension DialectDefinition {
  static let growatt = Self(
    "growatt", title: "Growatt low voltage V1.04", .solid,
    sources: """
      Growatt "BMS CAN-Bus-protocol low voltage" V1.04 / Rev_04, 2019; \
      Battery-Emulator; one captured frame in HotNoob/PythonProtocolGateway.
      """,
    shapes: FormSet(),
    traits: Traits(
      .layout(0x311, "311 has limits of a 48 V battery", 2),
      .layout(0x313, "313 has a voltage of a 48 V battery", 2),
      .telling(0x319, "319 has cell voltages", 2) { $0.hasCells(1, 3, .big) },
      .inverter(0x301, "301 is a poll", length: 8) {
        $0.word == 0x8877_6655_4433_2211 || $0.word == 0x584D_4237_2C21_160B
      }),
    layout: {
      switch $0 {
      case 0x301: .growattPoll
      case 0x311: .growattLimits
      case 0x312: .growattAlarms
      case 0x313: .growattMeasurements
      case 0x314: .growattCapacity
      case 0x315: .cells(from: 1)
      case 0x316: .cells(from: 5)
      case 0x317: .cells(from: 9)
      case 0x318: .cells(from: 13)
      case 0x319: .growattRequests
      case 0x320: .growattVersions
      case 0x321: .growattUpdate
      default: nil
      }
    })
}

extension MessageLayout {
  /// 0x301, from the PCS.
  static let growattPoll = MessageLayout(
    .poll, template: 0x8877_6655_4433_2211)

  /// 0x311: limits, and a status of 16 bits, of which byte 7 is the lower half.
  static let growattLimits = MessageLayout(
    .limits, byteOrder: .bigEndian, or: .otherByteOrder, memory: .showsOrder,
    .u16(.chargeVoltageLimit, at: 0, decimals: 1),
    .s16(.chargeCurrentLimit, at: 2, decimals: 1, .magnitude),
    .s16(.dischargeCurrentLimit, at: 4, decimals: 1, .magnitude),
    .absent(.dischargeVoltageLimit),
    .code(.state, at: 7, bit: 0, count: 2, .growattState),
    .code(.masterState, at: 6, bit: 0, count: 2, .growattMaster),
    .code(.parallelState, at: 6, bit: 2, count: 2, .growattParallel),
    .flag(.error, at: 7, bit: 2),
    .flag(.balancing, at: 7, bit: 3),
    .flag(.sleeping, at: 7, bit: 4),
    .flag(.outputDischargeEnabled, at: 7, bit: 5),
    .flag(.outputChargeEnabled, at: 7, bit: 6),
    .flag(.terminalOpen, at: 7, bit: 7))

  /// 0x312.
  static let growattAlarms = MessageLayout(
    .alarms, byteOrder: .bigEndian,
    .faults(.protections, at: 0, .growattProtections),
    .faults(.alarms, at: 2, .growattAlarms),
    .absent(.moduleCount),
    .u8(.cellCount, at: 7),
    .u8(.packNumber, at: 4),
    .u16(.manufacturerID, at: 5))

  /// 0x313.
  static let growattMeasurements = MessageLayout(
    .measurements, byteOrder: .bigEndian, or: .otherByteOrder,
    memory: .showsOrder,
    .u8(.soc, at: 6, .atMost100),
    .bits(.soh, at: 7, count: 7),
    .s16(.voltage, at: 0, decimals: 2),
    .s16(.current, at: 2, decimals: 1),
    .absent(.temperature),
    .s16(.temperatureMax, at: 4, decimals: 1),
    .flag(.notSafe, at: 7, bit: 7))

  /// 0x314, in steps of 10 mAh.
  static let growattCapacity = MessageLayout(
    .capacity, byteOrder: .bigEndian, memory: .followsOrder,
    .u16(.remainingCapacity, at: 0, decimals: 2),
    .u16(.capacity, at: 2, decimals: 2),
    .u16(.cellVoltageDifference, at: 4, decimals: 3),
    .u16(.cycles, at: 6))

  /// 0x315 to 0x318: four cells each.
  static func cells(from first: Int16) -> MessageLayout {
    MessageLayout(
      .cells, byteOrder: .bigEndian, memory: .followsOrder,
      .constant(.firstCell, first),
      .u16(.cellVoltage1, at: 0, decimals: 3, .zeroIsNotAvailable),
      .u16(.cellVoltage2, at: 2, decimals: 3, .zeroIsNotAvailable),
      .u16(.cellVoltage3, at: 4, decimals: 3, .zeroIsNotAvailable),
      .u16(.cellVoltage4, at: 6, decimals: 3, .zeroIsNotAvailable))
  }

  /// 0x319: permissions, requests and extremes.
  ///
  /// Force charge I is bit 5; II, bit 4, is said to be unused.
  static let growattRequests = MessageLayout(
    .requests, byteOrder: .bigEndian, memory: .followsOrder,
    .u16(.cellVoltageMax, at: 1, decimals: 3, .zeroIsNotAvailable),
    .u16(.cellVoltageMin, at: 3, decimals: 3, .zeroIsNotAvailable),
    .u8(.cellVoltageMaxCell, at: 5),
    .u8(.cellVoltageMinCell, at: 6),
    .flag(.chargeEnabled, at: 0, bit: 7),
    .flag(.dischargeEnabled, at: 0, bit: 6),
    .forceCharge, .forceChargeKind(.forceChargeFromBit5),
    .absent(.fullCharge),
    .code(.chemistry, at: 0, bit: 0, count: 2, .growattChemistry),
    .u8(.faultyPack, at: 7))

  /// 0x320.
  static let growattVersions = MessageLayout(
    .versions, byteOrder: .bigEndian,
    .text(.manufacturer, count: 2),
    .u8(.hardwareNumber, at: 2),
    .u8(.softwareNumber, at: 3),
    Slot(.manufactured, .packedClock, byte: 4, width: 32))

  /// 0x321, whose content the document does not give.
  static let growattUpdate = MessageLayout(.updateStatus, byteOrder: .bigEndian)
}
