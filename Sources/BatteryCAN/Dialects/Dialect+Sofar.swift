// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

// The dialect of the ZCS AZZURRO LV ZSX5000S. Which frame carries the two
// requests that its manual promises (recharge below 8 %, full charge after a
// month below 97 %) is not public; 0x30F and 0x35C are both decoded.
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
  /// 0x30F: 0 normal, 1 forced charge, 2 forced standby.
  ///
  /// The values are CommandPoint's; every capture has 0.
  static let remoteCommand = MessageLayout(
    .requests,
    .absent(.chargeEnabled),
    .absent(.dischargeEnabled),
    .match(.forceCharge, at: 0, width: 8, 1),
    .code(.forceChargeKind, at: 0, .remoteCommand, .zeroIsNothing),
    .absent(.fullCharge),
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
