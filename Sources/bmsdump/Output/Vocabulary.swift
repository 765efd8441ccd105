// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

internal import BatteryCAN

/// The names of everything that messages hold, as bytes and made once, so that
/// writing a row takes no memory.
struct Vocabulary {
  private let fields: [[UInt8]]
  private let messages: [[UInt8]]
  private let faults: [[UInt8]]
  private let kinds: [[UInt8]]

  /// Makes the names, each of them changed the way an output needs it.
  init(
    field: (Field) -> String,
    message: (MessageKind) -> String = { $0.name.description },
    fault: (Fault) -> String = { $0.name.description }
  ) {
    fields = Field.all.map { Array(field($0).utf8) }
    messages = MessageKind.all.map { Array(message($0).utf8) }
    faults = (0..<UInt8(Fault.count)).compactMap { Fault(rawValue: $0) }
      .map { Array(fault($0).utf8) }
    kinds = (0..<UInt8(ForceChargeKind.count))
      .compactMap { ForceChargeKind(rawValue: $0) }
      .map { Array($0.name.description.utf8) }
  }

  subscript(field: Field) -> [UInt8] { fields[Int(field.rawValue)] }
  subscript(message: MessageKind) -> [UInt8] { messages[Int(message.rawValue)] }
  subscript(fault: Fault) -> [UInt8] { faults[Int(fault.rawValue)] }
  subscript(kind: ForceChargeKind) -> [UInt8] { kinds[Int(kind.rawValue)] }
}

extension Field {
  /// All fields, in the order of the columns of CSV.
  static var all: [Field] {
    (0..<UInt8(Field.count)).compactMap { Field(rawValue: $0) }
  }
}

extension MessageKind {
  /// All kinds of messages.
  static var all: [MessageKind] {
    (0..<UInt8(MessageKind.count)).compactMap { MessageKind(rawValue: $0) }
  }
}

extension Dialect {
  /// All dialects.
  static var all: [Dialect] {
    (0..<UInt8(Dialect.count)).compactMap { Dialect(rawValue: $0) }
  }
}
