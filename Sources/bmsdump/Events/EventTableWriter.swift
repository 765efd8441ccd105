// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

internal import BatteryCAN
internal import CANBus

/// Events as JSON Lines or CSV.
struct EventTableWriter: EventWriter, ~Copyable {
  var output: OutputBuffer
  private var time: TimePrinter
  private let isJSON: Bool
  /// Where one time is printed.
  private var scratch = OutputBuffer()

  init(_ output: consuming OutputBuffer, time: TimePrinter, isJSON: Bool) {
    self.output = output
    self.time = time
    self.isJSON = isJSON
  }

  mutating func writeHeader() {
    guard !isJSON else { return }
    let columns = ["time", "interface"] + EventRow.columns
    output.append(Array(columns.joined(separator: ",").utf8))
    output.endLine()
  }

  mutating func begin(at time: Timestamp) { self.time.begin(at: time) }

  mutating func write(_ events: [LinkEvent], on interface: InterfaceName) {
    for event in events {
      let cells = cells(of: event, on: interface)
      if isJSON {
        var object = JSONObject()
        for cell in cells { object.add(cell.key, json: cell.json) }
        output.append(Array("\(object)".utf8))
      } else {
        let line = cells.map(\.csv).joined(separator: ",")
        output.append(Array(line.utf8))
      }
      output.endLine()
    }
  }

  private mutating func text(of time: Timestamp) -> String {
    self.time.append(time, to: &scratch)
    return scratch.takeText()
  }

  /// A column of one row.
  private struct Cell {
    let key: String
    let json: String
    let csv: String

    init(_ key: String, number: String?) {
      self.key = key
      json = number ?? "null"
      csv = number ?? ""
    }

    init(_ key: String, text: String?) {
      self.key = key
      json = text.map { "\"" + $0.escapedForJSON + "\"" } ?? "null"
      csv = text.map(\.escapedForCSV) ?? ""
    }
  }

  private mutating func cells(
    of event: LinkEvent, on interface: InterfaceName
  ) -> [Cell] {
    let row = EventRow(event)
    let time = event.time.map { text(of: $0) }
    let name = interface.isEmpty ? nil : "\(interface)"
    return [
      self.time.printsDates
        ? Cell("time", text: time) : Cell("time", number: time),
      Cell("interface", text: name),
      Cell("event", text: row.event),
      Cell("soc_percent", number: event.soc.map { "\($0.number)" }),
      Cell("subject", text: row.subject),
      Cell("kind", text: row.kind),
      cell("from", row.from),
      cell("to", row.to),
      Cell("seconds", number: row.seconds.map { "\($0)" }),
      Cell("at_least", number: row.seconds.map { _ in "\(row.isAtLeast)" }),
      Cell("carrier", text: row.carrier?.hex),
      Cell("byte", number: row.byte.map { "\($0)" }),
      Cell("bit", number: row.bit.map { "\($0)" }),
      Cell("by", text: row.by),
      Cell("granted", number: row.isGranted.map { "\($0)" }),
      Cell("cause", text: event.cause.name.description),
    ]
  }

  private func cell(_ key: String, _ value: EventRow.Value?) -> Cell {
    switch value {
    case .number(let number): Cell(key, number: "\(number)")
    case .text(let text): Cell(key, text: text)
    case .time(let time):
      // The origin of other styles would be another one for each column.
      Cell(key, number: "\(time)")
    case nil: Cell(key, text: nil)
    }
  }
}
