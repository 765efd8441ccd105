// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

/// Something seen in frames that tells dialects apart.
///
/// A clue is content as well as an identifier: 0x351 with the limits of a 48 V
/// battery is one, 0x351 of a car is none.
@nonexhaustive
public enum Clue: UInt8, Sendable {
  /// 351 has limits of a 48 V battery.
  case limits
  /// 351 has 6 bytes.
  case shortLimits
  /// 351 has limits of a 48 V battery only with its bytes reversed.
  case reversedLimits
  /// 355 has a SOC.
  case stateOfCharge
  /// 355 has 4 bytes.
  case shortStateOfCharge
  /// 355 bytes 4-5 are the SOC in 0.01 %.
  case fineSOC
  /// 355 has 6 bytes.
  case sixByteSOC
  /// 355 bytes 4-7 are cell voltages.
  case cellsInSOC
  /// 355 bytes 4-5 are FFFF and bytes 6-7 a capacity.
  case remainingInSOC
  /// 356 has a voltage of a 48 V battery.
  case measurements
  /// 356 has 6 bytes.
  case shortMeasurements
  /// 356 has the voltage in 0.1 V.
  case tenthsOfVolts
  /// 356 has the voltage in 0.01 V.
  case hundredthsOfVolts
  /// 359 has alarms.
  case alarms
  /// 359 has 7 bytes.
  case shortAlarms
  /// 359 carries the mark PN.
  case markPN
  /// 359 carries the mark PY.
  case markPY
  /// 359 carries the mark VM.
  case markVM
  /// 359 bytes 5-6 are a capacity.
  case capacityInAlarms
  /// 359 byte 7 has bits and bytes 5-6 have no mark.
  case onlineBitsInAlarms
  /// 359 has 8 bytes and no mark.
  case noMark
  /// 359 has the bit pairs of 35A.
  case pairsInAlarms
  /// 35A has alarms in bit pairs.
  case alarmPairs
  /// 35A has 7 bytes.
  case shortAlarmPairs
  /// 35B is sent.
  case events
  /// 35C has requests.
  case requests
  /// 35C has 1 or 2 bytes.
  case shortRequests
  /// 35C bytes 2-3 are a count.
  case cyclesInRequests
  /// 35E is PYLON.
  case namePylon
  /// 35E is DEYE.
  case nameDeye
  /// 35E begins with DY and a pack number.
  case nameDY
  /// 35E is PYTES.
  case namePytes
  /// 35E is BYD.
  case nameBYD
  /// 35E is SHEnergy.
  case nameSHEnergy
  /// 35E is AMASS or DYNESS.
  case nameSofar
  /// 35E is REC-BMS.
  case nameREC
  /// 35E is DISCOVER.
  case nameDiscover
  /// 35E is MG-BMS.
  case nameMG
  /// 35E is another name.
  case nameOther
  /// 35F is sent.
  case info
  /// 35F begins with LI.
  case infoPylontech
  /// 35F begins with Li.
  case infoBYD
  /// 30F has a remote command.
  case remoteCommand
  /// 354 has the constant of LG.
  case capacityOfLG
  /// 354 has two capacities.
  case capacityOfDiscover
  /// 360 has a charge request.
  case chargeRequest
  /// 361 has cell voltages.
  case extremesOfDeye
  /// 363 has two versions.
  case versionsOfDeye
  /// 364 has counts of modules.
  case modulesOfDeye
  /// 370 and 371 are text.
  case textName
  /// 370 has cell voltages.
  case numericExtremes
  /// 371 has two limits.
  case onGridLimits
  /// 372 has counts of modules.
  case moduleCounts
  /// 372 has 4 bytes.
  case firmware
  /// 373 has cell voltages and kelvin.
  case extremesInKelvin
  /// 373 has 4 bytes.
  case protocolVersion
  /// 374 to 377 are text.
  case positions
  /// 378 has energies.
  case energies
  /// 379 has a capacity.
  case installedCapacity
  /// 380 or 381 is text.
  case serialNumber
  /// 382 is text.
  case family
  /// 00F is sent.
  case quickStop
  /// 300 has the rapid shut-down.
  case rapidShutdown
  /// 305 is eight zeros.
  case keepAlive
  /// 305 has a clock.
  case clock
  /// 305 has voltage, current and SOC.
  case sunnyIsland
  /// 307 is the signature of a Victron gateway.
  case gateway
  /// 301 is 11 22 33 44 55 66 77 88.
  case pollOfGrowatt
  /// 311 has limits of a 48 V battery.
  case limitsOfGrowatt
  /// 313 has a voltage of a 48 V battery.
  case measurementsOfGrowatt
  /// 319 has cell voltages.
  case requestsOfGrowatt
  /// 500 has a voltage of a 48 V battery.
  case measurementsOfSamsung
  /// 502 has limits of a 48 V battery.
  case limitsOfSamsung
  /// 400 has limits of a 48 V battery.
  case limitsOfPytes
  /// 405 has a voltage of a 48 V battery.
  case measurementsOfPytes
  /// 40A is PYTES.
  case nameOfPytes

  /// How many clues there are; their raw values are 0 to `count` - 1.
  public static var count: Int { 76 }

  /// The clue in words.
  public var text: StaticString {
    switch self {
    case .limits: "351 has limits of a 48 V battery"
    case .shortLimits: "351 has 6 bytes"
    case .reversedLimits:
      "351 has limits of a 48 V battery only with its bytes reversed"
    case .stateOfCharge: "355 has a SOC"
    case .shortStateOfCharge: "355 has 4 bytes"
    case .fineSOC: "355 bytes 4-5 are the SOC in 0.01 %"
    case .sixByteSOC: "355 has 6 bytes"
    case .cellsInSOC: "355 bytes 4-7 are cell voltages"
    case .remainingInSOC: "355 bytes 4-5 are FFFF and bytes 6-7 a capacity"
    case .measurements: "356 has a voltage of a 48 V battery"
    case .shortMeasurements: "356 has 6 bytes"
    case .tenthsOfVolts: "356 has the voltage in 0.1 V"
    case .hundredthsOfVolts: "356 has the voltage in 0.01 V"
    case .alarms: "359 has alarms"
    case .shortAlarms: "359 has 7 bytes"
    case .markPN: "359 carries the mark PN"
    case .markPY: "359 carries the mark PY"
    case .markVM: "359 carries the mark VM"
    case .capacityInAlarms: "359 bytes 5-6 are a capacity"
    case .onlineBitsInAlarms: "359 byte 7 has bits and bytes 5-6 have no mark"
    case .noMark: "359 has 8 bytes and no mark"
    case .pairsInAlarms: "359 has the bit pairs of 35A"
    case .alarmPairs: "35A has alarms in bit pairs"
    case .shortAlarmPairs: "35A has 7 bytes"
    case .events: "35B is sent"
    case .requests: "35C has requests"
    case .shortRequests: "35C has 1 or 2 bytes"
    case .cyclesInRequests: "35C bytes 2-3 are a count"
    case .namePylon: "35E is PYLON"
    case .nameDeye: "35E is DEYE"
    case .nameDY: "35E begins with DY and a pack number"
    case .namePytes: "35E is PYTES"
    case .nameBYD: "35E is BYD"
    case .nameSHEnergy: "35E is SHEnergy"
    case .nameSofar: "35E is AMASS or DYNESS"
    case .nameREC: "35E is REC-BMS"
    case .nameDiscover: "35E is DISCOVER"
    case .nameMG: "35E is MG-BMS"
    case .nameOther: "35E is another name"
    case .info: "35F is sent"
    case .infoPylontech: "35F begins with LI"
    case .infoBYD: "35F begins with Li"
    case .remoteCommand: "30F has a remote command"
    case .capacityOfLG: "354 has the constant of LG"
    case .capacityOfDiscover: "354 has two capacities"
    case .chargeRequest: "360 has a charge request"
    case .extremesOfDeye: "361 has cell voltages"
    case .versionsOfDeye: "363 has two versions"
    case .modulesOfDeye: "364 has counts of modules"
    case .textName: "370 and 371 are text"
    case .numericExtremes: "370 has cell voltages"
    case .onGridLimits: "371 has two limits"
    case .moduleCounts: "372 has counts of modules"
    case .firmware: "372 has 4 bytes"
    case .extremesInKelvin: "373 has cell voltages and kelvin"
    case .protocolVersion: "373 has 4 bytes"
    case .positions: "374 to 377 are text"
    case .energies: "378 has energies"
    case .installedCapacity: "379 has a capacity"
    case .serialNumber: "380 or 381 is text"
    case .family: "382 is text"
    case .quickStop: "00F is sent"
    case .rapidShutdown: "300 has the rapid shut-down"
    case .keepAlive: "305 is eight zeros"
    case .clock: "305 has a clock"
    case .sunnyIsland: "305 has voltage, current and SOC"
    case .gateway: "307 is the signature of a Victron gateway"
    case .pollOfGrowatt: "301 is 11 22 33 44 55 66 77 88"
    case .limitsOfGrowatt: "311 has limits of a 48 V battery"
    case .measurementsOfGrowatt: "313 has a voltage of a 48 V battery"
    case .requestsOfGrowatt: "319 has cell voltages"
    case .measurementsOfSamsung: "500 has a voltage of a 48 V battery"
    case .limitsOfSamsung: "502 has limits of a 48 V battery"
    case .limitsOfPytes: "400 has limits of a 48 V battery"
    case .measurementsOfPytes: "405 has a voltage of a 48 V battery"
    case .nameOfPytes: "40A is PYTES"
    }
  }
}
