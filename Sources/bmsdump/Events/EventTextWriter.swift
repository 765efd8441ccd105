// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

internal import BatteryCAN
internal import CANBus

/// Events as text for people.
struct EventTextWriter: EventWriter, ~Copyable {
  var output: OutputBuffer
  private var time: TimePrinter
  private var interface = RowOrigin { name, _ in name.printable }
  private let usesColor: Bool
  private var timeWidth = 0
  private var interfaceWidth = 0

  init(_ output: consuming OutputBuffer, time: TimePrinter, color: Bool) {
    self.output = output
    self.time = time
    usesColor = color
  }

  mutating func writeHeader() {}

  mutating func begin(at time: Timestamp) { self.time.begin(at: time) }

  /// Writes a line for each event, and one for all that belong together.
  mutating func write(_ events: [LinkEvent], on interface: InterfaceName) {
    var rest = events[...]
    while let first = rest.first {
      let group = rest.prefix { EventText.belongs($0, to: first) }
      rest = rest.dropFirst(group.count)
      if let text = EventText(Array(group), among: events) {
        writeLine(first, text, on: interface)
      }
    }
  }

  private mutating func writeLine(
    _ event: LinkEvent, _ text: EventText, on interface: InterfaceName
  ) {
    let start = output.count
    if let time = event.time {
      self.time.appendAsInCapture(time, to: &output)
    }
    timeWidth = max(timeWidth, output.count - start)
    if timeWidth > 0 { output.pad(to: timeWidth + 2, since: start) }
    let middle = output.count
    var name = interface
    self.interface.select(&name, .unknown)
    output.append(self.interface.escaped)
    interfaceWidth = max(interfaceWidth, output.count - middle)
    if interfaceWidth > 0 { output.pad(to: interfaceWidth + 2, since: middle) }
    let column = output.count
    if let soc = event.soc {
      let digits = "\(soc.number)"
      output.append(Array("SOC ".utf8))
      output.pad(to: max(0, 3 - digits.count))
      output.append(Array("\(digits) %".utf8))
    }
    output.pad(to: 11, since: column)
    let escape = usesColor ? text.style.escape : ""
    output.append(Array(escape.utf8))
    output.append(Array(text.text.utf8))
    if !escape.isEmpty { output.append(Array("\u{1B}[0m".utf8)) }
    output.endLine()
  }
}
