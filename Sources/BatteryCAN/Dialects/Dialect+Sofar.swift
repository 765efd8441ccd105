// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

internal import CANBus

// The dialect of the ZCS AZZURRO LV ZSX5000S. Its manual promises two requests
// (recharge below 8 %, full charge after a month below 97 %): 0x30F has both, and
// 0x35C as well, where it is sent.
extension Dialect {
  /// Sofar and AMASS low voltage with 11-bit identifiers.
  public static var sofar: Dialect { Dialect(place: 7) }
}

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
    shapes: FormSet(
      .shortMeasurements, .hundredthsOfVolts, .fineSOC, .sixByteSOC,
      .remainingInSOC, .noMark, .onlineBitsInAlarms, .shortRequests),
    usual: FormSet(.alarmPairs),
    traits: Traits(
      .telling(0x30F, "30F has a remote command", 4) {
        $0.count == 8 && $0[0] <= 3 && $0[1] <= 3 && $0.word &>> 16 == 0
      },
      .name(
        "35E is AMASS", 4, isNeeded: true, Letters(["A", "M", "A", "S", "S"])),
      .name(
        "35E is DYNESS", 4, isNeeded: true,
        Letters(["D", "Y", "N", "E", "S", "S"])),
      .form(.remainingInSOC, 2, isNeeded: true), .form(.alarmPairs)),
    frequency: 6,
    layout: {
      switch $0 {
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

  /// 0x355 where the document has what is left of the capacity.
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
    .alarms, or: .configuration,
    .faults(.protections, at: 0, .plainProtections),
    .faults(.alarms, at: 2, .plainAlarms),
    .u8(.moduleCount, at: 4),
    .u8(.onlineModules, at: 7))

  /// 0x359 of Battery-Emulator: how the battery is put together, and no alarms.
  static let sofarConfiguration = MessageLayout(
    .batteryInfo,
    .u8(.moduleCount, at: 0),
    .u8(.modulesInSeries, at: 1),
    .u8(.cellCount, at: 3),
    .u8(.protocolNumber, at: 2))

  /// 0x70D of Dyness, inferred from one and two packs.
  static let packEnergy = MessageLayout(
    .capacity,
    .u16(.capacity, at: 6),
    .u16(.energy, at: 4, decimals: 1))
}
