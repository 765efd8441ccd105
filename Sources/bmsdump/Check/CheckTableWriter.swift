// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

internal import BatteryCAN
internal import CANBus
internal import CANCapture

/// Findings as JSON Lines or CSV: a row for each, and one for each rule that is
/// not broken.
struct CheckTableWriter: CheckWriter, ~Copyable {
  var output: OutputBuffer
  private var time: TimePrinter
  private let isJSON: Bool
  private var scratch = OutputBuffer(ByteSink(descriptor: 1))

  init(
    _ output: consuming OutputBuffer, _ time: TimePrinter, isJSON: Bool
  ) {
    self.output = output
    self.time = time
    self.isJSON = isJSON
  }

  mutating func writeHeader() {
    guard !isJSON else { return }
    let row = row(.silence, "kept", InterfaceName(), InputNames([]))
    output.append(Array(row.map(\.key).joined(separator: ",").utf8))
    output.endLine()
  }

  mutating func begin(at time: Timestamp) { self.time.begin(at: time) }

  mutating func write(
    _ finding: RuleFinding, on interface: InterfaceName, of input: InputNames
  ) {
    // What is open now is written when it is over.
    guard !finding.isOpen else { return }
    append(row(finding.rule, "broken", interface, input, finding))
  }

  mutating func write(_ result: CheckResult) {
    let interface = result.bus.interface
    for rule in Rule.all {
      switch result.verdict(on: rule) {
      case .kept: append(row(rule, "kept", interface, result.input))
      case .notChecked(let reason):
        append(
          row(rule, "not_checked", interface, result.input, reason: reason))
      case .broken(let count):
        let findings = result.findings(of: rule).filter {
          // The others have been written as they came.
          !result.isLive || $0.isOpen
        }
        for (index, finding) in findings.enumerated() {
          let isLast = index == findings.count - 1
          let more =
            isLast && !result.isLive ? count - UInt64(findings.count) : 0
          append(
            row(rule, "broken", interface, result.input, finding, more: more))
        }
      default: break
      }
    }
  }

  private mutating func append(_ row: [TableCell]) {
    if isJSON {
      var object = JSONObject()
      for cell in row { object.add(cell.key, json: cell.json) }
      output.append(Array("\(object)".utf8))
    } else {
      output.append(Array(row.map(\.csv).joined(separator: ",").utf8))
    }
    output.endLine()
  }

  private mutating func row(
    _ rule: Rule, _ status: String, _ interface: InterfaceName,
    _ input: InputNames, _ finding: RuleFinding? = nil, more: UInt64 = 0,
    reason: RuleVerdict.Reason? = nil
  ) -> [TableCell] {
    let seconds = finding?.duration.map {
      "\(DecimalNumber($0, decimals: 9).short)"
    }
    let unit = finding?.unit ?? (reason?.span == nil ? "" : "s")
    return [
      TableCell("file", text: input.name(of: finding?.first.number)),
      TableCell("interface", text: interface.isEmpty ? nil : "\(interface)"),
      TableCell("rule", text: "\(rule.name)"),
      TableCell("status", text: status),
      TableCell("severity", text: "\(rule.severity.name)"),
      cell("time", finding?.first.time),
      TableCell(
        "line",
        number: finding.map {
          "\(RecordNumber(rawValue: $0.first.number).record)"
        }),
      TableCell(
        "last_file", text: finding.map { input.name(of: $0.last.number) }),
      cell("last_time", finding?.last.time),
      TableCell(
        "last_line",
        number: finding.map {
          "\(RecordNumber(rawValue: $0.last.number).record)"
        }),
      TableCell("seconds", number: seconds),
      TableCell("count", number: finding.map { "\($0.count)" }),
      TableCell("open", number: finding.map { "\($0.isOpen)" }),
      TableCell("id", text: finding?.id?.hex),
      TableCell("signal", text: finding?.field?.key.description),
      TableCell("fault", text: finding?.fault?.name),
      cell("value", finding?.value ?? reason?.span?.has),
      cell("limit", finding?.bound ?? reason?.span?.needed),
      cell("worst", finding?.worst),
      TableCell("unit", text: unit.isEmpty ? nil : unit),
      TableCell("more", number: finding.map { _ in "\(more)" }),
      TableCell("reason", text: reason?.name),
      TableCell("title", text: "\(rule.title)"),
      TableCell("why", text: "\(rule.why)"),
      TableCell("source", text: "\(rule.source)"),
    ]
  }

  private func cell(_ key: String, _ number: DecimalNumber?) -> TableCell {
    TableCell(key, number: number.map { "\($0)" })
  }

  private mutating func cell(_ key: String, _ time: Timestamp?) -> TableCell {
    guard let time else { return TableCell(key, text: nil) }
    self.time.append(time, to: &scratch)
    let text = scratch.takeText()
    return self.time.printsDates
      ? TableCell(key, text: text) : TableCell(key, number: text)
  }
}

/// A column of one row.
struct TableCell {
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
