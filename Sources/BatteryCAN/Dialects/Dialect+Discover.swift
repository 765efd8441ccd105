// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

// Bytes 3 to 6 of 0x35A have another order than SMA's that is not known; their
// pairs are mostly 3, "not used".
extension DialectDefinition {
  static let discover = Self(
    "discover", title: "Discover AES and Lynk II", .medium,
    sources: """
      ryanpulley/DiscoverAEStoPylontech; ai-republic/bms-to-inverter issue 107.
      """,
    signature: Signature(
      fits: .ofAll.union(
        ClueSet(
          .tenthsOfVolts, .shortAlarmPairs, .nameDiscover,
          .capacityOfDiscover, .textName, .firmware, .protocolVersion)),
      ClueSet(.nameDiscover),
      ClueSet(.shortAlarmPairs, .capacityOfDiscover),
      ClueSet(.firmware, .capacityOfDiscover)),
    layout: {
      switch $0 {
      case 0x305: .keepAlive
      case 0x351: .limits
      case 0x354: .discoverCapacity
      case 0x355: .stateOfCharge
      case 0x356: .measurementsInTenths
      case 0x35A: .discoverAlarms
      case 0x35E: .manufacturer
      case 0x370: .firstHalfOfName
      case 0x371: .secondHalfOfName
      case 0x372: .discoverFirmware
      case 0x373: .discoverProtocol
      default: nil
      }
    })
}

extension MessageLayout {
  /// 0x354: nominal and remaining capacity.
  static let discoverCapacity = MessageLayout(
    .capacity,
    .u16(.remainingCapacity, at: 2),
    .u16(.capacity, at: 0))

  /// 0x35A of 7 bytes, of which the first three are as SMA's.
  static let discoverAlarms = MessageLayout(
    .alarms, length: 7,
    .absent(.protections),
    .faults(.alarms, at: 0, .discoverAlarms),
    .absent(.moduleCount))

  /// 0x372.
  static let discoverFirmware = MessageLayout(
    .versions, length: 4, .u32(.firmwareNumber, at: 0))

  /// 0x373.
  static let discoverProtocol = MessageLayout(
    .versions, length: 4, .u32(.protocolNumber, at: 0))
}
