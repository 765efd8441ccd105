// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

internal import BatteryCAN
internal import CANFormats

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
    faults = Fault.all.map { Array(fault($0).utf8) }
    kinds = ForceChargeKind.all.map { Array($0.name.description.utf8) }
  }

  subscript(field: Field) -> [UInt8] { fields[Int(field.rawValue)] }
  subscript(message: MessageKind) -> [UInt8] { messages[Int(message.rawValue)] }
  subscript(fault: Fault) -> [UInt8] { faults[Int(fault.rawValue)] }
  subscript(kind: ForceChargeKind) -> [UInt8] { kinds[Int(kind.rawValue)] }
}

/// A list of names that is numbered from 0, without an array of its cases: the
/// cores have none.
protocol Numbered: RawRepresentable where RawValue == UInt8 {
  static var count: Int { get }
}

extension Numbered {
  /// All cases in their order.
  static var all: [Self] {
    (0..<UInt8(count)).compactMap { Self(rawValue: $0) }
  }
}

extension Dialect: Numbered {}
extension Fault: Numbered {}
extension Field: Numbered {}
extension ForceChargeKind: Numbered {}
extension MessageKind: Numbered {}
extension MalformedFrame.Reason: Numbered {}
