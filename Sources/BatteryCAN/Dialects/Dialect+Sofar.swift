// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

// The dialect of the ZCS AZZURRO LV ZSX5000S. Its manual promises two requests
// (recharge below 8 %, full charge after a month below 97 %): 0x30F has both, and
// 0x35C as well, where it is sent.
extension DialectDefinition {
  static let sofar = Self(
    "sofar", title: "Sofar and AMASS low voltage, 11-bit", .medium,
    sources: """
      crodar33/CommandPoint (emulates the battery of a HYD6000-ES); \
      loopyengineeringco/Daly2Sofar (ME3000SP); a log of a Dyness B4850 in \
      sdikiy/Dyness-BMS-CAN; Battery-Emulator for the 29-bit sibling. The \
      maker's "Low voltage BMS general CAN protocol (standard frame)" is not \
      public.
      """,
    signature: Signature(
      fits: .ofHundredths.union(
        ClueSet(
          .shortMeasurements, .fineSOC, .sixByteSOC, .remainingInSOC, .alarms,
          .noMark, .onlineBitsInAlarms, .alarmPairs, .events, .requests)
      ).union(
        ClueSet(
          .shortRequests, .nameSofar, .nameOther, .info, .remoteCommand,
          .textName)),
      ClueSet(.remoteCommand, .limits), ClueSet(.nameSofar),
      ClueSet(.onlineBitsInAlarms, .alarmPairs),
      ClueSet(.noMark, .alarmPairs, .limits), ClueSet(.remainingInSOC, .limits)),
    layout: {
      switch $0 {
      case 0x305: .keepAlive
      case 0x30F: .remoteCommand
      case 0x351: .limits
      case 0x355: .stateOfChargeWithRemaining
      case 0x356: .measurementsWithCycles
      case 0x359: .sofarAlarms
      case 0x35A: .sunnyIslandAlarms
      case 0x35B: .events
      case 0x35C: .pylontechRequests
      case 0x35E: .manufacturer
      case 0x35F: .batteryInfo
      case 0x370: .firstHalfOfName
      case 0x371: .secondHalfOfName
      case 0x70D: .packEnergy
      default: nil
      }
    })
}

extension MessageLayout {
  /// 0x30F: 0 normal, 1 forced charge, 2 forced standby, 3 full charge.
  ///
  /// That these are the values of register 0x902E in "Sofar Inverter MODBUS" V1.38
  /// is inferred; CommandPoint sends 0 to 2, and every capture has 0. Byte 1 has
  /// the permissions: charging in bit 0 and discharging in bit 1 by V1.38, and the
  /// other way round in Battery-Emulator. Batteries that run with 0 there do not use
  /// it.
  static let remoteCommand = MessageLayout(
    .requests,
    .disputedFlag(.chargeEnabled, at: 1, bit: 0),
    .disputedFlag(.dischargeEnabled, at: 1, bit: 1),
    .match(.forceCharge, at: 0, width: 8, 1),
    .code(.forceChargeKind, at: 0, .remoteCommand, .zeroIsNothing),
    .match(.fullCharge, at: 0, width: 8, 3),
    .match(.forcedStandby, at: 0, width: 8, 2))

  /// 0x355 with the charge that remains.
  static let stateOfChargeWithRemaining = MessageLayout(
    .stateOfCharge,
    .u16(.soc, at: 0, .atMost100),
    .u16(.soh, at: 2),
    .u16(.socHighResolution, at: 4, decimals: 2, .agreesWithSOC),
    .u16(.remainingCapacity, at: 6, decimals: 1, .zeroIsNotAvailable))

  /// 0x359 without a mark.
  ///
  /// "General lithium" leaves bytes 0 to 3 unused.
  static let sofarAlarms = MessageLayout(
    .alarms,
    .faults(.protections, at: 0, .pylontechProtections),
    .faults(.alarms, at: 2, .pylontechAlarms),
    .u8(.moduleCount, at: 4),
    .u8(.onlineModules, at: 7))

  /// 0x70D of Dyness, inferred from one and two packs.
  static let packEnergy = MessageLayout(
    .capacity,
    .u16(.capacity, at: 6),
    .u16(.energy, at: 4, decimals: 1))
}
