// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

internal import BatteryCAN
internal import CANBus

/// What a dialect sends each time, in this order.
struct Schedule {
  /// The frames of the battery.
  let battery: [UInt16]
  /// Those of the inverter.
  let inverter: [UInt16]
  /// Whether the battery speaks only when it is asked.
  var needsPoll = false

  init(_ dialect: Dialect) {
    inverter =
      switch dialect {
      case .victron, .pytes, .mg: [0x305, 0x307]
      case .sma: [0x305, 0x306]
      case .growatt: [0x301]
      default: [0x305]
      }
    switch dialect {
    case .sofar:
      battery = [0x351, 0x355, 0x356, 0x359, 0x35A, 0x35C, 0x30F, 0x35E]
    case .luxpower, .solArk, .seplos, .pylontech:
      battery = [0x351, 0x355, 0x356, 0x359, 0x35C, 0x35E]
    case .pylonV2:
      battery = [0x351, 0x355, 0x356, 0x359, 0x35A, 0x35C, 0x35E, 0x370]
    case .deye:
      battery = [0x351, 0x355, 0x356, 0x359, 0x35C, 0x35E, 0x361, 0x364, 0x371]
    case .sma: battery = [0x351, 0x355, 0x356, 0x35A, 0x35B, 0x35E, 0x35F]
    case .growatt:
      battery = [0x311, 0x312, 0x313, 0x314, 0x319, 0x320]
      needsPoll = true
    case .victron:
      battery = [
        0x351, 0x355, 0x356, 0x35A, 0x35E, 0x35F, 0x360, 0x372, 0x373,
      ]
    default: battery = [0x351, 0x355, 0x356, 0x35A, 0x35E, 0x35F]
    }
  }
}

/// Writes one message of a battery, again and again.
struct MessageWriter {
  let id: StandardID
  let layout: MessageLayout
  private let dialect: Dialect
  private let parts: Report.Parts
  private var said: Report?
  /// The data that was written last.
  private(set) var payload = ClassicPayload()

  init?(_ id: StandardID, _ dialect: Dialect) {
    // An inverter answers whether or not the battery's documents say so.
    let isListed = dialect.layout(of: id) != nil
    let dialect = isListed || id.rawValue != 0x305 ? dialect : .pylontech
    guard let layout = dialect.layout(of: id) else { return nil }
    self.id = id
    self.layout = layout
    self.dialect = dialect
    var parts: Report.Parts = []
    for index in 0..<layout.count {
      parts.formUnion(layout[index].field.parts)
    }
    self.parts = parts
  }

  /// Writes what a report says.
  ///
  /// - Returns: Whether that may be something else than the last time.
  mutating func write(_ report: Report) -> Bool {
    if let said, parts.isDisjoint(with: report.parts(differingFrom: said)) {
      return false
    }
    said = report
    guard var builder = MessageBuilder(dialect, id) else { return false }
    for index in 0..<layout.count {
      let slot = layout[index]
      guard slot.isInPayload, slot.end <= layout.length,
        let reading = report.reading(of: slot, dialect)
      else { continue }
      builder[field: slot.field] = reading
    }
    do {
      payload = try builder.message().payload
    } catch {
      preconditionFailure("\(dialect) \(id): \(error)")
    }
    return true
  }
}

extension Slot {
  /// Whether it has a place in the data at all.
  var isInPayload: Bool { end > 0 }
}

extension Field {
  /// The part of a report that it comes from.
  fileprivate var parts: Report.Parts {
    switch self {
    case .chargeVoltageLimit, .chargeCurrentLimit, .dischargeCurrentLimit,
      .dischargeVoltageLimit, .onGridChargeCurrentLimit,
      .onGridDischargeCurrentLimit, .chargeVoltageSetPoint:
      .limits
    case .soc, .inverterSOC, .socHighResolution, .remainingCapacity: .charge
    case .voltage, .current, .temperature, .temperatureMax, .temperatureMin,
      .inverterVoltage, .inverterCurrent, .inverterTemperature,
      .cellVoltageMax, .cellVoltageMin, .cellVoltageDifference, .state:
      .measurements
    case .protections, .alarms, .warnings: .troubles
    case .chargeEnabled, .dischargeEnabled, .forceCharge, .forceChargeKind,
      .fullCharge, .recalibrationStart:
      .requests
    case .moduleCount, .modulesOnline, .capacity, .onlineModules: .modules
    default: []
    }
  }
}
