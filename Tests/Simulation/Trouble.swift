// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

internal import BatteryCAN

/// Something that the BMS reports when it is not as it should be.
enum Trouble: UInt8, CaseIterable {
  case overVoltage, underVoltage, overTemperature, underTemperature
  case dischargeOverCurrent, chargeOverCurrent
  case highVoltage, lowVoltage, highTemperature, lowTemperature
  case dischargeHighCurrent, chargeHighCurrent

  /// Whether the battery is cut off.
  var isProtection: Bool { rawValue <= Self.chargeOverCurrent.rawValue }

  /// What dialects call it; each has one of these, or no bit for it.
  var faults: [Fault] {
    switch self {
    case .overVoltage: [.overVoltage, .moduleOverVoltage, .highVoltage]
    case .underVoltage: [.underVoltage, .moduleUnderVoltage, .lowVoltage]
    case .overTemperature:
      [.overTemperature, .chargeOverTemperature, .highTemperature]
    case .underTemperature:
      [.underTemperature, .chargeUnderTemperature, .lowTemperature]
    case .dischargeOverCurrent: [.dischargeOverCurrent, .dischargeHighCurrent]
    case .chargeOverCurrent: [.chargeOverCurrent, .chargeHighCurrent]
    case .highVoltage: [.highVoltage, .moduleHighVoltage]
    case .lowVoltage: [.lowVoltage, .moduleLowVoltage]
    case .highTemperature: [.highTemperature, .chargeHighTemperature]
    case .lowTemperature: [.lowTemperature, .chargeLowTemperature]
    case .dischargeHighCurrent: [.dischargeHighCurrent]
    case .chargeHighCurrent: [.chargeHighCurrent]
    }
  }
}

/// Some kinds of trouble.
struct Troubles: Equatable {
  private var bits: UInt16 = 0

  var isEmpty: Bool { bits == 0 }

  subscript(trouble: Trouble) -> Bool {
    get { bits >> UInt16(trouble.rawValue) & 1 == 1 }
    set {
      let bit: UInt16 = 1 << UInt16(trouble.rawValue)
      bits = newValue ? bits | bit : bits & ~bit
    }
  }
}
