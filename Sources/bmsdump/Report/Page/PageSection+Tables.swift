// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

internal import BatteryCAN
internal import CANBus

// What a page says in tables.

extension PageSection {
  private mutating func addTable(
    _ title: String, _ columns: [(title: String, isNumber: Bool)],
    _ rows: [[String]]
  ) {
    add("<h3>\(title)</h3>")
    add("<div class=\"scroll\"><table><thead><tr>")
    let styles = columns.map { $0.isNumber ? " class=\"n\"" : "" }
    for (column, style) in zip(columns, styles) {
      add("<th scope=\"col\"\(style)>\(column.title)</th>")
    }
    add("</tr></thead><tbody>")
    for row in rows {
      var line = "<tr>"
      for (index, cell) in row.enumerated() {
        line +=
          index == 0
          ? "<th scope=\"row\">\(cell)</th>"
          : "<td\(styles[index])>\(cell)</td>"
      }
      add(line + "</tr>")
    }
    add("</tbody></table></div>")
  }

  mutating func addRanges() {
    var rows: [[String]] = []
    for trace in Trace.allCases {
      let found = history[trace]
      guard let least = found.least, let greatest = found.greatest,
        let last = found.last
      else { continue }
      rows.append([
        trace.longTitle, value(least.number, trace), when(least),
        value(greatest.number, trace), when(greatest), value(last, trace),
      ])
    }
    guard !rows.isEmpty else { return }
    addTable(
      "Ranges",
      [
        ("", false), ("Least", true), ("first at", false), ("Greatest", true),
        ("first at", false), ("Last", true),
      ], rows)
  }

  private func value(_ number: DecimalNumber, _ trace: Trace) -> String {
    "\(number) \(trace.panel.unit)".replacing("-", with: "\u{2212}")
  }

  private func when(_ extreme: TraceHistory.Extreme) -> String {
    place(extreme.time, extreme.position)
  }

  /// A time, or the number of the frame.
  private func place(_ time: Timestamp?, _ position: Int64) -> String {
    time.map(timeElement) ?? "frame \(position)"
  }

  mutating func addBands() {
    let bands = history.sortedBands
    guard !bands.isEmpty else { return }
    let rows = bands.map { band in
      let first = band.spans.spans.first?.start ?? 0
      let carrier = band.carrier.map {
        " <span class=\"muted\">(\($0.hex))</span>"
      }
      return [
        """
        <span class="key \(band.style.rawValue)" title="\(band.style.title)">\
        </span>\(band.title.escapedForMarkup)\(carrier ?? "")
        """,
        "\(band.spans.count)",
        history.isTimed
          ? "\(LengthOfTime(nanoseconds: band.spans.total))"
          : counted(
            band.spans.total.magnitude),
        percent(band.spans.total),
        place(band.firstTime, first),
        lastPlace(of: band),
      ]
    }
    addTable(
      "Requests, alarms and silence",
      [
        ("", false), ("Times", true), ("Total", true), ("Share", true),
        ("First", false), ("Last", false),
      ], rows)
    if history.lostBandCount > 0 {
      add("<p class=\"muted\">More kinds of alarms came and are not shown.</p>")
    }
  }

  /// Where a band has begun for the last time, unless that was the first.
  private func lastPlace(of band: Band) -> String {
    let start = band.spans.spans.last?.start ?? 0
    let last = band.spans.count > 1 ? place(band.lastTime, start) : ""
    guard band.lastsToTheEnd else { return last }
    return last.isEmpty ? "to the end" : last + ", to the end"
  }

  mutating func addMarks() {
    guard !history.marks.isEmpty else { return }
    // What is long is shown on request.
    let isLong = history.marks.count > 12
    if isLong {
      add("<details><summary>\(history.markCount) events</summary>")
    }
    addTable(
      "Events", [("Time", false), ("Event", false)],
      history.marks.map {
        [place($0.time, $0.position), $0.title.escapedForMarkup]
      })
    let more = history.markCount - history.marks.count
    if more > 0 { add("<p class=\"muted\">And \(more) more.</p>") }
    if isLong { add("</details>") }
  }

  mutating func addMessages() {
    let records = (0..<link.messageCount).compactMap { link.message(at: $0) }
      .sorted { $0.message.id < $1.message.id }
    guard !records.isEmpty else { return }
    add("<details><summary>Messages</summary>")
    addTable(
      "Messages",
      [
        ("Identifier", false), ("Message", false), ("Frames", true),
        ("Period", true), ("Longest gap", true),
      ],
      records.map { record in
        [
          record.message.id.hex,
          "\(record.kind.name)".replacing("_", with: " "),
          "\(record.count)",
          record.period.map { "\(LengthOfTime(nanoseconds: $0))" } ?? "",
          record.longestInterval > 0
            ? "\(LengthOfTime(nanoseconds: record.longestInterval))" : "",
        ]
      })
    add("</details>")
  }
}
