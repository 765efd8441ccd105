// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

internal import ArgumentParser
internal import BatteryCAN
internal import CANCapture

/// `bmsdump check --list`: the rules, why they matter, and their numbers.
struct RuleList {
  private let battery: CheckedBattery
  private let format: Check.Format

  init(_ battery: CheckedBattery, _ format: Check.Format) {
    self.battery = battery
    self.format = format
  }

  func write(_ output: consuming OutputBuffer) throws {
    switch format {
    case .text:
      for rule in Rule.all { output.append(Array(text(rule).utf8)) }
    case .json, .jsonl:
      for rule in Rule.all {
        output.append(Array("\(object(rule))\n".utf8))
      }
    case .csv:
      output.append(Array("rule,key,number,unit,title,why,source\n".utf8))
      for rule in Rule.all { writeRows(rule, &output) }
    }
    output.flush()
    if let failure = output.failure, failure != .brokenPipe {
      Diagnostics().report("cannot write: \(failure)")
      throw ExitStatus.ioFailed
    }
  }

  private func text(_ rule: Rule) -> String {
    var page = TextPage()
    let state = battery.settings[rule] ? "" : " (off)"
    page.line("\(rule.name)\(state): \(rule.title)")
    if rule.severity == .hint { page.paragraph("severity", "hint") }
    page.paragraph("why", rule.why.description)
    page.paragraph("source", rule.source.description)
    page.paragraph("needs", rule.needs.description)
    let numbers = rule.parameters.map { parameter in
      "\(parameter.key)=\(value(parameter))"
    }
    page.paragraph("numbers", numbers.joined(separator: ", "))
    page.line("")
    return page.text
  }

  private func value(_ parameter: RuleParameter) -> String {
    if let number = battery.settings[parameter] { return "\(number)" }
    return parameter.isOptional && parameter.unit == .seconds
      ? "(by dialect)" : "(by battery)"
  }

  private func object(_ rule: Rule) -> JSONObject {
    var numbers = JSONObject()
    for parameter in rule.parameters {
      numbers.add(
        "\(parameter.key)",
        json: battery.settings[parameter].map { "\($0)" } ?? "null")
    }
    var object = JSONObject()
    object.add("rule", "\(rule.name)")
    object.add("on", battery.settings[rule])
    object.add("severity", "\(rule.severity.name)")
    object.add("title", "\(rule.title)")
    object.add("why", "\(rule.why)")
    object.add("source", "\(rule.source)")
    object.add("needs", "\(rule.needs)")
    object.add("numbers", numbers)
    return object
  }

  /// A row for each number of a rule, and one if there is none.
  private func writeRows(_ rule: Rule, _ output: inout OutputBuffer) {
    let parameters = rule.parameters
    let numbers: [RuleParameter?] = parameters.isEmpty ? [nil] : parameters
    for parameter in numbers {
      let cells = [
        "\(rule.name)", parameter.map { "\($0.key)" } ?? "",
        parameter.flatMap { battery.settings[$0] }.map { "\($0)" } ?? "",
        "\(parameter?.unit.name ?? "")", "\(rule.title)".escapedForCSV,
        "\(rule.why)".escapedForCSV, "\(rule.source)".escapedForCSV,
      ]
      output.append(Array(cells.joined(separator: ",").utf8))
      output.endLine()
    }
  }
}
