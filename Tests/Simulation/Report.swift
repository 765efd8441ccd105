// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

/// What the BMS says: numbers in the steps of the wire.
struct Report: Equatable {
  var limits = Limits()
  var charge = Charge()
  var measurements = Measurements()
  var troubles = Troubles()
  var requests = Requests()
  /// How many packs there are.
  var modules: Int64 = 1

  struct Limits: Equatable {
    /// Tenths of a volt.
    var chargeVoltage: Int64 = 560
    /// Tenths of an ampere.
    var chargeCurrent: Int64 = 0
    var dischargeCurrent: Int64 = 0
    var dischargeVoltage: Int64 = 448
  }

  struct Charge: Equatable {
    /// Percent.
    var soc: Int64 = 0
    /// Tenths of an ampere-hour.
    var remaining: Int64 = 0
  }

  struct Measurements: Equatable {
    /// Hundredths of a volt.
    var voltage: Int64 = 0
    /// Tenths of an ampere.
    var current: Int64 = 0
    /// Tenths of a degree.
    var temperature: Int64 = 0

    /// The highest and the lowest voltage of a cell in mV.
    var cells: (max: Int64, min: Int64) {
      let mean = voltage * 10 / 16
      return (mean + 4, mean - 5)
    }
  }

  struct Requests: Equatable {
    var chargeEnabled = true
    var dischargeEnabled = true
    var forceCharge = false
    var fullCharge = false
  }
}

extension Report {
  /// The parts of a report that a message can be about.
  struct Parts: OptionSet {
    let rawValue: UInt8
    static let limits = Parts(rawValue: 1)
    static let charge = Parts(rawValue: 2)
    static let measurements = Parts(rawValue: 4)
    static let troubles = Parts(rawValue: 8)
    static let requests = Parts(rawValue: 16)
    static let modules = Parts(rawValue: 32)
    static let all = Parts(rawValue: 63)
  }

  /// The parts in which two reports differ.
  func parts(differingFrom other: Report) -> Parts {
    var parts: Parts = []
    if limits != other.limits { parts.insert(.limits) }
    if charge != other.charge { parts.insert(.charge) }
    if measurements != other.measurements { parts.insert(.measurements) }
    if troubles != other.troubles { parts.insert(.troubles) }
    if requests != other.requests { parts.insert(.requests) }
    if modules != other.modules { parts.insert(.modules) }
    return parts
  }
}
