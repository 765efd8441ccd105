// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

internal import CANBus

/// What the battery says instead of what it should.
struct Edits {
  private var edits: [Story.Edit] = []
  private var frozen: Report?
  private var payloads: [UInt16: ClassicPayload] = [:]
  private var secondMaster: Int64?

  mutating func add(_ edit: Story.Edit, _ report: Report) {
    switch edit {
    case .frozenMeasurements: frozen = report
    case .payload(let id, let word, let count):
      payloads[id] = ClassicPayload(word: word, count: count)
    case .secondMaster(let soc): secondMaster = soc
    default: edits.append(edit)
    }
  }

  func applied(to report: Report) -> Report {
    var report = report
    if let frozen {
      report.measurements = frozen.measurements
      report.charge = frozen.charge
    }
    for edit in edits { apply(edit, to: &report) }
    return report
  }

  /// The data of a message that is not what the report says.
  func payload(of id: StandardID) -> ClassicPayload? {
    payloads.isEmpty ? nil : payloads[id.rawValue]
  }

  /// What a second battery says.
  func secondReport(_ report: Report) -> Report? {
    guard let secondMaster else { return nil }
    var report = report
    report.charge.soc = secondMaster
    return report
  }

  private func apply(_ edit: Story.Edit, to report: inout Report) {
    switch edit {
    case .chargeVoltage(let tenths): report.limits.chargeVoltage = tenths
    case .chargeCurrent(let tenths): report.limits.chargeCurrent = tenths
    case .dischargeCurrent(let tenths): report.limits.dischargeCurrent = tenths
    case .dischargeVoltage(let tenths): report.limits.dischargeVoltage = tenths
    case .modules(let count): report.modules = count
    case .forceCharge(let asks): report.requests.forceCharge = asks
    case .fullCharge(let asks): report.requests.fullCharge = asks
    case .chargeEnabled(let isSo): report.requests.chargeEnabled = isSo
    case .dischargeEnabled(let isSo): report.requests.dischargeEnabled = isSo
    case .overTemperature(let isSo): report.troubles[.overTemperature] = isSo
    case .soc(let percent): report.charge.soc = percent
    case .frozenMeasurements, .payload, .secondMaster: break
    }
  }
}
