// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

internal import CANBus

// The identifiers of Pylontech with more in them. Bytes 4 to 7 of 0x355 are cell
// voltages here, and 3.329 V looks like a SOC of 33.29 %.
extension Dialect {
  /// Luxpower and EG4, V04.2.
  public static var luxpower: Dialect { Dialect(place: 4) }
}

extension DialectDefinition {
  static let luxpower = Self(
    "luxpower", title: "Luxpower and EG4 V04.2", .solid,
    sources: """
      Luxpower "Battery communication CAN Protocol" V04.2, 2023-09-05.
      """,
    shapes: FormSet(
      .cellsInSOC, .hundredthsOfVolts, .tenthsOfVolts, .capacityInAlarms,
      .cyclesInRequests),
    usual: FormSet(.alarms, .requests),
    traits: Traits(
      .form(.cellsInSOC, 2, isNeeded: true), .form(.capacityInAlarms, 2),
      .form(.cyclesInRequests, 2), .form(.alarms), .form(.requests),
      .inverter(0x300, "300 has the rapid shut-down", length: 8) {
        $0.word <= 1
      }),
    layout: {
      switch $0 {
      case 0x300: .rapidShutdown
      case 0x355: .stateOfChargeWithCells
      case 0x356: .measurementsWithRange
      case 0x359: .alarmsWithCapacity
      case 0x35C: .requestsWithCycles
      default: Dialect.pylontechLayout($0)
      }
    })
}

extension MessageLayout {
  /// 0x300, from the PCS.
  static let rapidShutdown = MessageLayout(
    .rapidShutdown, .flag(.rapidShutdown, at: 0, bit: 0))

  /// 0x355 with cell voltages.
  static let stateOfChargeWithCells = MessageLayout(
    .stateOfCharge,
    .u16(.soc, at: 0, .atMost100),
    .u16(.soh, at: 2),
    .u16(.cellVoltageMax, at: 4, decimals: 3, .zeroIsNotAvailable),
    .u16(.cellVoltageMin, at: 6, decimals: 3, .zeroIsNotAvailable))

  /// 0x356 with the highest and the lowest temperature of a cell.
  static let measurementsWithRange = MessageLayout(
    .measurements,
    .s16(.voltage, at: 0, decimals: 2, .eitherVoltageScale),
    .s16(.current, at: 2, decimals: 1),
    .absent(.temperature),
    .s16(.temperatureMax, at: 4, decimals: 1),
    .s16(.temperatureMin, at: 6, decimals: 1))

  /// 0x359 with the capacity instead of a mark.
  static let alarmsWithCapacity = MessageLayout(
    .alarms, or: .markedAlarms,
    .u16(.capacity, at: 5, .zeroIsNotAvailable),
    .faults(.protections, at: 0, .plainProtections),
    .faults(.alarms, at: 2, .plainAlarms),
    .u8(.moduleCount, at: 4))

  /// 0x35C with the count of charge cycles.
  static let requestsWithCycles = MessageLayout(
    .requests,
    .u16(.cycles, at: 2),
    .flag(.chargeEnabled, at: 0, bit: 7),
    .flag(.dischargeEnabled, at: 0, bit: 6),
    .forceCharge, .forceChargeKind(.forceChargeFromBit4),
    .flag(.fullCharge, at: 0, bit: 3))
}
