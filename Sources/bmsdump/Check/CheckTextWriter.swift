// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

internal import BatteryCAN
internal import CANBus
internal import CANCapture

/// Findings as text for people.
struct CheckTextWriter: CheckWriter, ~Copyable {
  var output: OutputBuffer
  private var time: TimePrinter
  private let battery: CheckedBattery
  private var scratch = OutputBuffer(ByteSink(descriptor: 1))

  init(
    _ output: consuming OutputBuffer, _ time: TimePrinter,
    _ battery: CheckedBattery
  ) {
    self.output = output
    self.time = time
    self.battery = battery
  }

  mutating func writeHeader() {}

  mutating func begin(at time: Timestamp) { self.time.begin(at: time) }

  mutating func write(
    _ finding: RuleFinding, on interface: InterfaceName, of input: InputNames
  ) {
    let place = text(
      of: finding.isOpen ? finding.first : finding.last, input)
    let name = interface.isEmpty ? "" : "\(interface.description.printable) "
    let lasting = finding.duration.map {
      " after \(LengthOfTime(nanoseconds: $0))"
    }
    let what =
      finding.isOpen
      ? "\(heading(finding.rule)) \(finding.rule.name): \(finding.words)"
      : "kept again \(finding.rule.name)\(lasting ?? "")"
    append("\(place) \(name)\(what)")
  }

  mutating func write(_ result: CheckResult) {
    append(header(result))
    let verdicts = result.verdicts
    for (rule, count) in verdicts.broken { write(rule, count, result) }
    var page = TextPage()
    page.line(
      "  \(verdicts.broken.count) broken, \(verdicts.kept) kept, "
        + "\(verdicts.notCheckedCount) not checked")
    for (title, rules) in verdicts.notChecked {
      let words = rules.map { "\($0.rule.name)\($0.reason.detail)" }
      page.paragraph("  \(title)", words.joined(separator: ", "))
    }
    if battery.name == nil, verdicts.lackNumbers {
      page.line("    --battery or --set gives the numbers that are missing.")
    }
    output.append(Array(page.text.utf8))
  }

  private func header(_ result: CheckResult) -> String {
    let link = result.bus.link
    let name = result.bus.interface
    let interface = name.isEmpty ? "" : " \(name.description.printable)"
    let dialect = link.dialect?.name.description ?? "dialect not known"
    let span =
      link.now == nil ? "" : " in \(LengthOfTime(nanoseconds: link.elapsed))"
    return "\(result.input.joined.printable)\(interface): \(dialect), "
      + "\(counted(link.frameCount))\(span), \(batteryWords(result))"
  }

  private func batteryWords(_ result: CheckResult) -> String {
    let packs = battery.settings.packs.map {
      ", \($0) pack\($0 == 1 ? "" : "s")"
    }
    if let name = battery.name { return name.printable + (packs ?? "") }
    switch result.check.checker.adoptedProfile {
    case .some(let profile):
      return "\(profile.name) by its cells" + (packs ?? "")
    case nil: return "any battery" + (packs ?? "")
    }
  }

  private mutating func write(
    _ rule: Rule, _ count: UInt64, _ result: CheckResult
  ) {
    let findings = result.findings(of: rule)
    append(
      "  \(heading(rule)) \(rule.name): \(result.headline(of: rule, count))")
    for finding in findings {
      append("    \(place(finding, result.input))")
      if !finding.words.isEmpty { append("      \(finding.words)") }
    }
    if rule == .busErrors { append("      \(result.bus.link.errors.words)") }
    if count > UInt64(findings.count) {
      append("    and \(count - UInt64(findings.count)) more times")
    }
    var page = TextPage()
    page.paragraph("  rule", result.title(of: rule))
    page.paragraph("  why", rule.why.description)
    page.paragraph("  source", source(rule))
    output.append(Array(page.text.utf8))
  }

  /// What a finding of a rule begins with.
  private func heading(_ rule: Rule) -> String {
    rule.severity == .hint ? "HINT" : "BROKEN"
  }

  /// Where a rule comes from, and the numbers of this battery.
  private func source(_ rule: Rule) -> String {
    let text = rule.source.description
    guard text.hasPrefix("manual of the battery"), let source = battery.source
    else { return text }
    return "\(source.printable) (\(battery.name?.printable ?? ""))"
  }

  private mutating func place(
    _ finding: RuleFinding, _ input: InputNames
  ) -> String {
    var text = self.text(of: finding.first, input)
    if finding.last != finding.first {
      text += " to \(self.text(of: finding.last, input))"
    }
    if finding.isOpen { text += ", the end of the capture" }
    var details: [String] = []
    if let duration = finding.duration, duration > 0 {
      details.append("\(LengthOfTime(nanoseconds: duration))")
    }
    if let id = finding.id {
      details.append("\(counted(finding.count)) of \(id.hex)")
    }
    return details.isEmpty
      ? text : text + ": " + details.joined(separator: ", ")
  }

  private mutating func text(
    of place: RuleFinding.Place, _ input: InputNames
  ) -> String {
    let line = input.place(of: place.number)
    guard let time = place.time else { return line }
    self.time.appendAsInCapture(time, to: &scratch)
    return "\(scratch.takeText()) \(line)"
  }

  private mutating func append(_ line: String) {
    output.append(Array(line.utf8))
    output.endLine()
  }
}
