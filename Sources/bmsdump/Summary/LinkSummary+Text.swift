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
    page.table(rangeRows)
    page.paragraph("charge", flowWords(.charge))
    page.paragraph("discharge", flowWords(.discharge))
    page.table(episodeRows)
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
    if let count = moduleCount {
      words.append("\(count) module\(count == DecimalNumber(1) ? "" : "s")")
    }
    if let capacity = link[.capacity]?.value { words.append("\(capacity)") }
    if let version = link[.version]?.value {
      words.append("version \(version)")
    }
    return words.joined(separator: ", ")
  }

  private var inverterWords: String {
    guard link.hasInverter else { return "none heard" }
    return link.isSilent(.inverter) ? "heard, silent at the end" : "heard"
  }

  private var spanWords: String {
    guard let first = link.firstTime, let last = link.now else {
      return "the capture has no time"
    }
    let rough = Self.rough(link.elapsed).map { " (\($0))" } ?? ""
    let seconds = seconds(link.elapsed).map { ", \($0.short) s\(rough)" }
    return "\(first.words) to \(last.words)\(seconds ?? "")"
  }

  private var framesWords: String {
    var words = "\(counted(link.frameCount)), \(tally.decodedCount) decoded"
    if link.elapsed > 0 {
      let rate = Double(link.frameCount) * 1e9 / Double(link.elapsed)
      words += ", \(Self.rounded(rate)) a second"
    }
    return words
  }

  /// How often each identifier is sent.
  private var sentWords: String {
    records.map { record in
      let count = "\(record.message.id.hex) \(record.count)\u{D7}"
      guard let period = record.period else { return count }
      return count + " each \(Self.rounded(Double(period) / 1e9)) s"
    }.map { $0.replacing(" ", with: TextPage.joint) }.joined(separator: ", ")
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
    var rows = [["", "count", "total", "first", "last"]]
    for episode in tally.episodes {
      var title = episode.kind.title
      if let granted = episode.granted {
        title += ", \(granted) granted"
      }
      let total = episode.totalSeconds.map { "\($0.short) s" } ?? ""
      rows.append(
        [
          title, "\(episode.count)",
          total.isEmpty || !episode.isOpen ? total : total + "+",
          episode.first?.words ?? "",
          episode.count > 1 ? episode.last?.words ?? "" : "",
        ])
    }
    return rows
  }

  private func flowWords(_ flow: LinkEvent.Flow) -> String {
    guard link.elapsed > 0, link[.chargeCurrentLimit] != nil else { return "" }
    let times = flow == .charge ? tally.charge : tally.discharge
    let forbidden = Self.rounded(percentage(of: forbiddenTime(flow)))
    let derated = Self.rounded(percentage(of: times.derated))
    return "forbidden \(forbidden) % of the time, derated \(derated) %"
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

  /// A number with one decimal, or three of what is less than 1.
  private static func rounded(_ number: Double) -> String {
    let decimals: UInt8 = number < 1 ? 3 : 1
    let factor = number < 1 ? 1000.0 : 10.0
    let scaled = (number * factor).rounded()
    guard scaled.magnitude < 1e15 else { return "\(number)" }
    return "\(DecimalNumber(Int64(scaled), decimals: decimals).short)"
  }

  /// A long time in days, hours and minutes.
  private static func rough(_ nanoseconds: Int64) -> String? {
    let minutes = nanoseconds / 60_000_000_000
    switch minutes {
    case ..<2: return nil
    case ..<120: return "\(minutes) min"
    case ..<2880: return "\(minutes / 60) h \(minutes % 60) min"
    default: return "\(minutes / 1440) d \(minutes / 60 % 24) h"
    }
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

extension Timestamp {
  /// The time as in the capture.
  fileprivate var words: String {
    var output = OutputBuffer()
    var printer = TimePrinter(style: .absolute)
    printer.appendAsInCapture(self, to: &output)
    return output.takeText()
  }
}
