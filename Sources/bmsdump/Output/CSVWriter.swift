// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

internal import BatteryCAN
internal import CANBus

/// CSV (RFC 4180, lines ending in LF) with the same columns for every message.
struct CSVWriter: RecordWriter, FieldVisitor, ~Copyable {
  var output: OutputBuffer
  private var time: TimePrinter
  private var interface = EscapedInterface { $0.escapedForCSV }
  /// The next column to write, as the raw value of its field.
  private var column: UInt8 = 0

  init(_ output: consuming OutputBuffer, time: TimePrinter) {
    self.output = output
    self.time = time
  }

  mutating func writeHeader() {
    output.append(Array("time,interface,id,data,dialect,message".utf8))
    for field in Field.all { output.append(Array(",\(field.key)".utf8)) }
    output.endLine()
  }

  mutating func write(
    _ message: borrowing BatteryMessage, in frame: borrowing CANFrame,
    _ dialect: Dialect
  ) {
    writeFrame(frame)
    output.append(dialect.name.bytes)
    output.append(UInt8(ascii: ","))
    output.append(message.name.bytes)
    column = 0
    message.visitFields(&self)
    endRow()
  }

  mutating func writeUnknown(_ frame: borrowing CANFrame) {
    writeFrame(frame)
    output.append(Array(",unknown".utf8))
    column = 0
    endRow()
  }

  private mutating func writeFrame(_ frame: borrowing CANFrame) {
    if let timestamp = frame.timestamp { time.append(timestamp, to: &output) }
    output.append(UInt8(ascii: ","))
    output.append(interface.bytes(frame.interface))
    output.append(UInt8(ascii: ","))
    output.append(frame.id, isError: frame.kind == .error)
    output.append(UInt8(ascii: ","))
    output.appendHex(frame.payload)
    output.append(UInt8(ascii: ","))
  }

  /// Leaves the cells empty that the message does not have.
  private mutating func endRow() {
    while column < Field.count {
      output.append(UInt8(ascii: ","))
      column += 1
    }
    output.endLine()
  }

  /// Begins the cell of a field. Messages name their fields in column order.
  private mutating func beginCell(_ field: Field) {
    precondition(column <= field.rawValue, "fields are out of order")
    while column <= field.rawValue {
      output.append(UInt8(ascii: ","))
      column += 1
    }
  }

  // MARK: FieldVisitor

  mutating func visit(_ field: Field, _ number: Reading<Decimal>) {
    beginCell(field)
    if case .value(let number) = number { output.append(number) }
  }

  mutating func visit(_ field: Field, _ flag: Reading<Bool>) {
    beginCell(field)
    if case .value(let flag) = flag {
      output.append(flag ? Array("true".utf8) : Array("false".utf8))
    }
  }

  mutating func visit(_ field: Field, _ text: Reading<WireText>) {
    beginCell(field)
    if case .value(let text) = text {
      output.append(Array(text.description.escapedForCSV.utf8))
    }
  }

  mutating func visit(_ field: Field, _ name: Reading<StaticString>) {
    beginCell(field)
    if case .value(let name) = name { output.append(name.bytes) }
  }

  mutating func visit(_ field: Field, _ faults: Reading<FaultSet>) {
    beginCell(field)
    if case .value(let faults) = faults, !faults.isEmpty {
      output.append(Array(faults.names.joined(separator: ";").utf8))
    }
  }
}
