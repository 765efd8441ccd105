// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

internal import BatteryCAN
internal import CANBus

// What is found wrong, as "bmsdump check" tells it.

extension PageSection {
  mutating func addFindings() {
    let verdicts = report.result.verdicts
    add("<h3>Findings</h3>")
    let count = verdicts.notCheckedCount
    if !verdicts.areAny {
      add("<p class=\"unknown\">No rule could be checked.</p>")
    } else if verdicts.broken.isEmpty {
      add(
        """
        <p class="ok">No rule is broken\
        \(count > 0 ? "; \(count) could not be checked" : "").</p>
        """)
    } else {
      add("<ul class=\"findings\">")
      for (rule, count) in verdicts.broken { add(rule, count) }
      add("</ul>")
    }
    add(
      """
      <details><summary>\(verdicts.broken.count) broken, \(verdicts.kept) kept, \
      \(count) not checked; checked as \
      \(batteryName.escapedForMarkup)</summary>
      """)
    for (title, rules) in verdicts.notChecked {
      let names = rules.map { name($0.rule) }.joined(separator: ", ")
      add("<p>Not checked, \(title.escapedForMarkup): \(names).</p>")
    }
    add("</details>")
  }

  /// What has happened.
  private func headline(_ rule: Rule, _ count: UInt64) -> String {
    report.result.headline(of: rule, count).escapedForMarkup
  }

  /// What the rule asks for.
  private func title(_ rule: Rule) -> String {
    report.result.title(of: rule).capitalisedFirst.escapedForMarkup
  }

  private func name(_ rule: Rule) -> String {
    "\(rule.name)".replacing("_", with: " ")
  }

  private var batteryName: String {
    if let name = report.battery.name { return name }
    return switch report.result.check.checker.adoptedProfile {
    case .some(let profile): "\(profile.name), by its cells"
    case nil: "any battery"
    }
  }

  private mutating func add(_ rule: Rule, _ count: UInt64) {
    let findings = report.result.findings(of: rule)
    add(
      """
      <li><p class="rule">\(headline(rule, count)) \
      <small class="muted">\(rule.name)</small></p>
      """)
    add("<ul>")
    for finding in findings { add("<li>\(text(finding))</li>") }
    if count > UInt64(findings.count) {
      add("<li>and \(count - UInt64(findings.count)) more times</li>")
    }
    add("</ul>")
    add(
      """
      <p class="muted">\(title(rule)). \("\(rule.why)".escapedForMarkup) \
      Source: \("\(rule.source)".escapedForMarkup).</p></li>
      """)
  }

  private func text(_ finding: RuleFinding) -> String {
    var text = place(finding.first)
    if finding.last != finding.first { text += " to \(place(finding.last))" }
    if finding.isOpen { text += ", the end of the capture" }
    if let duration = finding.duration, duration > 0 {
      text += " (\(LengthOfTime(nanoseconds: duration)))"
    }
    if !finding.words.isEmpty {
      text += ": " + finding.words.escapedForMarkup
    }
    guard history.isTimed else { return text }
    return text
      + """
       <button type="button" data-at="\(finding.first.elapsed)" hidden>Show\
      </button>
      """
  }

  private func place(_ place: RuleFinding.Place) -> String {
    let record = report.result.input.place(of: place.number)
    let line = "<span class=\"muted\">\(record.escapedForMarkup)</span>"
    return (place.time.map { timeElement($0) + " " } ?? "") + line
  }
}
