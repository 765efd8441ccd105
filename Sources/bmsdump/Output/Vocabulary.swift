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
  private let notes: [[UInt8]]
  /// By table and number; empty where a number has no name.
  private let codes: [[[UInt8]]]

  /// Makes the names, each of them changed the way an output needs it.
  init(
    field: (Field) -> String,
    message: (MessageKind) -> String = { $0.name.description },
    word: (StaticString) -> String = { $0.description }
  ) {
    fields = Field.all.map { Array(field($0).utf8) }
    messages = MessageKind.all.map { Array(message($0).utf8) }
    faults = Fault.all.map { Array(word($0.name).utf8) }
    notes = Note.all.map { Array(word($0.name).utf8) }
    codes = CodeTable.all.map { table in
      (UInt8.min...UInt8.max).map { number in
        table.name(number).map { Array(word($0).utf8) } ?? []
      }
    }
  }

  subscript(field: Field) -> [UInt8] { fields[Int(field.rawValue)] }
  subscript(message: MessageKind) -> [UInt8] { messages[Int(message.rawValue)] }
  subscript(fault: Fault) -> [UInt8] { faults[Int(fault.rawValue)] }
  subscript(note: Note) -> [UInt8] { notes[Int(note.rawValue)] }
  /// The name of a code, empty if it has none.
  subscript(code: Code) -> [UInt8] {
    codes[Int(code.table.rawValue)][Int(code.number)]
  }
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
extension CodeTable: Numbered {}
extension Clue: Numbered {}
extension MessageKind: Numbered {}
extension Note: Numbered {}
extension MalformedFrame.Reason: Numbered {}
