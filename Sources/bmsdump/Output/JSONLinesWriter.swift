// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

internal import BatteryCAN
internal import CANBus

/// JSON Lines: one flat object a line.
struct JSONLinesWriter: RecordWriter, FieldVisitor, ~Copyable {
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
    _ message: borrowing BatteryMessage, in frame: borrowing CANFrame,
    _ dialect: Dialect
  ) {
    writeFrame(frame)
    output.append(dialects[Int(dialect.rawValue)])
    output.append(names[message.kind])
    message.visitFields(&self)
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

  // MARK: FieldVisitor

  mutating func visit(_ field: Field, _ number: Reading<DecimalNumber>) {
    output.append(names[field])
    if case .value(let number) = number {
      output.append(number)
    } else {
      output.append(text.null)
    }
  }

  mutating func visit(_ field: Field, _ flag: Reading<Bool>) {
    output.append(names[field])
    switch flag {
    case .value(true): output.append(text.yes)
    case .value(false): output.append(text.no)
    case .notAvailable, .absent: output.append(text.null)
    }
  }

  mutating func visit(_ field: Field, _ characters: Reading<WireText>) {
    output.append(names[field])
    guard case .value(let characters) = characters else {
      return output.append(text.null)
    }
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

  mutating func visit(_ field: Field, _ kind: Reading<ForceChargeKind>) {
    output.append(names[field])
    guard case .value(let kind) = kind else { return output.append(text.null) }
    output.append(UInt8(ascii: "\""))
    output.append(names[kind])
    output.append(UInt8(ascii: "\""))
  }

  mutating func visit(_ field: Field, _ faults: Reading<FaultSet>) {
    output.append(names[field])
    guard case .value(let faults) = faults else {
      return output.append(text.null)
    }
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
}
