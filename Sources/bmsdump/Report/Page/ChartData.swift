// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

internal import BatteryCAN
internal import CANBus

/// What the charts of a page are drawn from, as JSON with a line for each trace
/// and band.
struct ChartData {
  private let history: BusHistory

  init(_ report: BusReport) { history = report.history }

  /// The lines, which together are one object.
  ///
  /// - Parameter capacity: How many changes of a trace there are at most.
  /// - Returns: The lines.
  func lines(capacity: Int) -> [String] {
    let times = history.times
    let parts = times.parts.map { part in
      let (seconds, rest) = part.time.nanoseconds.quotientAndRemainder(
        dividingBy: 1_000_000_000)
      return "[\(part.position),\(seconds),\(rest)]"
    }
    var lines = [
      """
      {"kind":"\(times.kind.rawValue)","digits":\(times.digits),\
      "unit":\(history.isTimed ? "1e-9" : "1"),"end":\(history.end),\
      "parts":[\(parts.joined(separator: ","))],
      """,
      "\"panels\":[" + Self.panels + "],",
      "\"traces\":[",
    ]
    lines += Self.list(
      Trace.allCases.map { trace($0, capacity: capacity) })
    lines.append("],\"bands\":[")
    lines += Self.list(
      history.sortedBands.map { band($0, capacity: capacity) })
    lines.append("],\"marks\":[")
    lines += Self.list(
      history.marks.map { "[\($0.position),\(Self.quoted($0.title))]" })
    lines.append("]}")
    return lines
  }

  private static var panels: String {
    Trace.Panel.allCases.map { panel in
      let references = panel.references.map {
        "[\($0.value / 1000),\(quoted($0.title))]"
      }
      let range = panel.fixedRange.map {
        "[\($0.lowerBound / 1000),\($0.upperBound / 1000)]"
      }
      return """
        {"title":\(quoted(panel.title)),"unit":\(quoted(panel.unit)),\
        "range":\(range ?? "null"),\
        "references":[\(references.joined(separator: ","))]}
        """
    }.joined(separator: ",\n")
  }

  private func trace(_ trace: Trace, capacity: Int) -> String {
    let found = history.traces[Int(trace.rawValue)]
    let series = found.series.limited(to: capacity)
    let unit = (found.decimals..<Trace.decimals)
      .reduce(Int32(1)) { unit, _ in unit * 10 }
    var numbers: [String] = []
    var index: Int64 = 0
    var last: Int64 = 0
    for bucket in series.buckets {
      let value = Int64(bucket.last / unit)
      numbers.append("\(bucket.index - index),\(value - last)")
      let below = value - Int64(bucket.least / unit)
      let above = Int64(bucket.greatest / unit) - value
      numbers.append("\(below),\(above)")
      index = bucket.index
      last = value
    }
    return """
      {"panel":\(trace.panel.rawValue),"role":"\(trace.role)",\
      "title":\(Self.quoted(trace.title)),\
      "long":\(Self.quoted(trace.longTitle)),\
      "decimals":\(found.decimals),"negated":\(trace.isNegated),\
      "shift":\(series.shift),"gaps":\(Self.spans(found.gaps, capacity)),\
      "data":[\(numbers.joined(separator: ","))]}
      """
  }

  private func band(_ band: Band, capacity: Int) -> String {
    """
    {"style":"\(band.style.rawValue)","title":\(Self.quoted(band.title)),\
    "isBattery":\(band.kind == .silent(.battery)),\
    "spans":\(Self.spans(band.spans, capacity))}
    """
  }

  /// Spans as the room before each, and its length.
  private static func spans(_ list: SpanList, _ capacity: Int) -> String {
    var numbers: [String] = []
    var end: Int64 = 0
    for span in list.limited(to: max(2, capacity / 8)).spans {
      numbers.append("\(span.start - end),\(span.end - span.start)")
      end = span.end
    }
    return "[" + numbers.joined(separator: ",") + "]"
  }

  private static func list(_ items: [String]) -> [String] {
    items.enumerated().map { index, item in
      index + 1 < items.count ? item + "," : item
    }
  }

  private static func quoted(_ text: String) -> String {
    "\"" + text.escapedForJSON.escapedForScript + "\""
  }
}

extension BusHistory {
  /// The bands in the order of the picture.
  var sortedBands: [Band] {
    Band.Style.allCases.flatMap { style in
      bands.filter { $0.style == style }
    }
  }
}
