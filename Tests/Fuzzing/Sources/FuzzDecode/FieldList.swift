// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

internal import BatteryCAN

/// What a message says, field by field.
struct FieldList: FieldVisitor {
  /// The fields, present or not.
  private(set) var fields: [Field] = []
  /// What each of them says, as text.
  private(set) var readings: [String] = []
  /// How many of them have a value.
  private(set) var presentCount = 0
  /// Whether all values are what they have to be.
  private(set) var isSound = true

  mutating func visit(_ field: Field, _ number: Reading<DecimalNumber>) {
    // Both are the double that is nearest to the number.
    add(
      field, number.map(\.description),
      number.map { Double($0.description) == $0.doubleValue })
  }

  mutating func visit(_ field: Field, _ flag: Reading<Bool>) {
    add(field, flag.map(\.description))
  }

  mutating func visit(_ field: Field, _ text: Reading<WireText>) {
    add(
      field, text.map(\.description),
      text.map { text in
        !text.isEmpty
          && text.description.utf8.allSatisfy { (0x20...0x7E).contains($0) }
      })
  }

  mutating func visit(_ field: Field, _ kind: Reading<ForceChargeKind>) {
    add(field, kind.map(\.name.description))
  }

  mutating func visit(_ field: Field, _ faults: Reading<FaultSet>) {
    add(
      field, faults.map { $0.names.joined(separator: " ") },
      faults.map { faults in
        faults.names.isEmpty == faults.isEmpty
          && Set(faults.names).count == faults.names.count
      })
  }

  private mutating func add(
    _ field: Field, _ reading: Reading<String>,
    _ isSound: Reading<Bool> = .absent
  ) {
    fields.append(field)
    readings.append("\(reading)")
    if reading.value != nil { presentCount += 1 }
    if isSound == .value(false) { self.isSound = false }
  }
}

extension FaultSet {
  /// The names of the faults, and the numbers of the bits without a meaning.
  fileprivate var names: [String] {
    var names: [String] = []
    for entry in self {
      switch entry {
      case .fault(let fault): names.append(fault.name.description)
      case .reserved(let bit): names.append("bit \(bit)")
      }
    }
    return names
  }
}

extension BatteryMessage {
  /// What the message says, field by field.
  var readings: [String] {
    var list = FieldList()
    visitFields(&list)
    return list.readings
  }

  /// The message, built from what this one says; `nil` for one without signals.
  func builtAgain() throws(MessageEncodingError) -> BatteryMessage? {
    switch self {
    case .limits(let message):
      return .limits(
        try Limits(
          chargeVoltageLimit: message.chargeVoltageLimit,
          chargeCurrentLimit: message.chargeCurrentLimit,
          dischargeCurrentLimit: message.dischargeCurrentLimit,
          dischargeVoltageLimit: message.dischargeVoltageLimit))
    case .stateOfCharge(let message):
      return .stateOfCharge(
        try StateOfCharge(
          soc: message.soc, soh: message.soh,
          socHighResolution: message.socHighResolution))
    case .measurements(let message):
      return .measurements(
        try Measurements(
          voltage: message.voltage, current: message.current,
          temperature: message.temperature))
    case .alarms(let message):
      guard case .value(let protections) = message.protections,
        case .value(let alarms) = message.alarms
      else { return nil }
      return .alarms(
        try Alarms(
          protections: protections, alarms: alarms,
          moduleCount: message.moduleCount, layout: .pylontech))
    case .requests(let message):
      guard case .value(let chargeEnabled) = message.chargeEnabled,
        case .value(let dischargeEnabled) = message.dischargeEnabled,
        case .value(let bit5) = message.forceChargeBit5,
        case .value(let bit4) = message.forceChargeBit4,
        case .value(let fullCharge) = message.fullCharge
      else { return nil }
      return .requests(
        Requests(
          chargeEnabled: chargeEnabled, dischargeEnabled: dischargeEnabled,
          forceChargeBit5: bit5, forceChargeBit4: bit4,
          fullCharge: fullCharge, layout: .pylontech))
    case .manufacturer(let message):
      guard case .value(let text) = message.manufacturer else { return nil }
      return .manufacturer(Manufacturer(text))
    case .keepAlive:
      return nil
    @unknown default:
      return nil
    }
  }

  /// How many bytes the frame must have for ``builtAgain()`` not to throw.
  var shortestToBuild: Int {
    switch self {
    case .limits, .measurements: 6
    case .stateOfCharge: 4
    case .alarms: 5
    case .requests, .manufacturer, .keepAlive: 0
    @unknown default: 0
    }
  }
}
