// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

// Victron does not publish the document. The frames of SMA, and 0x360 to 0x382
// behind them. BYD sends 0x351 every 2 s, 0x35E every 60 s and the others every
// 10 s. A REC BMS holds 0x360 at FF, so that only a 0x360 that has been seen
// cleared is a request.
extension DialectDefinition {
  static let victron = Self(
    "victron", title: "Victron, BYD, REC and others", .solid,
    sources: """
      Captures and readers that agree: dfch/BydCanProtocol, \
      AndreasBoehm/PytesCANProtocol, syssi/esphome-virtual-can-bms, the manual \
      of REC's BMS, Sleeper85/esphome-yambms; Safiery's battery manual V5.1 \
      paraphrases the document.
      """,
    signature: Signature(
      fits: .ofVictron.union(
        ClueSet(.nameBYD, .nameREC, .namePytes, .nameSHEnergy, .infoBYD)),
      ofInverter: ClueSet(.gateway),
      ClueSet(.nameBYD, .limits), ClueSet(.nameREC, .limits),
      ClueSet(.infoBYD, .limits), ClueSet(.serialNumber, .limits),
      ClueSet(.moduleCounts, .limits), ClueSet(.extremesInKelvin, .limits),
      ClueSet(.namePytes, .alarmPairs), ClueSet(.energies, .limits)),
    layout: { Dialect.victronLayout($0) })
}

extension ClueSet {
  /// What the frames of Victron's dialect show.
  static var ofVictron: ClueSet {
    .ofSunnyIsland.union(
      ClueSet(
        .chargeRequest, .textName, .moduleCounts, .extremesInKelvin,
        .positions, .energies, .installedCapacity, .serialNumber, .family,
        .nameOther))
  }
}

extension Dialect {
  /// Modules, cells and energy, which others have taken over.
  static func detailsLayout(_ id: UInt16) -> MessageLayout? {
    switch id {
    case 0x372: .modules
    case 0x373: .extremesInKelvin
    case 0x374: .minimumCellPosition
    case 0x375: .maximumCellPosition
    case 0x376: .minimumTemperaturePosition
    case 0x377: .maximumTemperaturePosition
    case 0x378: .energyInTenths
    case 0x379: .installedCapacity
    default: nil
    }
  }

  static func victronLayout(_ id: UInt16) -> MessageLayout? {
    switch id {
    // The quick stop is SMA's alone.
    case 0x00F: nil
    case 0x305: .keepAlive
    case 0x306: .gatewayStatus
    case 0x307: .gateway
    case 0x356: .measurementsWithCyclesInEitherOrder
    case 0x35A: .victronAlarms
    case 0x360: .chargeRequest
    case 0x370: .firstHalfOfName
    case 0x371: .secondHalfOfName
    case 0x380: .firstHalfOfSerialNumber
    case 0x381: .secondHalfOfSerialNumber
    case 0x382: .family
    default: detailsLayout(id) ?? sunnyIslandLayout(id)
    }
  }
}

extension MessageLayout {
  /// 0x356 with cycles, for emulators also with its bytes reversed.
  static let measurementsWithCyclesInEitherOrder = MessageLayout(
    .measurements, or: .otherByteOrder,
    .s16(.voltage, at: 0, decimals: 2, .eitherVoltageScale),
    .s16(.current, at: 2, decimals: 1),
    .s16(.temperature, at: 4, decimals: 1),
    .u16(.cycles, at: 6, .zeroIsNotAvailable))

  /// 0x306, zeros from a gateway.
  static let gatewayStatus = MessageLayout(.gateway)

  /// 0x307, the signature of a gateway.
  static let gateway = MessageLayout(
    .gateway, template: 0x0043_4956_7856_3412,
    .text(.signature, at: 4, count: 4))

  /// 0x35A with the status of the system in the pair behind the warnings.
  static let victronAlarms = MessageLayout(
    .alarms,
    .absent(.protections),
    .faults(.alarms, at: 0, .sunnyIslandAlarms),
    .faults(.warnings, at: 4, .sunnyIslandAlarms),
    .absent(.moduleCount),
    .bits(.systemStatus, at: 7, from: 2, count: 2))

  /// 0x360: FF asks to be charged.
  static let chargeRequest = MessageLayout(
    .requests,
    .absent(.chargeEnabled),
    .absent(.dischargeEnabled),
    .match(.forceCharge, at: 0, width: 8, 0xFF),
    .code(.forceChargeKind, at: 0, .chargeRequest, .zeroIsNothing),
    .absent(.fullCharge))

  /// 0x378 in steps of 0.1 kWh.
  static let energyInTenths = MessageLayout(
    .energy,
    .u32(.energyCharged, at: 0, decimals: 1),
    .u32(.energyDischarged, at: 4, decimals: 1))

  /// 0x380.
  static let firstHalfOfSerialNumber = MessageLayout(
    .serialNumber, .constant(.part, 1), .text(.serialNumber))

  /// 0x381.
  static let secondHalfOfSerialNumber = MessageLayout(
    .serialNumber, .constant(.part, 2), .text(.serialNumber))

  /// 0x382.
  static let family = MessageLayout(.family, .text(.family))
}
