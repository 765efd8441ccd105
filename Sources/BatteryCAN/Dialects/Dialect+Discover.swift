// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

internal import CANBus

// Bytes 3 to 6 of 0x35A have another order than SMA's that is not known; their
// pairs are mostly 3, "not used".
extension Dialect {
  /// Discover AES and Lynk II.
  public static var discover: Dialect { Dialect(place: 13) }
}

extension DialectDefinition {
  static let discover = Self(
    "discover", title: "Discover AES and Lynk II", .medium,
    sources: """
      ryanpulley/DiscoverAEStoPylontech; ai-republic/bms-to-inverter issue 107.
      """,
    shapes: FormSet(.tenthsOfVolts, .shortAlarmPairs),
    usual: FormSet(.shortAlarmPairs),
    isExtension: true,
    traits: Traits(
      .name(
        "35E is DISCOVER", 2, isNeeded: true,
        Letters(["D", "I", "S", "C", "O", "V", "E", "R"])),
      .form(.shortAlarmPairs, 3, isNeeded: true),
      .telling(0x354, "354 has two capacities", 2) {
        $0.count == 8 && $0.u16(0) >= 10 && $0.u16(2) <= $0.u16(0)
          && $0.word &>> 32 == 0
      },
      .common(0x372, "372 has 4 bytes", 1, length: 4),
      .common(0x373, "373 has 4 bytes", 1, length: 4),
      .form(.tenthsOfVolts)),
    layout: {
      switch $0 {
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
