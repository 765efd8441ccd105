// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

// The default of many BMS boards (Pace, JBD): the frames of Pylontech V1.2 with 8
// bytes, and details of the cells behind them. Shoto SDA10 sends V1.2 with 0x370.
extension Dialect {
  /// The superset that calls itself Pylon V2.
  public static var pylonV2: Dialect { Dialect(place: 2) }
}

extension DialectDefinition {
  static let pylonV2 = Self(
    "pylon-v2", title: "The superset \"Pylon V2\"", .medium,
    sources: """
      A capture of an Eco-Worthy Cubix 100 ("PYLON V2.0.6_220510"), in which \
      0x373 to 0x375 prove the layouts of 0x370 and 0x371; the description in \
      Sleeper85/esphome-yambms. No document is public.
      """,
    shapes: .ofPylontech.union(
      FormSet(.sixByteSOC, .fineSOC, .remainingInSOC, .noMark)),
    usual: FormSet(.alarms, .requests),
    isExtension: true,
    traits: Traits(
      .form(.mark, 2), .form(.requests), .form(.alarms),
      .form(.numericExtremes, isNeeded: true),
      .form(.moduleCounts, isNeeded: true),
      .form(.extremesInKelvin, 0, isNeeded: true),
      .form(.info, 0, isNeeded: true), .form(.alarmPairs, 0, isNeeded: true)),
    frequency: 5,
    layout: {
      switch $0 {
      case 0x35A: .sunnyIslandAlarms
      case 0x35F: .batteryInfo
      case 0x070, 0x370: .extremes
      case 0x371: .extremePositions
      default: Dialect.detailsLayout($0) ?? Dialect.pylontechLayout($0)
      }
    })
}
