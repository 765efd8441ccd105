// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

internal import BatteryCAN
internal import CANBus

/// What a page says of one bus.
struct PageSection {
  /// The lines of its HTML.
  private(set) var lines: [String] = []
  let report: BusReport
  private let number: Int

  var history: BusHistory { report.history }
  var link: BatteryLink { report.link }

  /// Writes a section.
  ///
  /// - Parameters:
  ///   - report: The bus.
  ///   - number: The number of the section on its page, from 1 on.
  ///   - room: How many bytes it may have, about.
  init(_ report: BusReport, number: Int, room: Int) {
    self.report = report
    self.number = number
    add("<section aria-labelledby=\"bus-\(number)\">")
    let inputs = report.inputs.joined(separator: ", ").escapedForMarkup
    add(
      """
      <h2 id="bus-\(number)">\(report.title.escapedForMarkup) \
      <small>\(inputs)</small></h2>
      """)
    addFacts()
    if report.isBattery {
      addFindings()
      addCharts(room: room)
      addRanges()
      addBands()
      addMarks()
    }
    addMessages()
    add("</section>")
  }

  mutating func add(_ line: String) { lines.append(line) }

  // MARK: Facts

  private mutating func addFacts() {
    add("<dl class=\"facts\">")
    addFact(
      "Dialect", report.dialect.capitalisedFirst, isWide: !report.isBattery)
    if let maker = link[.manufacturer]?.value, !maker.isEmpty {
      addFact("Calls itself", "\(maker)")
    }
    if let count = link.reportedModules { addFact("Modules", "\(count)") }
    if let capacity = link[.capacity]?.value {
      addFact("Capacity", "\(capacity)")
    }
    addFact("Inverter", inverter)
    addFact("Span", report.span)
    addFact("Frames", frames)
    if link.elapsed > 0, report.isBattery {
      addFact("Charging", share(.charge, history.charge))
      addFact("Discharging", share(.discharge, history.discharge))
    }
    add("</dl>")
  }

  private mutating func addFact(
    _ title: String, _ text: String, isWide: Bool = false
  ) {
    add(
      """
      <div\(isWide ? " class=\"wide\"" : "")><dt>\(title)</dt>\
      <dd>\(text.escapedForMarkup)</dd></div>
      """)
  }

  private var inverter: String {
    guard link.hasInverter else {
      let announced = report.result.announced
      return announced > 0
        ? "not known: the data of \(counted(announced)) is missing"
        : "not heard"
    }
    return link.isSilent(.inverter) ? "heard, silent at the end" : "heard"
  }

  private var frames: String {
    let count = history.decodedCount
    var text = "\(link.frameCount), \(count) of them decoded"
    if link.elapsed > 0 {
      text += ", \(Rate(count: link.frameCount, time: link.elapsed))"
    }
    return text
  }

  private func share(_ flow: LinkEvent.Flow, _ times: LimitTimes) -> String {
    let band = history.bands.first { $0.kind == .forbidden(flow) }
    let forbidden = percent(band?.spans.total ?? 0)
    return "forbidden \(forbidden), derated \(percent(times.derated))"
  }

  /// A share of the span.
  func percent(_ time: Int64) -> String {
    guard history.end > 0 else { return "" }
    return "\(Share(part: time, whole: history.end))"
      .replacing(" %", with: TextPage.joint + "%")
  }

  /// A time as people read it; as the capture has it, it is the title.
  func timeElement(_ time: Timestamp) -> String {
    """
    <time title="\(time)">\(time.text(history.times.kind))</time>
    """
  }
}

// MARK: - Charts

extension PageSection {
  private mutating func addCharts(room: Int) {
    let id = "bus-\(number)"
    add("<h3 id=\"\(id)-time\">Over time</h3>")
    add("<figure class=\"chart\" aria-labelledby=\"\(id) \(id)-time\">")
    add("<div class=\"tools\" hidden><output aria-live=\"off\"></output>")
    for (action, title) in [
      ("earlier", "Earlier"), ("later", "Later"), ("in", "Zoom in"),
      ("out", "Zoom out"), ("reset", "Whole capture"),
    ] {
      add(
        "<button type=\"button\" data-do=\"\(action)\">\(title)</button>")
    }
    add(
      """
      <button type="button" data-do="fit" aria-pressed="false">Fit to \
      measured</button></div>
      """)
    add(
      """
      <div class="plot" tabindex="0" role="application" \
      aria-roledescription="charts over time" aria-label="Voltage, current, \
      state of charge, requests and alarms over time" \
      aria-describedby="\(id)-help">
      """)
    let picture = Picture(report, hasTitle: false)
    add(
      """
      <svg viewBox="0 0 \(Picture.width.tenths) \(picture.height.tenths)" \
      role="img" aria-label="Charts over time">
      """)
    lines += picture.lines
    add("</svg></div>")
    add("<p class=\"sr live\" aria-live=\"polite\"></p>")
    addHelp(id)
    add("<script type=\"application/json\">")
    lines += ChartData(report).lines(capacity: capacity(room))
    add("</script>")
    add(
      """
      <details class="values" hidden><summary>Values as a table</summary>\
      <div class="scroll"><table></table></div></details>
      """)
    add("</figure>")
  }

  private mutating func addHelp(_ id: String) {
    add(
      """
      <figcaption id="\(id)-help"><span class="help">Drag to zoom, double-click \
      for the whole capture. Keys: <kbd>\u{2190}</kbd> <kbd>\u{2192}</kbd> \
      cursor, <kbd>+</kbd> <kbd>\u{2212}</kbd> zoom, <kbd>Page Up</kbd> \
      <kbd>Page Down</kbd> earlier and later, <kbd>Esc</kbd> all. </span>\
      \(timeNote)</figcaption>
      """)
  }

  /// How times are to be read.
  private var timeNote: String {
    let times = history.times
    var note =
      switch times.kind {
      case .utc: "Times are UTC, and in brackets as in the capture."
      case .local:
        "Times are those of the recorder, whose time zone is not known."
      case .relative: "Times are seconds since the recorder's zero."
      case .frames: "The capture has no times: the axis is the frame number."
      }
    if times.partCount > 1 {
      note += " The recorder's clock jumps \(times.partCount - 1)\u{00D7} "
      note += "(dashed lines); the axis is the time that has passed."
    }
    if times.isIncomplete {
      note += " After the \(times.parts.count - 1)th jump, times are not exact."
    }
    return note
  }

  /// How many changes of a trace there is room for.
  private func capacity(_ room: Int) -> Int {
    // A change of a noisy trace has some 16 characters.
    max(32, min(8192, room / (Trace.allCases.count * 16)))
  }
}
