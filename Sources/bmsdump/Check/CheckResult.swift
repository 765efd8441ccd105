// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

internal import BatteryCAN

/// What came of the rules on one interface.
struct CheckResult {
  let input: InputNames
  let bus: Links.Bus
  let check: LinkCheck
  /// How many frames are announced without their data.
  let announced: UInt64
  let isLive: Bool

  /// What came of a rule.
  func verdict(on rule: Rule) -> RuleVerdict {
    let verdict = check.checker.verdict(on: rule, bus.link)
    if case .broken = verdict, isInDoubt(rule) {
      return .notChecked(.needsSignal)
    }
    return verdict
  }

  /// The findings of a rule that are kept.
  func findings(of rule: Rule) -> [RuleFinding] {
    isInDoubt(rule) ? [] : check.findings[Int(rule.rawValue)]
  }

  /// Whether a frame that was announced without its data may be what a rule misses.
  private func isInDoubt(_ rule: Rule) -> Bool {
    rule == .inverterSilent && announced > 0
  }

  /// Whether any rule is broken that is more than a hint.
  var isBroken: Bool {
    verdicts.broken.contains { $0.rule.severity == .fault }
  }

  /// What has happened, and for how long or how often.
  func headline(of rule: Rule, _ count: UInt64) -> String {
    let first = findings(of: rule).first
    let broken = first?.broken ?? rule.broken
    if count > 1 { return "\(broken), \(count) times" }
    guard let duration = first?.duration, duration > 0 else {
      return "\(broken)"
    }
    return "\(broken) for \(LengthOfTime(nanoseconds: duration))"
  }

  /// What has to hold, with the numbers that it was checked with.
  func title(of rule: Rule) -> String {
    rule.title(
      with: check.checker.settings, timeout: findings(of: rule).first?.bound)
  }
}

extension CheckResult {
  /// What came of all rules.
  var verdicts: Verdicts {
    var verdicts = Verdicts()
    for rule in Rule.all { verdicts.add(rule, verdict(on: rule)) }
    return verdicts
  }

  /// The rules by what came of them.
  struct Verdicts {
    /// The rules that are broken, and how often.
    private(set) var broken: [(rule: Rule, count: UInt64)] = []
    private(set) var kept = 0
    /// The rules that were not checked, by the reason in words.
    private(set) var notChecked: [(title: String, rules: [NotChecked])] = []
    /// Whether some lack a number.
    private(set) var lackNumbers = false

    typealias NotChecked = (rule: Rule, reason: RuleVerdict.Reason)

    /// Whether any rule was checked.
    var areAny: Bool { kept > 0 || !broken.isEmpty }

    var notCheckedCount: Int {
      notChecked.reduce(0) { $0 + $1.rules.count }
    }

    fileprivate mutating func add(_ rule: Rule, _ verdict: RuleVerdict) {
      switch verdict {
      case .kept: kept += 1
      case .broken(let count): broken.append((rule, count))
      case .notChecked(let reason):
        if case .needsParameter = reason { lackNumbers = true }
        let place = notChecked.firstIndex { $0.title == reason.title }
        if let place {
          notChecked[place].rules.append((rule, reason))
        } else {
          notChecked.append((reason.title, [(rule, reason)]))
        }
      default: break
      }
    }
  }
}
