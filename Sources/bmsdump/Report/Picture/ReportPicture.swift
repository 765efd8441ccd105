// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

internal import BatteryCAN
internal import CANBus

/// A report as one picture: each bus below the one before it.
struct ReportPicture: ReportWriter, ~Copyable {
  var output: OutputBuffer
  private var lines: [String] = []
  private var height = 0.0
  private var busCount = 0

  /// How many buses are drawn; what is larger is no picture for a ticket.
  private static var maximumBuses: Int { 8 }
  private static var margin: Double { 16 }

  init(_ output: consuming OutputBuffer) { self.output = output }

  mutating func write(_ buses: [BusReport]) {
    let batteries = buses.filter(\.isBattery)
    // Of a capture without a battery, that is the news.
    for bus in batteries.isEmpty ? buses : batteries {
      busCount += 1
      if busCount > Self.maximumBuses { continue }
      let picture = Picture(bus, top: height, hasTitle: true)
      lines += picture.lines
      height = picture.height + 12
    }
  }

  mutating func finish() {
    guard busCount > 0 else { return }
    if busCount > Self.maximumBuses {
      lines.append(
        """
        <text x="0" y="\((height + 12).tenths)" fill="#5d6870">\
        \(busCount - Self.maximumBuses) more are not drawn.</text>
        """)
      height += 20
    }
    let margin = Self.margin
    let width = (Picture.width + 2 * margin).tenths
    let full = (height + 2 * margin).tenths
    add(
      """
      <svg xmlns="http://www.w3.org/2000/svg" width="\(width)" \
      height="\(full)" viewBox="\((0 - margin).tenths) \((0 - margin).tenths) \
      \(width) \(full)" role="img" font-size="12" font-family="system-ui, \
      'Segoe UI', 'Liberation Sans', 'DejaVu Sans', sans-serif">
      """)
    add("<title>What a battery told its inverter, over time</title>")
    add(
      """
      <rect x="\((0 - margin).tenths)" y="\((0 - margin).tenths)" \
      width="\(width)" height="\(full)" fill="#ffffff"/>
      """)
    for line in lines { add(line) }
    add("</svg>")
  }

  private mutating func add(_ line: String) {
    output.append(Array(line.utf8))
    output.endLine()
  }
}
