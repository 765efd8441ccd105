// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

// The frames of Pylontech and the numbers of 0x370 and 0x371; the document
// misprints the identifier of the latter. In the mode "Victron" the same BMS
// speaks that dialect, still as SHEnergy.
extension Dialect {
  /// Seplos, V1.0.
  public static var seplos: Dialect { Dialect(place: 5) }
}

extension DialectDefinition {
  static let seplos = Self(
    "seplos", title: "Seplos V1.0", .solid,
    sources: "SEPLOS \"BMS CAN Protocol V1.0\".",
    shapes: FormSet(
      .fineSOC, .remainingInSOC, .shortStateOfCharge, .shortMeasurements,
      .hundredthsOfVolts, .onlineBitsInAlarms, .noMark, .shortRequests),
    usual: FormSet(.alarms, .requests, .numericExtremes),
    traits: Traits(
      .form(.onlineBitsInAlarms, 2, isNeeded: true),
      .form(.numericExtremes, 2, isNeeded: true),
      .name(
        "35E is SHEnergy", 1, isNeeded: true,
        Letters(["S", "H", "E", "n", "e", "r", "g", "y"])),
      .form(.requests), .form(.alarms)),
    frequency: 4,
    layout: {
      switch $0 {
      case 0x359: .seplosAlarms
      case 0x35C: .seplosRequests
      case 0x070, 0x370: .extremes
      case 0x371: .extremePositions
      default: Dialect.pylontechLayout($0)
      }
    })
}

extension MessageLayout {
  /// 0x359 with the modules that are online instead of a mark.
  static let seplosAlarms = MessageLayout(
    .alarms, or: .markedAlarms,
    .faults(.protections, at: 0, .plainProtections),
    .faults(.alarms, at: 2, .seplosAlarms),
    .u8(.moduleCount, at: 4),
    .u8(.onlineModules, at: 7))

  /// 0x35C without a full charge request.
  static let seplosRequests = MessageLayout(
    .requests,
    .flag(.chargeEnabled, at: 0, bit: 7),
    .flag(.dischargeEnabled, at: 0, bit: 6),
    .forceCharge, .forceChargeKind(.forceChargeFromBit5),
    .absent(.fullCharge))
}
