// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

// Neither 0x35C nor 0x35E: limits are all that the battery can ask with. It stops
// sending without a 0x305 every 20 s. 0x354 is constant and of unknown meaning.
// Its reader calls bytes 0 and 1 of 0x359 warnings, 2 and 3 alarms.
extension DialectDefinition {
  static let lgRESU = Self(
    "lg-resu", title: "LG RESU low voltage", .medium,
    sources: """
      jens18/lgresu with its unit tests; names of alarms also in "BMS Protocol \
      (CAN) Hybrid EN V1.0".
      """,
    signature: Signature(
      fits: .ofHundredths.union(
        ClueSet(.alarms, .noMark, .capacityOfLG)),
      ClueSet(.capacityOfLG, .limits), ClueSet(.capacityOfLG, .alarms)),
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
    .alarms,
    .absent(.protections),
    .faults(.alarms, at: 2, .lgAlarms),
    .faults(.warnings, at: 0, .lgWarnings),
    .absent(.moduleCount))
}
