// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

internal import CANBus

// Neither 0x35C nor 0x35E: limits are all that the battery can ask with. It stops
// sending without a 0x305 every 20 s. 0x354 is constant and of unknown meaning.
// Its reader calls bytes 0 and 1 of 0x359 warnings, 2 and 3 alarms.
extension Dialect {
  /// LG RESU low voltage.
  public static var lgRESU: Dialect { Dialect(place: 12) }
}

extension DialectDefinition {
  static let lgRESU = Self(
    "lg-resu", title: "LG RESU low voltage", .medium,
    sources: """
      jens18/lgresu with its unit tests; names of alarms also in "BMS Protocol \
      (CAN) Hybrid EN V1.0".
      """,
    shapes: FormSet(.fineSOC, .hundredthsOfVolts, .noMark),
    usual: FormSet(.alarms),
    traits: Traits(
      .telling(0x354, "354 has the constant of LG", 4) {
        $0.count == 8 && $0.word == 0x0000_0003_1F00_C004
      },
      .form(.alarms)),
    inverterTimeout: LinkTimeout(
      seconds: 20, "jens18/lgresu: LG RESU goes on with 305 each 20 s"),
    layout: {
      switch $0 {
      case 0x305: .keepAlive
      case 0x351: .limits
      case 0x355: .stateOfCharge
      case 0x356: .measurements
      case 0x359: .lgAlarms
      default: nil
      }
    })
}

extension MessageLayout {
  /// 0x359 with warnings before alarms, and no mark.
  static let lgAlarms = MessageLayout(
    .alarms, or: .markedAlarms,
    .absent(.protections),
    .faults(.alarms, at: 2, .lgAlarms),
    .faults(.warnings, at: 0, .lgWarnings),
    .absent(.moduleCount))
}
