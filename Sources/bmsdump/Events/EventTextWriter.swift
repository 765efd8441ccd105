// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

internal import BatteryCAN
internal import CANBus

/// Events as text for people.
struct EventTextWriter: EventWriter, ~Copyable {
  var output: OutputBuffer
  private var time: TimePrinter
  private var interface = EscapedInterface { $0.printable }
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

  /// Writes a line for each event, and one for all limits that one frame has
  /// changed.
  mutating func write(_ events: [LinkEvent], on interface: InterfaceName) {
    var index = 0
    while index < events.count {
      let event = events[index]
      index += 1
      guard let limit = EventText.limit(event.kind) else {
        writeLine(event, EventText(event), on: interface)
        continue
      }
      var limits = [limit]
      while index < events.count, events[index].time == event.time,
        let limit = EventText.limit(events[index].kind)
      {
        limits.append(limit)
        index += 1
      }
      let text = limits.joined(separator: ", ")
      writeLine(event, EventText(text, .plain), on: interface)
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
    output.append(self.interface.bytes(interface))
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
    let style = usesColor ? text.style.escape : ""
    output.append(Array("\(style)\(text.text)\(style.isEmpty ? "" : "\u{1B}[0m")".utf8))
    output.endLine()
  }
}
