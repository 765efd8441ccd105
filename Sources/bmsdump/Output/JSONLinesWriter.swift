// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

internal import BatteryCAN
internal import CANBus

/// JSON Lines: one flat object a line.
struct JSONLinesWriter: RecordWriter, ~Copyable {
  var output: OutputBuffer
  private var time: TimePrinter
  private var interface = EscapedInterface { "\"" + $0.escapedForJSON + "\"" }
  /// `,"soc_percent":` for a field, `"message":"limits"` for a message.
  private let names = Vocabulary(
    field: { ",\"\($0.key)\":" }, message: { "\"message\":\"\($0.name)\"" })
  /// `","dialect":"pylontech",` by raw value.
  private let dialects = Dialect.all.map {
    Array("\",\"dialect\":\"\($0.name)\",".utf8)
  }
  private let text = Text()

  /// The constant parts of a line.
  private struct Text {
    let time = Array("{\"time\":".utf8)
    let interface = Array(",\"interface\":".utf8)
    let id = Array(",\"id\":\"".utf8)
    let data = Array("\",\"data\":\"".utf8)
    let unknown = Array("\",\"dialect\":null,\"message\":\"unknown\"}".utf8)
    let null = Array("null".utf8)
    let noDialect = Array("\",\"dialect\":null,".utf8)
    let notes = Array(",\"notes\":[".utf8)
    let yes = Array("true".utf8)
    let no = Array("false".utf8)
    let reservedBit = Array("reserved_bit_".utf8)
  }

  init(_ output: consuming OutputBuffer, time: TimePrinter) {
    self.output = output
    self.time = time
  }

  mutating func writeHeader() {}

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
    for index in 0..<view.count {
      let field = view[index]
      output.append(names[field.field])
      if case .value(let value) = field.reading {
        write(value)
      } else {
        output.append(text.null)
      }
    }
    output.append(text.notes)
    write(view.notes)
    output.append(UInt8(ascii: "]"))
    output.append(UInt8(ascii: "}"))
    output.endLine()
  }

  mutating func writeUnknown(_ frame: borrowing CANFrame) {
    writeFrame(frame)
    output.append(text.unknown)
    output.endLine()
  }

  private mutating func writeFrame(_ frame: borrowing CANFrame) {
    output.append(text.time)
    if let timestamp = frame.timestamp {
      if time.printsDates { output.append(UInt8(ascii: "\"")) }
      time.append(timestamp, to: &output)
      if time.printsDates { output.append(UInt8(ascii: "\"")) }
    } else {
      output.append(text.null)
    }
    output.append(text.interface)
    if frame.interface.isEmpty {
      output.append(text.null)
    } else {
      output.append(interface.bytes(frame.interface))
    }
    output.append(text.id)
    output.append(frame.id, isError: frame.kind == .error)
    output.append(text.data)
    output.appendHex(frame.payload)
  }

  // MARK: Values

  private mutating func write(_ value: FieldValue) {
    switch value {
    case .number(let number): output.append(number)
    case .flag(let flag): output.append(flag ? text.yes : text.no)
    case .text(let characters): write(characters)
    case .faults(let faults): write(faults)
    case .code(let code):
      quote(names[code].isEmpty ? Array("\(code.number)".utf8) : names[code])
    case .version(let version):
      output.append(UInt8(ascii: "\""))
      output.append(UInt64(version.major))
      output.append(UInt8(ascii: "."))
      output.append(UInt64(version.minor))
      output.append(UInt8(ascii: "\""))
    case .time(let time): quote(Array(time.description.utf8))
    @unknown default: output.append(text.null)
    }
  }

  private mutating func quote(_ word: [UInt8]) {
    output.append(UInt8(ascii: "\""))
    output.append(word)
    output.append(UInt8(ascii: "\""))
  }

  private mutating func write(_ characters: WireText) {
    output.append(UInt8(ascii: "\""))
    for index in 0..<characters.count {
      let character = characters[index]
      if character == UInt8(ascii: "\"") || character == UInt8(ascii: "\\") {
        output.append(UInt8(ascii: "\\"))
      }
      output.append(character)
    }
    output.append(UInt8(ascii: "\""))
  }

  private mutating func write(_ faults: FaultSet) {
    output.append(UInt8(ascii: "["))
    var isFirst = true
    for entry in faults {
      if !isFirst { output.append(UInt8(ascii: ",")) }
      isFirst = false
      output.append(UInt8(ascii: "\""))
      switch entry {
      case .fault(let fault): output.append(names[fault])
      case .reserved(let bit):
        output.append(text.reservedBit)
        output.append(UInt64(bit))
      }
      output.append(UInt8(ascii: "\""))
    }
    output.append(UInt8(ascii: "]"))
  }

  private mutating func write(_ notes: NoteSet) {
    guard !notes.isEmpty else { return }
    var isFirst = true
    for note in Note.all where notes.contains(note) {
      if !isFirst { output.append(UInt8(ascii: ",")) }
      isFirst = false
      quote(names[note])
    }
  }
}
