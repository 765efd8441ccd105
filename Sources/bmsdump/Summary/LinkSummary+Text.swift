// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

internal import BatteryCAN
internal import CANBus

extension LinkSummary {
  /// A screen of text.
  var text: String {
    let name = bus.interface.isEmpty ? "" : " " + "\(bus.interface)".printable
    var page = TextPage()
    page.line("\(input.printable)\(name)")
    page.paragraph("dialect", dialectWords)
    guard link.hasBattery || link.hasInverter else {
      page.paragraph("frames", framesWords)
      return page.text
    }
    page.paragraph("battery", batteryWords)
    page.paragraph("inverter", inverterWords)
    page.paragraph("span", spanWords)
    page.paragraph("frames", framesWords)
    page.paragraph("sent", sentWords)
    page.paragraph("gaps", gapWords)
    page.table(rangeRows)
    page.paragraph("charge", flowWords(.charge))
    page.paragraph("discharge", flowWords(.discharge))
    page.table(episodeRows)
    page.paragraph("noted", noteWords)
    page.paragraph("also", oddWords)
    return page.text
  }

  private var dialectWords: String {
    let identification = link.detector.identification
    guard let dialect = link.dialect, identification.dialect != dialect else {
      return identification.summary
    }
    // It was given, or is what was spoken last.
    return "\(dialect.name)"
  }

  private var batteryWords: String {
    var words: [String] = []
    if let maker = link[.manufacturer]?.value, !maker.isEmpty {
      words.append("\(maker)".printable)
    }
    if let count = link.reportedModules {
      words.append("\(count) module\(count == DecimalNumber(1) ? "" : "s")")
    }
    if let capacity = link[.capacity]?.value { words.append("\(capacity)") }
    if let version = link[.version]?.value {
      words.append("version \(version)")
    }
    return words.joined(separator: ", ")
  }

  private var inverterWords: String {
    guard link.hasInverter else {
      return announced > 0
        ? "not known: the data of \(counted(announced)) is missing"
        : "none heard"
    }
    return link.isSilent(.inverter) ? "heard, silent at the end" : "heard"
  }

  private var spanWords: String {
    guard let first = link.firstTime, let last = link.now else {
      return "the capture has no time"
    }
    let length = LengthOfTime(nanoseconds: link.elapsed).joined
    let recorded = hasGap ? " recorded" : ""
    return "\(words(first)) to \(words(last)), \(length)\(recorded)"
  }

  private var hasGap: Bool {
    tally.episodes.contains {
      $0.kind == .recordingGap || $0.kind == .busSilent
    }
  }

  private var framesWords: String {
    var words = "\(link.frameCount), \(tally.decodedCount) of them decoded"
    if link.elapsed > 0 {
      words += ", \(Rate(count: link.frameCount, time: link.elapsed))"
    }
    return words
  }

  /// How often each identifier is sent.
  private var sentWords: String {
    // With another dialect, it begins anew.
    let start = tally.dialectChanges > 0 ? "since the dialect changed: " : ""
    return start
      + records.map { record in
        let count = "\(record.message.id.hex) \(record.count)\u{D7}"
        guard let period = record.period else { return count }
        return count + " each \(Self.rounded(period))"
      }.map { $0.replacing(" ", with: TextPage.joint) }.joined(separator: ", ")
  }

  /// Which identifiers were missing for three of their periods or more.
  private var gapWords: String {
    let records = records.filter { record in
      guard let period = record.period else { return false }
      return record.longestInterval / 3 >= period
    }
    guard let longest = records.map(\.longestInterval).max() else { return "" }
    return "up to \(LengthOfTime(nanoseconds: longest).joined) without "
      + records.map(\.message.id.hex).joined(separator: ", ")
  }

  private var rangeRows: [[String]] {
    var rows = [["", "lowest", "highest", "last"]]
    for (index, field) in LinkTally.fields.enumerated() {
      guard let range = tally.ranges[index] else { continue }
      rows.append(
        [field.summaryLabel]
          + [range.lowest, range.highest, range.last].map {
            "\($0) \(field.unit)"
          })
    }
    return rows
  }

  private var episodeRows: [[String]] {
    guard link.now != nil else {
      return [["", "count"]]
        + tally.episodes.map { [title(of: $0), "\($0.count)"] }
    }
    var rows = [["", "count", "total", "first", "last"]]
    for episode in tally.episodes {
      let total = "\(LengthOfTime(nanoseconds: episode.total))"
      rows.append(
        [
          title(of: episode), "\(episode.count)",
          episode.isAtLeast ? total + "+" : total,
          episode.first.map(words) ?? "",
          episode.count > 1 ? episode.last.map(words) ?? "" : "",
        ])
    }
    return rows
  }

  private func title(of episode: EpisodeTally) -> String {
    let granted = episode.granted.map { ", \($0) granted" }
    return episode.kind.title + (granted ?? "")
  }

  private func flowWords(_ flow: LinkEvent.Flow) -> String {
    guard link.elapsed > 0, link[.chargeCurrentLimit] != nil else { return "" }
    let times = flow == .charge ? tally.charge : tally.discharge
    let forbidden = Share(part: forbiddenTime(flow), whole: link.elapsed)
    let derated = Share(part: times.derated, whole: link.elapsed)
    return "forbidden \(forbidden) of the time, derated \(derated)"
  }

  /// What was tolerated, by identifier.
  private var noteWords: String {
    notes.map { entry in
      "\(entry.id.hex) "
        + entry.names.joined(separator: " and ").replacing("_", with: " ")
    }.map { $0.replacing(" ", with: TextPage.joint) }.joined(separator: ", ")
  }

  private var oddWords: String {
    func some(_ count: Int, _ what: String) -> String? {
      count > 0 ? "\(count)\u{D7} \(what)" : nil
    }
    return [
      some(tally.dialectChanges, "another dialect"),
      some(tally.socJumps, "SOC jumps"),
      some(tally.timeJumps, "time jumps"),
    ].compactMap { $0 }.map { $0.replacing(" ", with: TextPage.joint) }
      .joined(separator: ", ")
  }

  /// A period with three decimals if it is less than a second, and with at most
  /// one otherwise, since frames come a little earlier or later.
  private static func rounded(_ period: Int64) -> String {
    let unit: Int64 =
      switch period {
      case ..<1_000_000_000: 1_000_000
      case ..<59_950_000_000: 100_000_000
      default: 1_000_000_000
      }
    let half = period.addingReportingOverflow(unit / 2)
    let sum = half.overflow ? period : half.partialValue
    return "\(LengthOfTime(nanoseconds: sum / unit * unit))"
  }

  /// A time in the style that is asked for, else as in the capture.
  private func words(_ timestamp: Timestamp) -> String {
    var output = OutputBuffer()
    var printer = time
    printer.appendAsInCapture(timestamp, to: &output)
    return output.takeText()
  }
}

extension Field {
  fileprivate var summaryLabel: String {
    switch self {
    case .voltage: "voltage"
    case .current: "current"
    case .temperature: "temperature"
    case .inverterVoltage: "inverter voltage"
    case .inverterCurrent: "inverter current"
    default: limitLabel
    }
  }
}

extension EpisodeTally.Kind {
  /// What it is called.
  fileprivate var title: String {
    switch self {
    case .bus(let kind): kind.title
    case .recordingGap: "nothing recorded"
    case .busSilent: "bus silent"
    }
  }
}

extension LinkEpisode.Kind {
  /// What it is called.
  fileprivate var title: String {
    switch self {
    case .forbidden(let flow): "\(flow.noun) forbidden"
    case .request(let request): "\(request.title) (\(request.carrier.hex))"
    case .fault(let level, let entry, let carrier):
      "\(level.levelName) \(entry.words) (\(carrier.hex))"
    case .silent(.limits): "limits missing"
    case .silent(let part): "\(part.noun) silent"
    @unknown default: ""
    }
  }
}
