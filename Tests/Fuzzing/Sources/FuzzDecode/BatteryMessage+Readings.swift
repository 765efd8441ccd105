// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

internal import BatteryCAN
internal import CANBus

extension BatteryMessage {
  /// What the message says, field by field.
  var readings: [Fields.Element] { [Fields.Element](fields) }

  /// The message, built from what this one says.
  ///
  /// - Parameter dialect: The dialect that this one was decoded by.
  /// - Returns: The message, which is as long.
  /// - Throws: ``MessageEncodingError`` if that cannot be.
  func builtAgain(
    _ dialect: Dialect
  ) throws(MessageEncodingError) -> BatteryMessage {
    guard var builder = MessageBuilder(dialect, id, length: payload.count)
    else { fatalError("\(dialect) decodes \(id) and cannot build it") }
    for element in fields { builder[field: element.field] = element.reading }
    return try builder.message()
  }
}

extension Dialect {
  /// All dialects.
  static let all = (0..<UInt8(count)).compactMap(Dialect.init)
}

extension Field {
  /// All fields.
  static let all = (0..<UInt8(count)).compactMap(Field.init)

  /// Whether the battery asks for something with it.
  var isRequest: Bool {
    switch self {
    case .forceCharge, .forcedStandby, .fullCharge, .recalibrationStart,
      .balanceCharge, .heating:
      true
    default: false
    }
  }
}

extension Reading<FieldValue> {
  /// Whether the value is one that there can be, and prints as what it is.
  var isSound: Bool {
    switch self {
    case .absent, .notAvailable, .undecided: true
    case .value(let value): value.isSound
    }
  }
}

extension FieldValue {
  fileprivate var isSound: Bool {
    switch self {
    case .number(let number):
      // Both are the double that is nearest to the number.
      Double(number.description) == number.doubleValue
    case .flag: true
    case .code(let code):
      code.name.map { $0.utf8CodeUnitCount > 0 } ?? true
    case .faults(let faults): faults.isSound
    case .text(let text):
      !text.isEmpty && text.count <= 8 && !text.description.hasSuffix(" ")
        && text.description.utf8.allSatisfy { (0x20...0x7E).contains($0) }
    case .version(let version):
      version.description == "\(version.major).\(version.minor)"
    case .time(let time):
      time.description.utf8.count == 19
        && CalendarTime(
          year: time.year, month: time.month, day: time.day, hour: time.hour,
          minute: time.minute, second: time.second) == time
    @unknown default: false
    }
  }
}

extension FaultSet {
  fileprivate var isSound: Bool {
    var names: [String] = []
    for entry in self {
      switch entry {
      case .fault(let fault):
        names.append(fault.name.description)
        if !contains(fault) { return false }
      case .reserved(let bit): names.append("bit \(bit)")
      }
    }
    return names.isEmpty == isEmpty && Set(names).count == names.count
  }
}
