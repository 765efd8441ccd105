// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

internal import BatteryCAN
internal import CANBus

/// JSON Lines: one flat object a line.
struct JSONLinesRows: RowFormat, ~Copyable {
  private var time: TimePrinter
  private let names = Self.vocabulary
  /// `","dialect":"pylontech",` by raw value.
  private let dialects = Dialect.all.map {
    Phrase("\",\"dialect\":\"\($0.name)\",")
  }
  private let kinds = FrameKind.names.map { Phrase($0) }
  private let text = Text()
  private var reader = MessageReader()

  /// `,"soc_percent":` for a field, `"message":"limits"` for a message.
  private static let vocabulary = Vocabulary(
    field: { Phrase(",\"\($0.key)\":") },
    message: { Phrase("\"message\":\"\($0.name)\"") })

  /// The constant parts of a line.
  private struct Text {
    let noTime = Phrase("{\"time\":null")
    let kind = Phrase("\",\"kind\":\"")
    let data = Phrase("\",\"data\":\"")
    /// A message is the data of a classic frame.
    let dataOfMessage = Phrase("\",\"kind\":\"data\",\"data\":\"")
    let unknown = Phrase("\",\"dialect\":null,\"message\":\"unknown\"}")
    let null = Phrase("null")
    let noDialect = Phrase("\",\"dialect\":null,")
    let notes = Phrase(",\"notes\":[")
    let end = Phrase("]}")
    let yes = Phrase("true")
    let no = Phrase("false")
    let reservedBit = Phrase("reserved_bit_")
  }

  init(time: TimePrinter) {
    self.time = time
    self.time.prefix = Phrase("{\"time\":" + (time.printsDates ? "\"" : ""))
  }

  static func beginning(_ interface: String, _ direction: Direction) -> String {
    let name =
      interface.isEmpty
      ? "null" : "\"\(interface.escapedForJSON)\""
    let way = direction.name.map { "\"\($0)\"" } ?? "null"
    return ",\"interface\":\(name),\"direction\":\(way),\"id\":\""
  }

  @inline(__always)
  mutating func append(_ time: Timestamp?, to line: inout OutputLine) {
    guard let time else { return line.append(text.noTime) }
    self.time.append(time, to: &line)
    if self.time.printsDates { line.append(UInt8(ascii: "\"")) }
  }

  mutating func append(
    unknown frame: inout CANFrame, after beginning: [Phrase],
    to line: inout OutputLine
  ) {
    line.append(beginning)
    line.append(frame.id, isError: frame.kind == .error)
    line.append(text.kind)
    line.append(kinds[frame.kind.place])
    line.append(text.data)
    line.appendHex(frame.payload)
    line.append(text.unknown)
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
    } else {
      line.append(message.id)
    }
    line.append(text.dataOfMessage)
    line.appendHex(message.payload)
    if let dialect = message.dialects.reading {
      line.append(dialects[Int(dialect.rawValue)])
    } else {
      line.append(text.noDialect)
    }
    line.append(names[reader.kind])
    while let field = reader.next() {
      line.append(names[field.field])
      switch field.reading {
      // Most values are numbers, which are appended without a call.
      case .value(.number(let number)): line.append(number)
      case .value(let value): append(value, &line)
      default: line.append(text.null)
      }
    }
    line.append(text.notes)
    append(notes, &line)
    line.append(text.end)
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
      line.append(UInt8(ascii: "\""))
      if name.isEmpty {
        line.append(UInt64(code.number))
      } else {
        line.append(name)
      }
      line.append(UInt8(ascii: "\""))
    case .version(let version):
      line.append(UInt8(ascii: "\""))
      line.append(UInt64(version.major))
      line.append(UInt8(ascii: "."))
      line.append(UInt64(version.minor))
      line.append(UInt8(ascii: "\""))
    case .time(let time):
      line.append(UInt8(ascii: "\""))
      line.append(time)
      line.append(UInt8(ascii: "\""))
    @unknown default: line.append(text.null)
    }
  }

  private mutating func quote(_ word: Phrase, _ line: inout OutputLine) {
    line.append(UInt8(ascii: "\""))
    line.append(word)
    line.append(UInt8(ascii: "\""))
  }

  private mutating func append(_ characters: WireText, _ line: inout OutputLine)
  {
    line.append(UInt8(ascii: "\""))
    for index in 0..<characters.count {
      let character = characters[index]
      if character == UInt8(ascii: "\"") || character == UInt8(ascii: "\\") {
        line.append(UInt8(ascii: "\\"))
      }
      line.append(character)
    }
    line.append(UInt8(ascii: "\""))
  }

  private mutating func append(_ faults: FaultSet, _ line: inout OutputLine) {
    line.append(UInt8(ascii: "["))
    var isFirst = true
    for entry in faults {
      if !isFirst { line.append(UInt8(ascii: ",")) }
      isFirst = false
      line.append(UInt8(ascii: "\""))
      switch entry {
      case .fault(let fault): line.append(names[fault])
      case .reserved(let bit):
        line.append(text.reservedBit)
        line.append(UInt64(bit))
      }
      line.append(UInt8(ascii: "\""))
    }
    line.append(UInt8(ascii: "]"))
  }

  private mutating func append(_ notes: NoteSet, _ line: inout OutputLine) {
    guard !notes.isEmpty else { return }
    var isFirst = true
    for note in Note.all where notes.contains(note) {
      if !isFirst { line.append(UInt8(ascii: ",")) }
      isFirst = false
      quote(names[note], &line)
    }
  }
}
