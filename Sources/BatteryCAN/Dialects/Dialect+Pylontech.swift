// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

internal import CANBus

extension Dialect {
  /// Which message an identifier carries in Pylontech's dialect.
  ///
  /// Frames of all lengths that batteries send are decoded: 0x351 with 6 or 8
  /// bytes, 0x355 with 4, 6 or 8, 0x359 with 7 or 8, 0x35C with 1, 2 or 8. V1.1
  /// corrected the meaning of 0x359 byte 0 bit 1 to over-voltage and added 0x35C
  /// bit 4, V1.2 added 0x35C bit 3.
  ///
  /// Sources: Pylontech "BMS Protocol CAN" 2016-11-03 (V1.0) and "CAN-Bus
  /// protocol PYLON low voltage" V1.2, 2018-04-08; the same tables in Deye V1.2
  /// (2018) and Vestwoods V1. High-resolution SOC in 0x355: emulators that follow
  /// SMA.
  static func pylontechLayout(of id: StandardID) -> MessageLayout? {
    switch id {
    case .keepAlive: .keepAlive
    case .limits: .limits(.common)
    case .stateOfCharge: .stateOfCharge(.common)
    case .measurements: .measurements(.common)
    case .alarms: .alarms(.pylontech)
    case .requests: .requests(.pylontech)
    case .manufacturer: .manufacturer
    default: nil
    }
  }
}

extension Alarms.Layout {
  /// The layout of Pylontech.
  public static var pylontech: Alarms.Layout {
    Alarms.Layout(
      protections: .pylontechProtections, alarms: .pylontechAlarms,
      moduleCount: Signal(.u8, at: 4, decimals: 0))
  }
}

extension Requests.Layout {
  /// The layout of Pylontech.
  public static var pylontech: Requests.Layout {
    Requests.Layout(forceCharge: .bit5IsFirst)
  }
}
