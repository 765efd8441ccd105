// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

// What bms-to-inverter writes for GoodWe, 250 kbit/s by default, where its comment
// says high voltage. SMA's and BYD's high voltage sets have other bytes in 0x458.
extension Dialect {
  /// GoodWe with its own identifiers.
  public static var goodWe: Dialect { Dialect(place: 16) }
}

extension DialectDefinition {
  static let goodWe = Self(
    "goodwe", title: "GoodWe with its own identifiers", .weak,
    sources: "ai-republic/bms-to-inverter, which writes it. Never captured.",
    shapes: FormSet(),
    traits: Traits(
      .layout(0x456, "456 has limits of a 48 V battery", 3),
      .layout(0x457, "457 has a SOC", 1),
      .layout(0x458, "458 has a voltage of a 48 V battery", 1)),
    layout: {
      switch $0 {
      case 0x453: .goodWeModules
      case 0x455: .goodWeAlarms
      case 0x456: .limits
      case 0x457: .goodWeStateOfCharge
      case 0x458: .goodWeMeasurements
      default: nil
      }
    })
}

extension MessageLayout {
  /// 0x453.
  static let goodWeModules = MessageLayout(
    .modules,
    .u16(.moduleCount, at: 0))

  /// 0x455.
  static let goodWeAlarms = MessageLayout(
    .alarms,
    .absent(.protections),
    .faults(.alarms, at: 0, .goodWeAlarms),
    .faults(.warnings, at: 2, .goodWeWarnings),
    .absent(.moduleCount))

  /// 0x457 in steps of 0.01 %.
  static let goodWeStateOfCharge = MessageLayout(
    .stateOfCharge,
    .u16(.soc, at: 0, decimals: 2, .atMost100),
    .u16(.soh, at: 2, decimals: 2))

  /// 0x458 with the voltage in 0.1 V.
  static let goodWeMeasurements = MessageLayout(
    .measurements,
    .u16(.voltage, at: 0, decimals: 1),
    .s16(.current, at: 2, decimals: 1),
    .s16(.temperature, at: 4, decimals: 1))
}
