// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

/// What each bit of a fault field means, lowest bit of the first byte first.
@nonexhaustive
public enum FaultTable: UInt8, Sendable {
  /// 0x359 bytes 0 and 1 of Pylontech.
  case pylontechProtections
  /// 0x359 bytes 2 and 3 of Pylontech.
  case pylontechAlarms

  /// How many bytes the field has, at most 4.
  public var byteCount: UInt8 {
    switch self {
    case .pylontechProtections, .pylontechAlarms: 2
    }
  }

  /// The fault that a bit stands for, or `nil` for a reserved bit.
  ///
  /// - Parameter bit: 0 for the lowest bit of the first byte.
  /// - Returns: The fault.
  public func fault(_ bit: UInt8) -> Fault? {
    switch self {
    case .pylontechProtections: Self.pylontechProtection(bit)
    case .pylontechAlarms: Self.pylontechAlarm(bit)
    }
  }

  /// How many bits the field has.
  var bitCount: UInt8 { byteCount &* 8 }

  /// All bits that the field can have.
  var mask: UInt32 { UInt32.max >> UInt32(32 &- bitCount) }
}

// Bits 15 are no part of Pylontech's documents: emulators (Battery-Emulator,
// ArminJo JK-BMSToPylontechCAN) send them for bits 11.
extension FaultTable {
  private static func pylontechProtection(_ bit: UInt8) -> Fault? {
    switch bit {
    case 1: .overVoltage
    case 2: .underVoltage
    case 3: .overTemperature
    case 4: .underTemperature
    case 7: .dischargeOverCurrent
    case 8: .chargeOverCurrent
    case 11, 15: .systemError
    default: nil
    }
  }

  private static func pylontechAlarm(_ bit: UInt8) -> Fault? {
    switch bit {
    case 1: .highVoltage
    case 2: .lowVoltage
    case 3: .highTemperature
    case 4: .lowTemperature
    case 7: .dischargeHighCurrent
    case 8: .chargeHighCurrent
    case 11, 15: .internalCommunication
    default: nil
    }
  }
}
