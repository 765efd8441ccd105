// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

// All frames have 8 bytes. The two force charge bits are numbered from bit 4 on,
// against Pylontech. The document has the voltage in 0.1 V, but bms-to-inverter
// sends it in 0.01 V to the same inverters.
extension Dialect {
  /// Sol-Ark low voltage, V1.3.
  public static var solArk: Dialect { Dialect(place: 3) }
}

extension DialectDefinition {
  static let solArk = Self(
    "sol-ark", title: "Sol-Ark low voltage V1.3", .solid,
    sources: """
      Sol-Ark "CAN Bus Protocol for LV Battery-Inverter Communications" V1.3, \
      January 2023.
      """,
    shapes: FormSet(.fineSOC, .hundredthsOfVolts, .tenthsOfVolts, .mark),
    usual: FormSet(.alarms, .requests),
    traits: Traits(
      .form(.mark, 2), .form(.requests), .form(.alarms),
      .form(.tenthsOfVolts, 2, isNeeded: true),
      .form(.installedCapacity, 2, isNeeded: true)),
    frequency: 3,
    needsEightBytes: true,
    layout: {
      switch $0 {
      case 0x356: .measurementsInTenths
      case 0x35C: .solArkRequests
      case 0x379: .installedCapacity
      default: Dialect.pylontechLayout($0)
      }
    })
}

extension MessageLayout {
  /// 0x35C of Sol-Ark and Luxpower: force charge 1 is bit 4, 2 is bit 5.
  static let solArkRequests = MessageLayout(
    .requests,
    .flag(.chargeEnabled, at: 0, bit: 7),
    .flag(.dischargeEnabled, at: 0, bit: 6),
    .forceCharge, .forceChargeKind(.forceChargeFromBit4),
    .flag(.fullCharge, at: 0, bit: 3))
}
