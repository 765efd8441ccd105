// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

// Newer US5000 send neither 0x359 nor 0x35C, so that there are no requests:
// limits of zero and the pairs of 0x35A say everything.
extension DialectDefinition {
  static let pylontechV13 = Self(
    "pylontech-v1.3", title: "Pylontech low voltage V1.3", .medium,
    sources: """
      A capture of US5000 with new firmware (setfirelabs.com, "Pylontech battery \
      CAN comms V1.2 vs V1.3"); the table of Sleeper85/esphome-yambms. No \
      document is public.
      """,
    signature: Signature(
      fits: .ofHundredths.union(
        ClueSet(
          .sixByteSOC, .fineSOC, .shortMeasurements, .alarmPairs, .namePylon,
          .info, .infoPylontech)),
      ClueSet(.infoPylontech, .alarmPairs),
      ClueSet(.namePylon, .alarmPairs, .info)),
    layout: {
      switch $0 {
      case 0x305: .keepAlive
      case 0x351: .limits
      case 0x355: .stateOfCharge
      case 0x356: .measurements
      case 0x35A: .sunnyIslandAlarms
      case 0x35E: .manufacturer
      case 0x35F: .batteryInfo
      default: nil
      }
    })
}
