// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

internal import BatteryCAN
internal import CANBus

// What is found wrong, as "bmsdump check" tells it.

extension PageSection {
  mutating func addFindings() {
    let result = report.result
    var kept = 0
    var others: [(title: String, rules: [String])] = []
    var broken: [(rule: Rule, count: UInt64)] = []
    for rule in Rule.all {
      switch result.verdict(on: rule) {
      case .kept: kept += 1
      case .broken(let count): broken.append((rule, count))
      case .notChecked(let reason):
        let index = others.firstIndex { $0.title == reason.title }
        if let index {
          others[index].rules.append(name(rule))
        } else {
          others.append((reason.title, [name(rule)]))
        }
      default: break
      }
    }
    add("<h3>Findings</h3>")
    if broken.isEmpty {
      add(
        """
        <p class="\(kept > 0 ? "ok" : "unknown")">\
        \(kept > 0 ? "No rule is broken." : "No rule could be checked.")</p>
        """)
    } else {
      add("<ul class=\"findings\">")
      for (rule, count) in broken { add(rule, count) }
      add("</ul>")
    }
    addUnchecked(others, kept: kept, broken: broken.count)
  }

  private mutating func addUnchecked(
    _ others: [(title: String, rules: [String])], kept: Int, broken: Int
  ) {
    let count = others.reduce(0) { $0 + $1.rules.count }
    add(
      """
      <details><summary>\(broken) broken, \(kept) kept, \(count) not checked; \
      checked as \(batteryName.escapedForMarkup)</summary>
      """)
    for other in others {
      add(
        """
        <p>Not checked, \(other.title.escapedForMarkup): \
        \(other.rules.joined(separator: ", ")).</p>
        """)
    }
    add("</details>")
  }

  /// What the rule asks for, with the names of its numbers in words.
  private func title(_ rule: Rule) -> String {
    "\(rule.title)".capitalisedFirst.escapedForMarkup
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
      <li><p class="rule">\(title(rule)) \
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
      <p class="muted">\("\(rule.why)".escapedForMarkup) \
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
    let line = "<span class=\"muted\">line \(place.number)</span>"
    return (place.time.map { timeElement($0) + " " } ?? "") + line
  }
}
