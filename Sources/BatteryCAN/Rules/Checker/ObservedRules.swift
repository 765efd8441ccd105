// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

/// The rules whose condition is known, and for how long it was: what "kept" rests on.
struct ObservedRules: Sendable {
  /// The rules whose condition is known now.
  private(set) var rules: UInt64 = 0
  /// Those whose condition has ever been known.
  private var ever: UInt64 = 0
  /// Those whose condition was known before it was looked at again.
  private var before: UInt64 = 0
  /// The elapsed times since when it is known, and the longest such times.
  private var starts = InlineArray<64, Int64>(repeating: 0)
  private var longest = InlineArray<64, Int64>(repeating: 0)

  @inline(__always)
  func contains(_ rule: Rule) -> Bool { rules & rule.bit != 0 }

  /// Whether its condition has ever been known.
  func hasSeen(_ rule: Rule) -> Bool { ever & rule.bit != 0 }

  /// Takes note that the condition of a rule is known.
  @inline(never)
  mutating func begin(_ rule: Rule, at elapsed: Int64) {
    if before & rule.bit == 0 { starts[Int(rule.rawValue)] = elapsed }
    rules |= rule.bit
    ever |= rule.bit
  }

  /// Takes note that what came of a rule cannot be told, whatever was known before.
  mutating func withdraw(_ rule: Rule) {
    rules &= ~rule.bit
    ever &= ~rule.bit
    longest[Int(rule.rawValue)] = 0
  }

  /// Looks at some of them again: what is not begun again before ``endReview(at:)``
  /// is known no longer.
  mutating func beginReview(of reviewed: UInt64) {
    before = rules & reviewed
    rules &= ~reviewed
  }

  /// Ends that.
  mutating func endReview(at elapsed: Int64) {
    let lost = before & ~rules
    before = 0
    Rule.forEach { rule in
      guard lost & rule.bit != 0 else { return }
      let index = Int(rule.rawValue)
      longest[index] = max(longest[index], elapsed &- starts[index])
    }
  }

  /// Takes note that nobody knows what was sent for so many nanoseconds until now.
  mutating func restart(behind gap: Int64, at elapsed: Int64) {
    Rule.forEach { rule in
      guard contains(rule) else { return }
      let index = Int(rule.rawValue)
      longest[index] = max(longest[index], elapsed &- gap &- starts[index])
      starts[index] = elapsed
    }
  }

  /// Takes note that nothing is known any more.
  mutating func endAll(at elapsed: Int64) {
    beginReview(of: .max)
    endReview(at: elapsed)
  }

  /// For how many nanoseconds at most the condition of a rule was known without a
  /// gap.
  func longest(_ rule: Rule, until elapsed: Int64) -> Int64 {
    let index = Int(rule.rawValue)
    return contains(rule)
      ? max(longest[index], elapsed &- starts[index]) : longest[index]
  }
}
