// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

internal import BatteryCAN
internal import CANBus

/// CSV (RFC 4180, lines ending in LF) with the same columns for every message.
struct CSVWriter: RecordWriter, ~Copyable {
  var output: OutputBuffer
  private var time: TimePrinter
  private var interface = EscapedInterface { $0.escapedForCSV }
  private let names = Vocabulary(field: { $0.key.description })
  /// `,pylontech,` by raw value.
  private let dialects = Dialect.all.map { Array(",\($0.name),".utf8) }
  private let text = Text()
  /// The next column to write, as the raw value of its field.
  private var column: UInt8 = 0

  /// The constant parts of a row.
  private struct Text {
    let header = Array("time,interface,id,data,dialect,message".utf8)
    let unknown = Array(",,unknown".utf8)
    let noDialect = Array(",,".utf8)
    let notes = Array(",notes".utf8)
    let commas = Array(repeating: UInt8(ascii: ","), count: Field.count + 1)
    let yes = Array("true".utf8)
    let no = Array("false".utf8)
    let reservedBit = Array("reserved_bit_".utf8)
  }

  init(_ output: consuming OutputBuffer, time: TimePrinter) {
    self.output = output
    self.time = time
  }

  mutating func writeHeader() {
    output.append(text.header)
    for field in Field.all {
      output.append(UInt8(ascii: ","))
      output.append(names[field])
    }
    output.append(text.notes)
    output.endLine()
  }

  mutating func write(
    _ message: borrowing BatteryMessage, in frame: borrowing CANFrame
  ) {
    let view = message.view
    writeFrame(frame)
    if let dialect = message.dialects.only, !view.notes.contains(.undecided) {
      output.append(dialects[Int(dialect.rawValue)])
    } else {
      output.append(text.noDialect)
    }
    output.append(names[view.kind])
    column = 0
    for index in 0..<view.count {
      let field = view[index]
      guard case .value(let value) = field.reading else { continue }
      beginCell(field.field)
      write(value)
    }
    endRow(view.notes)
  }

  mutating func writeUnknown(_ frame: borrowing CANFrame) {
    writeFrame(frame)
    output.append(text.unknown)
    column = 0
    endRow(NoteSet())
  }

  private mutating func writeFrame(_ frame: borrowing CANFrame) {
    if let timestamp = frame.timestamp { time.append(timestamp, to: &output) }
    output.append(UInt8(ascii: ","))
    output.append(interface.bytes(frame.interface))
    output.append(UInt8(ascii: ","))
    output.append(frame.id, isError: frame.kind == .error)
    output.append(UInt8(ascii: ","))
    output.appendHex(frame.payload)
  }

  /// Leaves the cells empty that the message does not have.
  private mutating func endRow(_ notes: NoteSet) {
    output.append(text.commas, first: Field.count + 1 - Int(column))
    if !notes.isEmpty { write(notes) }
    output.endLine()
  }

  /// Begins the cell of a field.
  ///
  /// Every message names its fields in the order of the columns.
  private mutating func beginCell(_ field: Field) {
    precondition(column <= field.rawValue, "fields are out of order")
    output.append(text.commas, first: Int(field.rawValue - column) + 1)
    column = field.rawValue + 1
  }

  // MARK: Values

  private mutating func write(_ value: FieldValue) {
    switch value {
    case .number(let number): output.append(number)
    case .flag(let flag): output.append(flag ? text.yes : text.no)
    case .text(let characters): write(characters)
    case .faults(let faults): write(faults)
    case .code(let code):
      output.append(
        names[code].isEmpty ? Array("\(code.number)".utf8) : names[code])
    case .version(let version):
      output.append(UInt64(version.major))
      output.append(UInt8(ascii: "."))
      output.append(UInt64(version.minor))
    case .time(let time): output.append(Array(time.description.utf8))
    @unknown default: break
    }
  }

  private mutating func write(_ characters: WireText) {
    if characters.isPlainCell {
      for index in 0..<characters.count { output.append(characters[index]) }
    } else {
      output.append(Array(characters.description.escapedForCSV.utf8))
    }
  }

  private mutating func write(_ faults: FaultSet) {
    var isFirst = true
    for entry in faults {
      if !isFirst { output.append(UInt8(ascii: ";")) }
      isFirst = false
      switch entry {
      case .fault(let fault): output.append(names[fault])
      case .reserved(let bit):
        output.append(text.reservedBit)
        output.append(UInt64(bit))
      }
    }
  }

  private mutating func write(_ notes: NoteSet) {
    var isFirst = true
    for note in Note.all where notes.contains(note) {
      if !isFirst { output.append(UInt8(ascii: ";")) }
      isFirst = false
      output.append(names[note])
    }
  }
}

extension WireText {
  /// Whether the text has letters, digits, blanks and inner hyphens only, as
  /// nearly all names do: nothing to escape.
  fileprivate var isPlainCell: Bool {
    for index in 0..<count {
      switch self[index] {
      case UInt8(ascii: "0")...UInt8(ascii: "9"),
        UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: " "):
        continue
      case UInt8(ascii: "-") where index > 0: continue
      default: return false
      }
    }
    return true
  }
}
