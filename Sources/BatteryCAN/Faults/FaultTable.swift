// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

/// What each bit of a fault field means, lowest bit of the first byte first.
///
/// In the tables of SMA and Discover a pair of bits stands for a fault: 1 is
/// raised, 2 is cleared, 0 and 3 say nothing.
@nonexhaustive
public enum FaultTable: UInt8, Sendable {
  /// 0x359 bytes 0 and 1 of Pylontech.
  case pylontechProtections
  /// 0x359 bytes 2 and 3 of Pylontech.
  case pylontechAlarms
  /// 0x359 bytes 0 and 1 with the bits of Pylontech and without its mark.
  case plainProtections
  /// 0x359 bytes 2 and 3 with the bits of Pylontech and without its mark.
  case plainAlarms
  /// 0x359 bytes 2 and 3 of Seplos.
  case seplosAlarms
  /// 0x359 bytes 0 and 1 of LG.
  case lgWarnings
  /// 0x359 bytes 2 and 3 of LG.
  case lgAlarms
  /// 0x35A bytes 0 to 3, or 4 to 7, of SMA: a pair of bits for each.
  case sunnyIslandAlarms
  /// 0x35A bytes 0 to 2 of Discover: a pair of bits for each.
  case discoverAlarms
  /// 0x359 bytes 0 to 3 of Deye.
  case deyeProtections
  /// 0x359 bytes 4 and 5 of Deye.
  case deyeAlarms
  /// 0x359 byte 6 of Deye.
  case deyeErrors
  /// 0x312 bytes 0 and 1 of Growatt.
  case growattProtections
  /// 0x312 bytes 2 and 3 of Growatt.
  case growattAlarms
  /// 0x403 bytes 0 to 3 of Pytes, without the bits of its state.
  case pytesAlarms
  /// 0x406 bytes 0 and 1 of Pytes.
  case pytesInternal
  /// 0x501 bytes 0 and 1 of Samsung.
  case samsungAlarms
  /// 0x501 bytes 2 and 3 of Samsung.
  case samsungProtections
  /// 0x455 bytes 0 and 1 of GoodWe.
  case goodWeAlarms
  /// 0x455 bytes 2 and 3 of GoodWe.
  case goodWeWarnings

  /// How many tables there are; their raw values are 0 to `count` - 1.
  public static var count: Int { 20 }

  /// How many bytes the field has, at most 4.
  public var byteCount: UInt8 {
    switch self {
    case .deyeErrors: 1
    case .discoverAlarms: 3
    case .sunnyIslandAlarms, .deyeProtections, .pytesAlarms: 4
    default: 2
    }
  }

  /// Whether a pair of bits stands for each fault.
  public var hasPairs: Bool {
    self == .sunnyIslandAlarms || self == .discoverAlarms
  }

  /// How many faults the field has room for: its bits, or its pairs of bits.
  public var entryCount: UInt8 { byteCount &* (hasPairs ? 4 : 8) }

  /// The fault that a bit or pair of bits stands for, or `nil` for a reserved one.
  ///
  /// - Parameter entry: 0 for the lowest bit or pair of the first byte.
  /// - Returns: The fault.
  public func fault(_ entry: UInt8) -> Fault? {
    switch self {
    case .pylontechProtections: Self.pylontechProtection(entry)
    case .pylontechAlarms: Self.pylontechAlarm(entry)
    case .plainProtections:
      entry == 15 ? .chargeOverCurrent : Self.pylontechProtection(entry)
    case .plainAlarms:
      entry == 15 ? .chargeHighCurrent : Self.pylontechAlarm(entry)
    case .seplosAlarms: Self.seplosAlarm(entry)
    case .lgWarnings: Self.lgWarning(entry)
    case .lgAlarms: Self.lgAlarm(entry)
    case .sunnyIslandAlarms: Self.sunnyIslandAlarm(entry)
    case .discoverAlarms: Self.sunnyIslandAlarm(entry)
    case .deyeProtections: Self.deyeProtection(entry)
    case .deyeAlarms: Self.deyeAlarm(entry)
    case .deyeErrors: Self.deyeError(entry)
    case .growattProtections: Self.growattProtection(entry)
    case .growattAlarms: Self.growattAlarm(entry)
    case .pytesAlarms: Self.pytesAlarm(entry)
    case .pytesInternal: Self.pytesInternal(entry)
    case .samsungAlarms: Self.samsungAlarm(entry)
    case .samsungProtections: Self.samsungProtection(entry)
    case .goodWeAlarms: Self.goodWeAlarm(entry)
    case .goodWeWarnings: Self.goodWeWarning(entry)
    }
  }

  /// All bits that the field can have.
  var mask: UInt32 {
    switch self {
    case .sunnyIslandAlarms: 0x03FF_FFFF
    // Some bits say what the battery does, or that all is well.
    case .pytesAlarms: 0xF17F_3BFB
    default: .max >> UInt32(32 &- byteCount &* 8)
    }
  }

  /// What is to be known about a content of the field.
  func note(_ bits: UInt32) -> Note? {
    switch self {
    case .pylontechProtections, .pylontechAlarms:
      if bits & 0x8000 != 0 { return .failureInBit7 }
      let isDoubtful = self == .pylontechProtections && bits & 0x0C == 0x0C
      return isDoubtful ? .doubtfulUnderVoltage : nil
    case .plainProtections:
      return bits & 0x0C == 0x0C ? .doubtfulUnderVoltage : nil
    default: return nil
    }
  }
}

// Bits 12 and 15 are no part of Pylontech's documents. Emulators send bit 12 for
// cells that are out of balance (YamBMS, JK-BMS-CAN), and bit 15 behind a mark for
// bit 11 (Battery-Emulator, ArminJo JK-BMSToPylontechCAN), without one for bit 8
// (YamBMS).
extension FaultTable {
  private static func pylontechProtection(_ entry: UInt8) -> Fault? {
    switch entry {
    case 1: .overVoltage
    case 2: .underVoltage
    case 3: .overTemperature
    case 4: .underTemperature
    case 7: .dischargeOverCurrent
    case 8: .chargeOverCurrent
    case 11, 15: .systemError
    case 12: .cellImbalance
    default: nil
    }
  }

  private static func pylontechAlarm(_ entry: UInt8) -> Fault? {
    switch entry {
    case 1: .highVoltage
    case 2: .lowVoltage
    case 3: .highTemperature
    case 4: .lowTemperature
    case 7: .dischargeHighCurrent
    case 8: .chargeHighCurrent
    case 11, 15: .internalCommunication
    case 12: .cellImbalance
    default: nil
    }
  }

  private static func seplosAlarm(_ entry: UInt8) -> Fault? {
    switch entry {
    case 12: .cellFailure
    case 15: .chargeHighCurrent
    default: pylontechAlarm(entry)
    }
  }

  private static func lgWarning(_ entry: UInt8) -> Fault? {
    switch entry {
    case 0: .relayOfSubPackOnly
    case 1: .highVoltage
    case 2: .lowVoltage
    case 3: .highTemperature
    case 4: .lowTemperature
    case 7: .dischargeHighCurrent
    case 8: .chargeHighCurrent
    case 11: .bmsInternal
    case 12: .cellImbalance
    case 13: .subPack2
    case 14: .subPack1
    default: nil
    }
  }

  private static func lgAlarm(_ entry: UInt8) -> Fault? {
    switch entry {
    case 1: .highVoltage
    case 2: .lowVoltage
    case 3: .highTemperature
    case 4: .lowTemperature
    case 7: .dischargeHighCurrent
    case 8: .chargeHighCurrent
    case 11: .internalCommunication
    case 13: .subPack1
    case 14: .subPack2
    default: nil
    }
  }

  private static func sunnyIslandAlarm(_ entry: UInt8) -> Fault? {
    switch entry {
    case 0: .general
    case 1: .highVoltage
    case 2: .lowVoltage
    case 3: .highTemperature
    case 4: .lowTemperature
    case 5: .chargeHighTemperature
    case 6: .chargeLowTemperature
    case 7: .dischargeHighCurrent
    case 8: .chargeHighCurrent
    case 9: .contactor
    case 10: .shortCircuit
    case 11: .bmsInternal
    case 12: .cellImbalance
    default: nil
    }
  }

  private static func deyeProtection(_ entry: UInt8) -> Fault? {
    switch entry {
    case 0: .cellOverVoltage
    case 1: .cellUnderVoltage
    case 2: .moduleOverVoltage
    case 3: .moduleUnderVoltage
    case 4: .chargeOverCurrent
    case 5: .dischargeOverCurrent
    case 6: .chargeOverTemperature
    case 7: .chargeUnderTemperature
    case 8: .dischargeOverTemperature
    case 9: .dischargeUnderTemperature
    case 10: .voltageDifference
    case 11: .temperatureDifference
    case 12: .mosOverTemperature
    case 13: .heaterOverTemperature
    case 14: .frontEndDischargeOverCurrent1
    case 15: .frontEndDischargeOverCurrent2
    case 16: .frontEndUnderVoltage
    case 17: .frontEndOverVoltage
    case 18: .frontEndDischargeOverCurrent
    case 19: .frontEndChargeOverCurrent
    case 20: .frontEndShortCircuit
    case 21: .frontEndUnderTemperature
    case 22: .frontEndOverTemperature
    case 23: .frontEndShortCircuitLocked
    case 24: .frontEndCommunication
    case 25: .cellVoltageSampling
    case 26: .temperatureSampling
    case 27: .mosShort
    case 28: .memory
    case 29: .internalCommunication
    case 30: .pcsCommunication
    case 31: .duplicateMasterAddress
    default: nil
    }
  }

  private static func deyeAlarm(_ entry: UInt8) -> Fault? {
    switch entry {
    case 0: .cellHighVoltage
    case 1: .cellLowVoltage
    case 2: .moduleHighVoltage
    case 3: .moduleLowVoltage
    case 4: .chargeHighCurrent
    case 5: .dischargeHighCurrent
    case 6: .chargeHighTemperature
    case 7: .chargeLowTemperature
    case 8: .dischargeHighTemperature
    case 9: .dischargeLowTemperature
    case 10: .voltageDifference
    case 11: .temperatureDifference
    case 12: .mosHighTemperature
    case 13: .heaterHighTemperature
    case 14: .heaterSwitchStuck
    case 15: .heaterError
    default: nil
    }
  }

  private static func deyeError(_ entry: UInt8) -> Fault? {
    switch entry {
    case 0: .connectorOverTemperature
    case 1: .prechargeFailed
    case 2: .chargeReversed
    case 3: .terminalOverTemperature
    case 4: .fuseBlown
    case 5: .voltageWireOpen
    case 6: .temperatureWireOpen
    case 7: .chargeVoltageLow
    default: nil
    }
  }

  private static func growattProtection(_ entry: UInt8) -> Fault? {
    switch entry {
    case 0: .softStartFailed
    case 1: .moduleUnderVoltage
    case 2: .moduleOverVoltage
    case 3: .cellUnderVoltage
    case 4: .cellOverVoltage
    case 5: .shortCircuit
    case 6: .chargeOverCurrent
    case 7: .dischargeOverCurrent
    case 10: .voltageDifference
    case 11: .systemError
    case 12: .chargeUnderTemperature
    case 13: .dischargeUnderTemperature
    case 14: .chargeOverTemperature
    case 15: .dischargeOverTemperature
    default: nil
    }
  }

  private static func growattAlarm(_ entry: UInt8) -> Fault? {
    switch entry {
    case 1: .moduleLowVoltage
    case 2: .moduleHighVoltage
    case 3: .cellLowVoltage
    case 4: .cellHighVoltage
    case 6: .chargeHighCurrent
    case 7: .dischargeHighCurrent
    case 8: .internalCommunication
    case 9: .turningOff
    case 10: .voltageDifference
    case 12: .chargeLowTemperature
    case 13: .dischargeLowTemperature
    case 14: .chargeHighTemperature
    case 15: .dischargeHighTemperature
    default: nil
    }
  }

  private static func pytesAlarm(_ entry: UInt8) -> Fault? {
    switch entry {
    case 0: .overVoltage
    case 1: .highVoltage
    case 3: .lowVoltage
    case 4: .underVoltage
    case 8: .overTemperature
    case 9: .highTemperature
    case 11: .lowTemperature
    case 12: .underTemperature
    case 17, 18: .dischargeOverCurrent
    case 19, 20: .chargeOverCurrent
    case 21: .dischargeHighCurrent
    case 22: .chargeHighCurrent
    default: nil
    }
  }

  private static func pytesInternal(_ entry: UInt8) -> Fault? {
    switch entry {
    case 15: .bmsInternal
    default: nil
    }
  }

  private static func samsungAlarm(_ entry: UInt8) -> Fault? {
    switch entry {
    case 0: .overVoltage
    case 1: .underVoltage
    case 2: .overTemperature
    case 3: .underTemperature
    case 4: .chargeOverCurrent
    case 5: .dischargeOverCurrent
    case 6: .mosOverTemperature
    case 7: .voltageDifference
    default: nil
    }
  }

  private static func samsungProtection(_ entry: UInt8) -> Fault? {
    switch entry {
    case 9: .pcsCommunication
    case 11: .mosOverTemperature
    case 12: .underVoltage
    case 13: .cellImbalance
    case 14: .overVoltage
    default: samsungAlarm(entry)
    }
  }

  private static func goodWeAlarm(_ entry: UInt8) -> Fault? {
    switch entry {
    case 0, 15: .highVoltage
    case 1, 14: .lowVoltage
    case 2, 13: .highTemperature
    case 3: .lowTemperature
    case 4: .chargeHighCurrent
    case 5: .dischargeHighCurrent
    case 6: .prechargeFailed
    case 7: .general
    case 8: .shortCircuit
    case 10, 11: .contactor
    case 12: .internalCommunication
    default: nil
    }
  }

  private static func goodWeWarning(_ entry: UInt8) -> Fault? {
    switch entry {
    case 0: .highVoltage
    case 1: .lowVoltage
    case 2, 11: .highTemperature
    case 3, 9: .lowTemperature
    case 4: .chargeHighCurrent
    case 5: .dischargeHighCurrent
    case 6: .internalCommunication
    case 8: .cellImbalance
    default: nil
    }
  }
}
