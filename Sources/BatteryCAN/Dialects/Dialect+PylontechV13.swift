// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

// Newer US5000 send neither 0x359 nor 0x35C, so that there are no requests:
// limits of zero and the pairs of 0x35A say everything.
extension Dialect {
  /// Pylontech low voltage, V1.3.
  public static var pylontechV13: Dialect { Dialect(place: 1) }
}

extension DialectDefinition {
  static let pylontechV13 = Self(
    "pylontech-v1.3", title: "Pylontech low voltage V1.3", .medium,
    sources: """
      A capture of US5000 with new firmware (setfirelabs.com, "Pylontech battery \
      CAN comms V1.2 vs V1.3"); the table of Sleeper85/esphome-yambms. No \
      document is public.
      """,
    shapes: FormSet(
      .sixByteSOC, .fineSOC, .shortMeasurements, .hundredthsOfVolts),
    usual: FormSet(.alarmPairs, .info),
    traits: Traits(
      .telling(0x35F, "35F begins with LI", 3) { $0.hasPrefix(["L", "I"]) },
      .namePylon(2, isNeeded: true), .form(.alarmPairs), .form(.info)),
    frequency: 2,
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
