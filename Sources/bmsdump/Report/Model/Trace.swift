// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

internal import BatteryCAN

/// What a chart shows over time.
enum Trace: UInt8, CaseIterable {
  case chargeVoltageLimit, voltage, dischargeVoltageLimit
  case chargeCurrentLimit, current, dischargeCurrentLimit
  case soc
  case temperature

  /// What is drawn together.
  enum Panel: UInt8, CaseIterable {
    case voltage, current, soc, temperature
  }

  /// The unit of what is kept, as a power of ten.
  static var decimals: UInt8 { 3 }

  var field: Field {
    switch self {
    case .chargeVoltageLimit: .chargeVoltageLimit
    case .voltage: .voltage
    case .dischargeVoltageLimit: .dischargeVoltageLimit
    case .chargeCurrentLimit: .chargeCurrentLimit
    case .current: .current
    case .dischargeCurrentLimit: .dischargeCurrentLimit
    case .soc: .soc
    case .temperature: .temperature
    }
  }

  var panel: Panel {
    switch self {
    case .chargeVoltageLimit, .voltage, .dischargeVoltageLimit: .voltage
    case .chargeCurrentLimit, .current, .dischargeCurrentLimit: .current
    case .soc: .soc
    case .temperature: .temperature
    }
  }

  /// Its part in the picture, which is the name of its style as well.
  var role: String {
    switch self {
    case .chargeVoltageLimit, .chargeCurrentLimit: "upper"
    case .dischargeVoltageLimit, .dischargeCurrentLimit: "lower"
    default: "value"
    }
  }

  var title: String {
    switch self {
    case .chargeVoltageLimit: "Charge limit"
    case .voltage: "Pack voltage"
    case .dischargeVoltageLimit: "Cut-off"
    case .chargeCurrentLimit: "Charge limit"
    case .current: "Pack current"
    case .dischargeCurrentLimit: "Discharge limit"
    case .soc: "SOC"
    case .temperature: "Temperature"
    }
  }

  /// The title for where the panel is not seen.
  var longTitle: String {
    switch self {
    case .chargeVoltageLimit: "Charge voltage limit"
    case .dischargeVoltageLimit: "Discharge cut-off voltage"
    case .chargeCurrentLimit: "Charge current limit"
    case .dischargeCurrentLimit: "Discharge current limit"
    default: title
    }
  }

  /// Whether it is drawn with the other sign: current is positive while
  /// charging, and limits have none.
  var isNegated: Bool { self == .dischargeCurrentLimit }
}

extension Trace.Panel {
  var title: String {
    switch self {
    case .voltage: "Voltage"
    case .current: "Current"
    case .soc: "State of charge"
    case .temperature: "Temperature"
    }
  }

  var unit: String {
    switch self {
    case .voltage: "V"
    case .current: "A"
    case .soc: "%"
    case .temperature: "°C"
    }
  }

  /// Lines that are always there, and what they are called.
  var references: [(value: Int32, title: String)] {
    switch self {
    case .soc: [(97_000, "97 %"), (8_000, "8 %")]
    case .current: [(0, "")]
    default: []
    }
  }

  /// What is always seen.
  var fixedRange: ClosedRange<Int32>? {
    self == .soc ? 0...100_000 : nil
  }
}
