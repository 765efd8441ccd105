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
  private let names = Self.vocabulary
  /// `,pylontech,` by raw value.
  private let dialects = Dialect.all.map { Phrase(",\($0.name),") }
  private let text = Text()
  private var reader = MessageReader()
  private var row = Row()
  private var rows = RecentRows()
  /// The next column to write, as the raw value of its field.
  private var column: UInt8 = 0

  private static let vocabulary = Vocabulary(
    field: { Phrase($0.key.description) })

  /// The constant parts of a row.
  private struct Text {
    let header = Phrase("time,interface,id,data,dialect,message")
    let unknown = Phrase(",,unknown")
    let commas = Phrase(String(repeating: ",", count: 64))
    let noDialect = Phrase(",,")
    let notes = Phrase(",notes")
    let yes = Phrase("true")
    let no = Phrase("false")
    let reservedBit = Phrase("reserved_bit_")
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
    _ message: borrowing BatteryMessage, in frame: inout CANFrame
  ) {
    interface.select(&frame.interface)
    let key = RecentRows.Key(
      message: copy message, interface: interface.number)
    let place: RecentRows.Place
    if let known = rows.find(key) {
      place = known
    } else {
      place = makeRow(message)
    }
    Self.writeLine(
      frame.timestamp, place, of: &rows, &time, to: &output)
  }

  mutating func writeUnknown(_ frame: inout CANFrame) {
    interface.select(&frame.interface)
    beginRow()
    row.append(frame.id, isError: frame.kind == .error)
    row.append(UInt8(ascii: ","))
    row.appendHex(frame.payload)
    row.append(text.unknown)
    column = 0
    endRow(NoteSet())
    row.append(UInt8(ascii: "\n"))
    let place = rows.put(row)
    Self.writeLine(
      frame.timestamp, place, of: &rows, &time, to: &output)
  }

  mutating func forgetRows() { rows.removeAll() }

  /// Writes a line: the time, and a row that is known or has just been put
  /// together.
  ///
  /// It takes what it needs one by one, since a line holds on to its buffer.
  @inline(__always)
  private static func writeLine(
    _ timestamp: Timestamp?, _ place: RecentRows.Place,
    of rows: inout RecentRows, _ time: inout TimePrinter,
    to output: inout OutputBuffer
  ) {
    var line = output.beginLine(pieceCount: place.pieceCount)
    if let timestamp { time.append(timestamp, to: &line) }
    rows.append(place, to: &line)
    output.endLine(at: line.count)
  }

  /// Puts the row of a message together and keeps it.
  @inline(never)
  private mutating func makeRow(
    _ message: borrowing BatteryMessage
  ) -> RecentRows.Place {
    writeRow(message)
    row.append(UInt8(ascii: "\n"))
    let key = RecentRows.Key(
      message: copy message, interface: interface.number)
    return rows.put(row, of: key)
  }

  /// Writes the row of a message but for its time.
  private mutating func writeRow(_ message: borrowing BatteryMessage) {
    reader.begin(copy message)
    let notes = reader.notes
    beginRow()
    row.append(message.id)
    row.append(UInt8(ascii: ","))
    row.appendHex(message.payload)
    if let dialect = message.dialects.only, !notes.contains(.undecided) {
      row.append(dialects[Int(dialect.rawValue)])
    } else {
      row.append(text.noDialect)
    }
    row.append(names[reader.kind])
    column = 0
    while let field = reader.next() {
      guard case .value(let value) = field.reading else { continue }
      beginCell(field.field)
      write(value)
    }
    endRow(notes)
  }

  /// Begins a row up to the identifier.
  private mutating func beginRow() {
    row.removeAll()
    row.append(UInt8(ascii: ","))
    row.append(interface.escaped)
    row.append(UInt8(ascii: ","))
  }

  /// Leaves the cells empty that the message does not have.
  private mutating func endRow(_ notes: NoteSet) {
    row.append(text.commas, repeatedUpTo: Field.count + 1 - Int(column))
    if !notes.isEmpty { write(notes) }
  }

  /// Begins the cell of a field.
  ///
  /// Every message names its fields in the order of the columns.
  private mutating func beginCell(_ field: Field) {
    precondition(column <= field.rawValue, "fields are out of order")
    row.append(text.commas, repeatedUpTo: Int(field.rawValue - column) + 1)
    column = field.rawValue + 1
  }

  // MARK: Values

  private mutating func write(_ value: FieldValue) {
    switch value {
    case .number(let number): row.append(number)
    case .flag(let flag): row.append(flag ? text.yes : text.no)
    case .text(let characters): write(characters)
    case .faults(let faults): write(faults)
    case .code(let code):
      let name = names[code]
      if name.isEmpty {
        row.append(UInt64(code.number))
      } else {
        row.append(name)
      }
    case .version(let version):
      row.append(UInt64(version.major))
      row.append(UInt8(ascii: "."))
      row.append(UInt64(version.minor))
    case .time(let time): row.append(time)
    @unknown default: break
    }
  }

  /// Writes text from the wire, which is printable ASCII, like
  /// `String.escapedForCSV`.
  private mutating func write(_ characters: WireText) {
    let isQuoted = characters.isFormula || characters.hasSeparator
    if isQuoted { row.append(UInt8(ascii: "\"")) }
    if characters.isFormula { row.append(UInt8(ascii: "'")) }
    for index in 0..<characters.count {
      let character = characters[index]
      if character == UInt8(ascii: "\"") { row.append(character) }
      row.append(character)
    }
    if isQuoted { row.append(UInt8(ascii: "\"")) }
  }

  private mutating func write(_ faults: FaultSet) {
    var isFirst = true
    for entry in faults {
      if !isFirst { row.append(UInt8(ascii: ";")) }
      isFirst = false
      switch entry {
      case .fault(let fault): row.append(names[fault])
      case .reserved(let bit):
        row.append(text.reservedBit)
        row.append(UInt64(bit))
      }
    }
  }

  private mutating func write(_ notes: NoteSet) {
    var isFirst = true
    for note in Note.all where notes.contains(note) {
      if !isFirst { row.append(UInt8(ascii: ";")) }
      isFirst = false
      row.append(names[note])
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
