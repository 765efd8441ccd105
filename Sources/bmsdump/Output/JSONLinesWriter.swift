// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

internal import BatteryCAN
internal import CANBus

/// JSON Lines: one flat object a line.
struct JSONLinesWriter: RecordWriter, ~Copyable {
  var output: OutputBuffer
  private var time: TimePrinter
  private var interface = EscapedInterface {
    $0.isEmpty ? "" : "\"" + $0.escapedForJSON + "\""
  }
  private let names = Self.vocabulary
  /// `","dialect":"pylontech",` by raw value.
  private let dialects = Dialect.all.map {
    Phrase("\",\"dialect\":\"\($0.name)\",")
  }
  private let text = Text()
  private var reader = MessageReader()
  private var row = Row()
  private var rows = RecentRows()

  /// `,"soc_percent":` for a field, `"message":"limits"` for a message.
  private static let vocabulary = Vocabulary(
    field: { Phrase(",\"\($0.key)\":") },
    message: { Phrase("\"message\":\"\($0.name)\"") })

  /// The constant parts of a line.
  private struct Text {
    let noTime = Phrase("{\"time\":null")
    let interface = Phrase(",\"interface\":")
    let id = Phrase(",\"id\":\"")
    let data = Phrase("\",\"data\":\"")
    let unknown = Phrase("\",\"dialect\":null,\"message\":\"unknown\"}")
    let null = Phrase("null")
    let noDialect = Phrase("\",\"dialect\":null,")
    let notes = Phrase(",\"notes\":[")
    let end = Phrase("]}")
    let yes = Phrase("true")
    let no = Phrase("false")
    let reservedBit = Phrase("reserved_bit_")
  }

  init(_ output: consuming OutputBuffer, time: TimePrinter) {
    self.output = output
    self.time = time
    self.time.prefix = Phrase("{\"time\":" + (time.printsDates ? "\"" : ""))
  }

  mutating func writeHeader() {}

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
      frame.timestamp, place, of: &rows, &time, text.noTime,
      to: &output)
  }

  mutating func writeUnknown(_ frame: inout CANFrame) {
    interface.select(&frame.interface)
    beginRow()
    row.append(frame.id, isError: frame.kind == .error)
    row.append(text.data)
    row.appendHex(frame.payload)
    row.append(text.unknown)
    row.append(UInt8(ascii: "\n"))
    let place = rows.put(row)
    Self.writeLine(
      frame.timestamp, place, of: &rows, &time, text.noTime,
      to: &output)
  }

  mutating func forgetRows() { rows.removeAll() }

  /// Writes a line: the time, and a row that is known or has just been put
  /// together.
  ///
  /// It takes what it needs one by one, since a line holds on to its buffer.
  @inline(__always)
  private static func writeLine(
    _ timestamp: Timestamp?, _ place: RecentRows.Place,
    of rows: inout RecentRows, _ time: inout TimePrinter, _ noTime: Phrase,
    to output: inout OutputBuffer
  ) {
    var line = output.beginLine(pieceCount: place.pieceCount)
    if let timestamp {
      time.append(timestamp, to: &line)
      if time.printsDates { line.append(UInt8(ascii: "\"")) }
    } else {
      line.append(noTime)
    }
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

  /// Writes the line of a message but for its time.
  private mutating func writeRow(_ message: borrowing BatteryMessage) {
    reader.begin(copy message)
    let notes = reader.notes
    beginRow()
    row.append(message.id)
    row.append(text.data)
    row.appendHex(message.payload)
    if let dialect = message.dialects.only, !notes.contains(.undecided) {
      row.append(dialects[Int(dialect.rawValue)])
    } else {
      row.append(text.noDialect)
    }
    row.append(names[reader.kind])
    while let field = reader.next() {
      row.append(names[field.field])
      if case .value(let value) = field.reading {
        write(value)
      } else {
        row.append(text.null)
      }
    }
    row.append(text.notes)
    write(notes)
    row.append(text.end)
  }

  /// Begins a row up to the identifier.
  private mutating func beginRow() {
    row.removeAll()
    row.append(text.interface)
    if interface.escaped.isEmpty {
      row.append(text.null)
    } else {
      row.append(interface.escaped)
    }
    row.append(text.id)
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
      row.append(UInt8(ascii: "\""))
      if name.isEmpty {
        row.append(UInt64(code.number))
      } else {
        row.append(name)
      }
      row.append(UInt8(ascii: "\""))
    case .version(let version):
      row.append(UInt8(ascii: "\""))
      row.append(UInt64(version.major))
      row.append(UInt8(ascii: "."))
      row.append(UInt64(version.minor))
      row.append(UInt8(ascii: "\""))
    case .time(let time):
      row.append(UInt8(ascii: "\""))
      row.append(time)
      row.append(UInt8(ascii: "\""))
    @unknown default: row.append(text.null)
    }
  }

  private mutating func quote(_ word: Phrase) {
    row.append(UInt8(ascii: "\""))
    row.append(word)
    row.append(UInt8(ascii: "\""))
  }

  private mutating func write(_ characters: WireText) {
    row.append(UInt8(ascii: "\""))
    for index in 0..<characters.count {
      let character = characters[index]
      if character == UInt8(ascii: "\"") || character == UInt8(ascii: "\\") {
        row.append(UInt8(ascii: "\\"))
      }
      row.append(character)
    }
    row.append(UInt8(ascii: "\""))
  }

  private mutating func write(_ faults: FaultSet) {
    row.append(UInt8(ascii: "["))
    var isFirst = true
    for entry in faults {
      if !isFirst { row.append(UInt8(ascii: ",")) }
      isFirst = false
      row.append(UInt8(ascii: "\""))
      switch entry {
      case .fault(let fault): row.append(names[fault])
      case .reserved(let bit):
        row.append(text.reservedBit)
        row.append(UInt64(bit))
      }
      row.append(UInt8(ascii: "\""))
    }
    row.append(UInt8(ascii: "]"))
  }

  private mutating func write(_ notes: NoteSet) {
    guard !notes.isEmpty else { return }
    var isFirst = true
    for note in Note.all where notes.contains(note) {
      if !isFirst { row.append(UInt8(ascii: ",")) }
      isFirst = false
      quote(names[note])
    }
  }
}
