// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

internal import BatteryCAN
internal import CANBus

/// CSV (RFC 4180, lines ending in LF) with the same columns for every message.
struct CSVRows: RowFormat, ~Copyable {
  private var time: TimePrinter
  private let names = Self.vocabulary
  /// `,pylontech,` by raw value.
  private let dialects = Dialect.all.map { Phrase(",\($0.name),") }
  private let kinds = FrameKind.names.map { Phrase($0) }
  private let text = Text()
  private var reader = MessageReader()
  /// The next column to write, as the raw value of its field.
  private var column: UInt8 = 0

  private static let vocabulary = Vocabulary(
    field: { Phrase($0.key.description) })

  /// The constant parts of a row.
  private struct Text {
    let header = Phrase("time,interface,direction,id,kind,data,dialect,message")
    /// A message is the data of a classic frame.
    let dataKind = Phrase("data,")
    let unknown = Phrase(",,unknown")
    let commas = Phrase(String(repeating: ",", count: 64))
    let noDialect = Phrase(",,")
    let notes = Phrase(",notes")
    let yes = Phrase("true")
    let no = Phrase("false")
    let reservedBit = Phrase("reserved_bit_")
  }

  init(time: TimePrinter) { self.time = time }

  static func beginning(_ interface: String, _ direction: Direction) -> String {
    ",\(interface.escapedForCSV),\(direction.name ?? ""),"
  }

  mutating func appendHeader(to output: inout OutputBuffer) {
    output.append(text.header)
    for field in Field.all {
      output.append(UInt8(ascii: ","))
      output.append(names[field])
    }
    output.append(text.notes)
    output.endLine()
  }

  @inline(__always)
  mutating func append(_ time: Timestamp?, to line: inout OutputLine) {
    if let time { self.time.append(time, to: &line) }
  }

  mutating func append(
    unknown frame: inout CANFrame, after beginning: [Phrase],
    to line: inout OutputLine
  ) {
    line.append(beginning)
    line.append(frame.id, isError: frame.kind == .error)
    line.append(UInt8(ascii: ","))
    line.append(kinds[frame.kind.place])
    line.append(UInt8(ascii: ","))
    line.appendSpacedHex(frame.payload)
    line.append(text.unknown)
    column = 0
    endRow(NoteSet(), &line)
  }

  mutating func append(
    _ message: borrowing BatteryMessage, after beginning: [Phrase],
    to line: inout OutputLine
  ) {
    reader.begin(copy message)
    let notes = reader.notes
    line.append(beginning)
    if notes.contains(.extendedIdentifier) {
      line.append(message.frameID, isError: false)
      line.append(UInt8(ascii: ","))
    } else {
      line.append(message.id, followedBy: UInt8(ascii: ","))
    }
    line.append(text.dataKind)
    line.appendSpacedHex(message.payload)
    if let dialect = message.dialects.reading {
      line.append(dialects[Int(dialect.rawValue)])
    } else {
      line.append(text.noDialect)
    }
    line.append(names[reader.kind])
    column = 0
    while let field = reader.next() {
      guard case .value(let value) = field.reading else { continue }
      beginCell(field.field, &line)
      // Most values are numbers, which are appended without a call.
      if case .number(let number) = value {
        line.append(number)
      } else {
        append(value, &line)
      }
    }
    endRow(notes, &line)
  }

  /// Leaves the cells empty that the message does not have.
  @inline(__always)
  private mutating func endRow(_ notes: NoteSet, _ line: inout OutputLine) {
    line.append(text.commas, repeatedUpTo: Field.count + 1 - Int(column))
    if !notes.isEmpty { append(notes, &line) }
  }

  /// Begins the cell of a field.
  ///
  /// Every message names its fields in the order of the columns.
  @inline(__always)
  private mutating func beginCell(_ field: Field, _ line: inout OutputLine) {
    precondition(column <= field.rawValue, "fields are out of order")
    line.append(
      repeating: UInt8(ascii: ","), count: Int(field.rawValue - column) + 1)
    column = field.rawValue + 1
  }

  // MARK: Values

  private mutating func append(_ value: FieldValue, _ line: inout OutputLine) {
    switch value {
    case .number(let number): line.append(number)
    case .flag(let flag): line.append(flag ? text.yes : text.no)
    case .text(let characters): append(characters, &line)
    case .faults(let faults): append(faults, &line)
    case .code(let code):
      let name = names[code]
      if name.isEmpty {
        line.append(UInt64(code.number))
      } else {
        line.append(name)
      }
    case .version(let version):
      line.append(UInt64(version.major))
      line.append(UInt8(ascii: "."))
      line.append(UInt64(version.minor))
    case .time(let time): line.append(time)
    @unknown default: break
    }
  }

  /// Writes text from the wire, which is printable ASCII, like
  /// `String.escapedForCSV`.
  private mutating func append(_ characters: WireText, _ line: inout OutputLine)
  {
    let isQuoted = characters.isFormula || characters.hasSeparator
    if isQuoted { line.append(UInt8(ascii: "\"")) }
    if characters.isFormula { line.append(UInt8(ascii: "'")) }
    for index in 0..<characters.count {
      let character = characters[index]
      if character == UInt8(ascii: "\"") { line.append(character) }
      line.append(character)
    }
    if isQuoted { line.append(UInt8(ascii: "\"")) }
  }

  private mutating func append(_ faults: FaultSet, _ line: inout OutputLine) {
    var isFirst = true
    for entry in faults {
      if !isFirst { line.append(UInt8(ascii: ";")) }
      isFirst = false
      switch entry {
      case .fault(let fault): line.append(names[fault])
      case .reserved(let bit):
        line.append(text.reservedBit)
        line.append(UInt64(bit))
      }
    }
  }

  private mutating func append(_ notes: NoteSet, _ line: inout OutputLine) {
    var isFirst = true
    for note in Note.all where notes.contains(note) {
      if !isFirst { line.append(UInt8(ascii: ";")) }
      isFirst = false
      line.append(names[note])
    }
  }
}

extension WireText {
  /// Whether a spreadsheet would take the text for a formula.
  fileprivate var isFormula: Bool {
    guard count > 0 else { return false }
    switch self[0] {
    case UInt8(ascii: "="), UInt8(ascii: "+"), UInt8(ascii: "-"),
      UInt8(ascii: "@"):
      return true
    default: return false
    }
  }

  /// Whether the text has something that only a quoted cell can have.
  fileprivate var hasSeparator: Bool {
    for index in 0..<count {
      switch self[index] {
      case UInt8(ascii: ","), UInt8(ascii: "\""), UInt8(ascii: "'"):
        return true
      default: continue
      }
    }
    return false
  }
}
