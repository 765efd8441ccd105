// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

internal import BatteryCAN
internal import CANFormats

/// The names of everything that messages hold, made once, so that writing a row
/// takes no memory.
struct Vocabulary {
  private let fields: [Phrase]
  private let messages: [Phrase]
  private let faults: [Phrase]
  private let notes: [Phrase]
  /// The names of codes; the first one is empty.
  private let codes: [Phrase]
  /// Where the name of a code is, by table and number.
  private let codeIndices: [UInt8]

  /// Makes the names, each of them changed the way an output needs it.
  init(
    field: (Field) -> Phrase,
    message: (MessageKind) -> Phrase = { Phrase($0.name.description) },
    word: (StaticString) -> Phrase = { Phrase($0.description) }
  ) {
    fields = Field.all.map(field)
    messages = MessageKind.all.map(message)
    faults = Fault.all.map { word($0.name) }
    notes = Note.all.map { word($0.name) }
    var codes = [Phrase("")]
    var indices: [UInt8] = []
    for table in CodeTable.all {
      for number in UInt8.min...UInt8.max {
        if let name = table.name(number) {
          indices.append(UInt8(codes.count))
          codes.append(word(name))
        } else {
          indices.append(0)
        }
      }
    }
    self.codes = codes
    codeIndices = indices
  }

  subscript(field: Field) -> Phrase { fields[Int(field.rawValue)] }
  subscript(message: MessageKind) -> Phrase { messages[Int(message.rawValue)] }
  subscript(fault: Fault) -> Phrase { faults[Int(fault.rawValue)] }
  subscript(note: Note) -> Phrase { notes[Int(note.rawValue)] }
  /// The name of a code, empty if it has none.
  subscript(code: Code) -> Phrase {
    codes[
      Int(codeIndices[Int(code.table.rawValue) * 256 + Int(code.number)])]
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
extension MessageKind: Numbered {}
extension Note: Numbered {}
extension MalformedFrame.Reason: Numbered {}
