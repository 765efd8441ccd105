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
  /// `,"soc_percent":` and so on, by raw value.
  private let keys = Field.all.map { Array(",\"\($0.key)\":".utf8) }
  private let text = Text()

  /// The constant parts of a line.
  private struct Text {
    let time = Array("{\"time\":".utf8)
    let interface = Array(",\"interface\":".utf8)
    let id = Array(",\"id\":\"".utf8)
    let data = Array("\",\"data\":\"".utf8)
    let dialect = Array("\",\"dialect\":\"".utf8)
    let message = Array("\",\"message\":\"".utf8)
    let unknown = Array("\",\"dialect\":null,\"message\":\"unknown\"}".utf8)
    let null = Array("null".utf8)
    let yes = Array("true".utf8)
    let no = Array("false".utf8)
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
    output.append(text.dialect)
    output.append(dialect.name.bytes)
    output.append(text.message)
    output.append(message.name.bytes)
    output.append(UInt8(ascii: "\""))
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

  mutating func visit(_ field: Field, _ number: Reading<Decimal>) {
    output.append(keys[Int(field.rawValue)])
    if case .value(let number) = number {
      output.append(number)
    } else {
      output.append(text.null)
    }
  }

  mutating func visit(_ field: Field, _ flag: Reading<Bool>) {
    output.append(keys[Int(field.rawValue)])
    switch flag {
    case .value(true): output.append(text.yes)
    case .value(false): output.append(text.no)
    case .notAvailable, .absent: output.append(text.null)
    }
  }

  mutating func visit(_ field: Field, _ wireText: Reading<WireText>) {
    output.append(keys[Int(field.rawValue)])
    if case .value(let wireText) = wireText {
      appendString(Array(wireText.description.escapedForJSON.utf8))
    } else {
      output.append(text.null)
    }
  }

  mutating func visit(_ field: Field, _ name: Reading<StaticString>) {
    output.append(keys[Int(field.rawValue)])
    if case .value(let name) = name {
      appendString(name.bytes)
    } else {
      output.append(text.null)
    }
  }

  mutating func visit(_ field: Field, _ faults: Reading<FaultSet>) {
    output.append(keys[Int(field.rawValue)])
    guard case .value(let faults) = faults else {
      output.append(text.null)
      return
    }
    output.append(UInt8(ascii: "["))
    if !faults.isEmpty {
      for (index, name) in faults.names.enumerated() {
        if index > 0 { output.append(UInt8(ascii: ",")) }
        appendString(Array(name.utf8))
      }
    }
    output.append(UInt8(ascii: "]"))
  }

  private mutating func appendString(_ escaped: [UInt8]) {
    output.append(UInt8(ascii: "\""))
    output.append(escaped)
    output.append(UInt8(ascii: "\""))
  }
}
