// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

internal import CANBus

// Battery-Emulator sends the numbers of this dialect with their bytes in the
// opposite order and two limits exchanged, which is tolerated where only that
// makes them plausible. bms-to-inverter sends 0x35A as 0x359.
extension Dialect {
  /// SMA Sunny Island with an external BMS.
  public static var sma: Dialect { Dialect(place: 8) }
}

extension DialectDefinition {
  static let sma = Self(
    "sma", title: "SMA Sunny Island with an external BMS", .solid,
    sources: """
      SMA "FSS-ConnectingBat-TI-en-10" V1.0; captures of emulators; notes of \
      madsci1016/SMAVenusDriver.
      """,
    shapes: .ofSunnyIsland.union(FormSet(.limitsInHundredths)),
    usual: FormSet(.alarmPairs),
    traits: Traits(
      .common(0x00F, "00F is sent", 4, isNeeded: false, length: 0),
      .name("35E is SMA", 2, Letters(["S", "M", "A"])),
      .form(.reversedLimits, 3), .form(.limitsInHundredths),
      .form(.sixByteSOC), .form(.alarmPairs), .form(.info),
      .form(.measuringInverter, 0)),
    frequency: 7,
    limitsTimeout: LinkTimeout(
      seconds: 60, "SMA FSS-ConnectingBat-TI-en-10: W952 without 351 for 60 s"),
    // A Sunny Island's battery speaks this dialect, and no gateway is beside it.
    answersAnyBattery: false,
    layout: { Dialect.sunnyIslandLayout($0) })
}

extension FormSet {
  /// The shapes that the frames of SMA's external BMS have.
  static var ofSunnyIsland: FormSet {
    FormSet(
      .reversedLimits, .fineSOC, .sixByteSOC, .shortStateOfCharge,
      .remainingInSOC, .shortMeasurements, .hundredthsOfVolts,
      .pairsInAlarms)
  }
}

extension Dialect {
  /// The frames of SMA, which Victron's dialect extends.
  static func sunnyIslandLayout(_ id: UInt16) -> MessageLayout? {
    switch id {
    case 0x00F: .quickStop
    case 0x305: .inverterMeasurements
    case 0x306: .inverterStatus
    case 0x351: .limitsInEitherOrder
    case 0x355: .stateOfChargeInEitherOrder
    case 0x356: .measurementsInEitherOrder
    case 0x35A: .sunnyIslandAlarms
    case 0x35B: .events
    case 0x35E: .manufacturer
    case 0x35F: .batteryInfo
    default: nil
    }
  }
}

extension MessageLayout {
  /// 0x00F without data: the inverter goes to standby at once.
  static let quickStop = MessageLayout(.quickStop, length: 0)

  /// 0x305 of a Sunny Island, whose current is negative while charging.
  static let inverterMeasurements = MessageLayout(
    .keepAlive,
    .u16(.inverterVoltage, at: 0, decimals: 1),
    .s16(.inverterCurrent, at: 2, decimals: 1, .negated),
    .s16(.inverterTemperature, at: 4, decimals: 1),
    .u16(.inverterSOC, at: 6, decimals: 1, .atMost100))

  /// 0x306 of a Sunny Island.
  static let inverterStatus = MessageLayout(
    .inverterStatus,
    .u16(.inverterSOH, at: 0, .atMost100),
    .u8(.chargingProcedure, at: 2),
    .code(.inverterState, at: 3, .sunnyIslandState),
    .u16(.inverterError, at: 4),
    .u16(.chargeVoltageSetPoint, at: 6, decimals: 1))

  /// 0x351, for emulators also with its bytes reversed.
  static let limitsInEitherOrder = MessageLayout(
    .limits, or: .otherByteOrderExchanged,
    .u16(.chargeVoltageLimit, at: 0, decimals: 1),
    .s16(.chargeCurrentLimit, at: 2, decimals: 1, .magnitude),
    .s16(.dischargeCurrentLimit, at: 4, decimals: 1, .magnitude),
    .u16(.dischargeVoltageLimit, at: 6, decimals: 1, .zeroIsNotAvailable))

  /// 0x355, for emulators also with its bytes reversed.
  static let stateOfChargeInEitherOrder = MessageLayout(
    .stateOfCharge, length: 6, or: .otherByteOrder,
    .u16(.soc, at: 0, .atMost100),
    .u16(.soh, at: 2),
    .u16(.socHighResolution, at: 4, decimals: 2, .agreesWithSOC),
    .u16(.remainingCapacity, at: 6, decimals: 1, .besideFineSOC))

  /// 0x356, for emulators also with its bytes reversed.
  static let measurementsInEitherOrder = MessageLayout(
    .measurements, length: 6, or: .otherByteOrder,
    .s16(.voltage, at: 0, decimals: 2, .eitherVoltageScale),
    .s16(.current, at: 2, decimals: 1),
    .s16(.temperature, at: 4, decimals: 1),
    .u16(.cycles, at: 6, .countOfCycles))
}
