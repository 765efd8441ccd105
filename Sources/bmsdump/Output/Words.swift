// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

internal import BatteryCAN
internal import CANBus

// What people call things, for text of more than one subcommand.

extension StandardID {
  /// The identifier as candump writes it.
  var hex: String {
    let digits = String(rawValue, radix: 16, uppercase: true)
    return String(repeating: "0", count: 3 - digits.count) + digits
  }
}

extension Field {
  /// The letters for a limit.
  var limitLabel: String {
    switch self {
    case .onGridChargeCurrentLimit: "on-grid CCL"
    case .onGridDischargeCurrentLimit: "on-grid DCL"
    default: label.description
    }
  }

  /// The level of a fault, for one of them.
  var levelName: String {
    switch self {
    case .protections: "protection"
    case .alarms: "alarm"
    case .warnings: "warning"
    case .errors: "error"
    default: label.description
    }
  }
}

extension FaultSet.Entry {
  /// The name in JSON and CSV.
  var name: String {
    switch self {
    case .fault(let fault): fault.name.description
    case .reserved(let bit): "reserved_bit_\(bit)"
    }
  }

  /// The name for people.
  var words: String { name.replacing("_", with: " ") }
}

extension LinkEvent.Flow {
  /// What it is called.
  var noun: String { self == .charge ? "charge" : "discharge" }

  /// The current limit of it.
  var limit: Field {
    self == .charge ? .chargeCurrentLimit : .dischargeCurrentLimit
  }
}

extension LinkEvent.Part {
  /// What it is called.
  var noun: String {
    switch self {
    case .battery: "battery"
    case .limits: "limits"
    case .inverter: "inverter"
    }
  }
}

extension Request {
  /// What is asked for, and what the dialect calls it.
  var title: String {
    let word = kind.name.description.replacing("_", with: " ")
    let name = name.description.replacing("_", with: " ")
    return name.isEmpty || word.contains(name) || name == "forced charge"
      ? word : "\(word) \(name)"
  }

  /// Where it is asked for.
  var place: String { "\(carrier.hex) byte \(byte) bit \(bit)" }
}
