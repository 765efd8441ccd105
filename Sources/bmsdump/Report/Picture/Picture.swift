// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

internal import BatteryCAN

/// A picture of one bus, with all charts above one axis.
///
/// It is plain SVG with a light background, which needs nothing beside it; on a
/// page its classes give it the colours of the page.
struct Picture {
  /// The elements, a line each.
  private(set) var lines: [String] = []
  /// The height that is used.
  private(set) var height: Double
  private let history: BusHistory
  private var panelTop = 0.0
  private var panels: [(top: Double, bottom: Double)] = []

  static let width = 1000.0
  private static let left = 236.0
  private static let right = 960.0

  /// Draws a bus.
  ///
  /// - Parameters:
  ///   - report: The bus.
  ///   - top: Where the picture begins.
  ///   - hasTitle: Whether it says what it is of.
  init(_ report: BusReport, top: Double = 0, hasTitle: Bool) {
    history = report.history
    height = top + 4
    if hasTitle { drawTitle(report) }
    panelTop = height + 6
    let grid = lines.count
    for panel in Trace.Panel.allCases { draw(panel) }
    guard !panels.isEmpty else {
      height += 20
      text(0, height, "No values of a battery.", "note")
      height += 10
      return
    }
    let axis = height - 4
    height += 8
    drawBands()
    drawTime(at: axis, before: grid)
    drawSilence(before: grid)
  }

  private func x(_ position: Int64) -> Double {
    let end = max(1, Double(history.end))
    return Self.left + Double(position) / end * (Self.right - Self.left)
  }

  private mutating func text(
    _ x: Double, _ y: Double, _ text: String, _ style: String = "",
    anchor: String = "start"
  ) {
    let look =
      switch style {
      case "head": "fill=\"#1d2327\" font-weight=\"650\""
      case "title": "fill=\"#1d2327\" font-weight=\"650\" font-size=\"16\""
      case "tick", "note": "fill=\"#5d6870\""
      default: "fill=\"#1d2327\""
      }
    lines.append(
      """
      <text class="\(style)" x="\(x.tenths)" y="\(y.tenths)" \
      text-anchor="\(anchor)" \(look)>\(text.escapedForMarkup)</text>
      """)
  }

  private mutating func drawTitle(_ report: BusReport) {
    height += 16
    let inputs = report.inputs.joined(separator: ", ")
    let title = "\(report.title) \u{00B7} \(inputs)"
    text(0, height, Self.cut(title, 110), "title")
    height += 19
    let dialect = report.dialect.capitalisedFirst
    text(0, height, Self.cut("\(report.span). \(dialect)", 150), "note")
    height += 14
  }

  /// A text that is not longer than a line.
  private static func cut(_ text: String, _ count: Int) -> String {
    text.count > count ? text.prefix(count - 1) + "\u{2026}" : text
  }
}

// MARK: - Panels

extension Picture {
  private mutating func draw(_ panel: Trace.Panel) {
    let traces = Trace.allCases.filter {
      $0.panel == panel && !history[$0].series.buckets.isEmpty
    }
    guard !traces.isEmpty else { return }
    let range = range(panel, traces)
    let top = height + 6
    let bottom = top + panel.height
    let span = Double(range.upperBound) - Double(range.lowerBound)
    let y = { (value: Int32) in
      bottom
        - (Double(value) - Double(range.lowerBound)) / span * panel.height
    }
    for tick in ValueTicks(range, count: Int64(panel.height / 32)).ticks {
      line("grid", "M\(Self.left.tenths),\(y(tick.value).tenths)H", Self.right)
      text(Self.left - 7, y(tick.value) + 4, tick.label, "tick", anchor: "end")
    }
    for reference in panel.references where range.contains(reference.value) {
      let at = y(reference.value)
      line("reference", "M\(Self.left.tenths),\(at.tenths)H", Self.right)
      text(Self.right + 6, at + 4, reference.title, "note")
    }
    text(0, top + 12, "\(panel.title), \(panel.unit)", "head")
    // What is measured lies above its limits.
    for trace in traces.sorted(by: { $1.role == "value" && $0.role != "value" })
    {
      let path = TracePath(history[trace], to: history.end, x: x, y: y)
      line("trace \(trace.role)", path.path, nil)
    }
    for (index, trace) in traces.enumerated() {
      let at = top + 32 + 16 * Double(index)
      line("trace \(trace.role)", "M0,\((at - 4).tenths)H", 16)
      text(23, at, trace.title)
    }
    lines.append(
      """
      <rect class="frame" x="\(Self.left.tenths)" y="\(top.tenths)" \
      width="\((Self.right - Self.left).tenths)" \
      height="\(panel.height.tenths)" fill="none" stroke="#dfe3e6"/>
      """)
    panels.append((top, bottom))
    height = bottom + 22
  }

  private func range(
    _ panel: Trace.Panel, _ traces: [Trace]
  ) -> ClosedRange<Int32> {
    var least = panel.fixedRange.map { Int64($0.lowerBound) } ?? .max
    var greatest = panel.fixedRange.map { Int64($0.upperBound) } ?? .min
    for bucket in traces.lazy.flatMap({ history[$0].series.buckets }) {
      least = min(least, Int64(bucket.least))
      greatest = max(greatest, Int64(bucket.greatest))
    }
    if panel == .current {
      least = min(least, 0)
      greatest = max(greatest, 0)
    }
    let span = greatest - least
    let extra = max(span * 6 / 100, (panel.leastSpan - span) / 2)
    return Int32(clamping: least - extra)...Int32(clamping: greatest + extra)
  }

  private mutating func line(_ style: String, _ path: String, _ end: Double?) {
    let look =
      switch style {
      case "trace value": "stroke=\"#0067a5\" stroke-width=\"1.6\""
      case "trace upper": "stroke=\"#b8500f\" stroke-width=\"1.25\""
      case "trace lower":
        "stroke=\"#00795a\" stroke-width=\"1.25\" stroke-dasharray=\"5 2.5\""
      case "reference": "stroke=\"#5d6870\" stroke-dasharray=\"2 3\""
      case "jump": "stroke=\"#5d6870\" stroke-dasharray=\"4 4\""
      default: "stroke=\"#e9ecee\""
      }
    lines.append(
      """
      <path class="\(style)" fill="none" \(look) \
      d="\(path)\(end?.tenths ?? "")"/>
      """)
  }
}

extension Trace.Panel {
  fileprivate var height: Double {
    switch self {
    case .voltage, .current: 160
    case .soc: 120
    case .temperature: 90
    }
  }

  /// What is seen of a value that never changes, in thousandths.
  fileprivate var leastSpan: Int64 { self == .voltage ? 400 : 2000 }
}

extension BusHistory {
  /// What is kept of a trace.
  subscript(trace: Trace) -> TraceHistory { traces[Int(trace.rawValue)] }
}

// MARK: - Time and bands

extension Picture {
  private mutating func drawTime(at y: Double, before place: Int) {
    let count = lines.count
    let top = panels[0].top
    var free = 0.0
    let ticks = TimeTicks(history.times, end: history.end, count: 8).ticks
    for tick in ticks {
      let x = x(tick.position)
      line("grid", "M\(x.tenths),\(top.tenths)V", height - 6)
    }
    for part in history.times.parts.dropFirst() {
      line("jump", "M\(x(part.position).tenths),\(top.tenths)V", height - 6)
    }
    let behind = lines[count...]
    lines.removeSubrange(count...)
    lines.insert(contentsOf: behind, at: place)
    for tick in ticks {
      let x = x(tick.position)
      let half = Double(tick.label.count) * 3.2
      guard x - half >= free, x + half <= Self.width else { continue }
      free = x + half + 10
      text(x, y, tick.label, "tick", anchor: "middle")
    }
    text(0, y, history.times.kind.title, "note")
  }

  private mutating func drawBands() {
    let marks = history.marks
    if !marks.isEmpty {
      row("Events") { picture, y in
        for mark in marks {
          let at = picture.x(mark.position).tenths
          picture.lines.append(
            """
            <path class="mark" fill="#1d2327" d="M\(at),\((y - 5).tenths)\
            l5,5l-5,5l-5,-5Z"><title>\(mark.title.escapedForMarkup)</title>\
            </path>
            """)
        }
      }
    }
    for band in history.sortedBands {
      row(band.title) { picture, y in picture.draw(band, at: y) }
    }
    height += 8
  }

  private mutating func row(
    _ title: String, _ content: (inout Picture, Double) -> Void
  ) {
    let middle = height + 10
    text(0, middle + 4, Self.cut(title, 36))
    line("row", "M\(Self.left.tenths),\(middle.tenths)H", Self.right)
    content(&self, middle)
    height += 19
  }

  private mutating func draw(_ band: Band, at y: Double) {
    var path = ""
    var last = 0.0
    for span in band.spans.spans {
      let start = max(x(span.start), last)
      let end = max(x(span.end), x(span.start) + 1.5)
      if end <= last { continue }
      path += "M\(start.tenths),\((y - 5).tenths)H\(end.tenths)v10"
      path += "H\(start.tenths)Z"
      last = end
    }
    lines.append(
      """
      <path class="band \(band.style.rawValue)" fill="\(band.style.color)" \
      d="\(path)"/>
      """)
  }

  private mutating func drawSilence(before place: Int) {
    let silence = history.bands.first { $0.kind == .silent(.battery) }
    var rectangles: [String] = []
    for span in silence?.spans.spans ?? [] {
      for panel in panels {
        let width = max(0.5, x(span.end) - x(span.start))
        rectangles.append(
          """
          <rect class="shade" fill="#78828a" fill-opacity="0.16" \
          x="\(x(span.start).tenths)" y="\(panel.top.tenths)" \
          width="\(width.tenths)" \
          height="\((panel.bottom - panel.top).tenths)"/>
          """)
      }
    }
    lines.insert(contentsOf: rectangles, at: place)
  }
}

extension Band.Style {
  fileprivate var color: String {
    switch self {
    case .forbidden: "#8c3b12"
    case .request: "#7b4fa3"
    case .protection: "#c2410c"
    case .alarm: "#d99000"
    case .silence: "#8b959c"
    }
  }
}

extension AxisTimes.Kind {
  /// What the axis shows.
  var title: String {
    switch self {
    case .utc: "Time, UTC"
    case .local: "Time, recorder's local"
    case .relative: "Time since the recorder's zero"
    case .frames: "Frame number"
    }
  }
}
