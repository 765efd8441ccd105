// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

// Victron's dialect and, beside or instead of it, identifiers from 0x400 on.
extension Dialect {
  /// Pytes with its own identifiers.
  public static var pytes: Dialect { Dialect(place: 11) }
}

extension DialectDefinition {
  static let pytes = Self(
    "pytes", title: "Pytes with its own identifiers", .medium,
    sources: """
      hoylabs/OpenDTU-OnBattery (src/battery/pytes) and its issue 1188; \
      AndreasBoehm/PytesCANProtocol for what it shares with Victron.
      """,
    shapes: .ofSunnyIsland.union(FormSet(.shortAlarms, .mark, .shortRequests)),
    isExtension: true,
    traits: Traits(
      .layout(0x400, "400 has limits of a 48 V battery", 3),
      .layout(0x405, "405 has a voltage of a 48 V battery", 3),
      .telling(0x40A, "40A is PYTES", 2) {
        $0.hasPrefix(["P", "Y", "T", "E", "S"])
      },
      .name("35E is PYTES", 1, Letters(["P", "Y", "T", "E", "S"]))),
    limitsTimeout: .victronLimits, inverterTimeout: .victronInverter,
    layout: {
      switch $0 {
      case 0x305: nil
      case 0x359: .pylontechAlarms
      case 0x35C: .pylontechRequests
      case 0x400: .limits
      case 0x401: .pytesCells
      case 0x402: .pytesTemperatures
      case 0x403: .pytesAlarms
      case 0x404: .pytesStateOfCharge
      case 0x405: .pytesMeasurements
      case 0x406: .pytesInternal
      case 0x408: .pytesRequests
      case 0x409: .pytesCapacity
      case 0x40A: .manufacturer
      case 0x40B: .pytesModules
      case 0x41E: .energyInTenths
      default: Dialect.victronLayout($0)
      }
    })
}

extension MessageLayout {
  /// 0x401.
  static let pytesCells = MessageLayout(
    .extremes,
    .u16(.cellVoltageMax, at: 0, decimals: 3, .zeroIsNotAvailable),
    .u16(.cellVoltageMin, at: 2, decimals: 3, .zeroIsNotAvailable),
    .u8(.cellVoltageMaxPack, at: 5),
    .u8(.cellVoltageMaxCell, at: 4),
    .u8(.cellVoltageMinPack, at: 7),
    .u8(.cellVoltageMinCell, at: 6))

  /// 0x402.
  static let pytesTemperatures = MessageLayout(
    .extremes,
    .s16(.temperatureMax, at: 0, decimals: 1),
    .s16(.temperatureMin, at: 2, decimals: 1),
    .u8(.temperatureMaxPack, at: 5),
    .u8(.temperatureMaxSensor, at: 4),
    .u8(.temperatureMinPack, at: 7),
    .u8(.temperatureMinSensor, at: 6))

  /// 0x405 with the number of cells in series.
  static let pytesMeasurements = MessageLayout(
    .measurements,
    .s16(.voltage, at: 0, decimals: 2, .eitherVoltageScale),
    .s16(.current, at: 2, decimals: 1),
    .s16(.temperature, at: 4, decimals: 1),
    .u16(.cellCount, at: 6, .zeroIsNotAvailable))

  /// 0x403: two words of 32 bits, of which either reports.
  static let pytesAlarms = MessageLayout(
    .alarms,
    .absent(.protections),
    .faults(.alarms, at: 0, .pytesAlarms, .withSecondWord),
    .absent(.moduleCount),
    .flag(.charging, at: 3, bit: 2),
    .flag(.discharging, at: 3, bit: 3))

  /// 0x404.
  static let pytesStateOfCharge = MessageLayout(
    .stateOfCharge,
    .u16(.soc, at: 0, .atMost100),
    .u16(.soh, at: 2),
    .u16(.cycles, at: 6))

  /// 0x406.
  static let pytesInternal = MessageLayout(
    .alarms,
    .absent(.protections),
    .faults(.alarms, at: 0, .pytesInternal),
    .absent(.moduleCount))

  /// 0x408: a byte each, 0 or 1, and bits for the modules.
  static let pytesRequests = MessageLayout(
    .requests,
    .u8(.blockingChargeModules, at: 5),
    .u8(.blockingDischargeModules, at: 6),
    .flag(.chargeEnabled, at: 0, bit: 0),
    .flag(.dischargeEnabled, at: 1, bit: 0),
    .flag(.forceCharge, at: 2, bit: 0),
    .code(
      .forceChargeKind, at: 2, bit: 0, count: 1, .chargeNow, .zeroIsNothing),
    .absent(.fullCharge))

  /// 0x409.
  static let pytesCapacity = MessageLayout(
    .capacity,
    .u32(.remainingCapacity, at: 4, decimals: 3),
    .u32(.capacity, at: 0, decimals: 3))

  /// 0x40B.
  static let pytesModules = MessageLayout(
    .modules,
    .absent(.moduleCount),
    .u8(.modulesOnline, at: 6),
    .u8(.modulesOffline, at: 7))
}
