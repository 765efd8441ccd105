// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

internal import CANBus

/// A rule that is broken, or will be if nothing changes for a while.
struct RuleEpisode: Sendable {
  var finding: RuleFinding
  /// The elapsed time after which it counts as broken.
  var end: Int64
  /// How long that is.
  let delay: Int64
  /// The frame that it began with.
  var begin: UInt64
  var isBroken = false
  /// Since when it does not last, although it is not over.
  var paused: Int64?

  /// Begins anew with another value of the same signal, unless it is broken.
  ///
  /// - Returns: Whether it does; if not, nothing was done.
  fileprivate mutating func restart(
    _ rule: Rule, _ value: RuleKnowledge.Known, at place: RuleFinding.Place
  ) -> Bool {
    guard finding.rule == rule, finding.id == value.id, !isBroken else {
      return false
    }
    let sum = place.elapsed.addingReportingOverflow(delay)
    end = sum.overflow ? .max : sum.partialValue
    begin = place.frame
    finding.first = place
    finding.last = place
    finding.count = 1
    finding.value = value.number
    finding.worst = value.number
    paused = nil
    return true
  }
}

/// The rules that are broken or may be soon, one for each rule and field.
struct RuleEpisodes: Sendable {
  private var episodes = InlineArray<64, RuleEpisode?>(repeating: nil)
  private(set) var count = 0
  /// The rules that have one.
  private(set) var rules: UInt64 = 0
  /// A bit for each identifier whose frames may show one; some share one.
  private var identifiers: UInt64 = 0

  /// More than all rules and fields together.
  static var capacity: Int { 64 }

  // What only reads is `mutating` as well, so that the array is used where it
  // is: it is large, and would be copied with each look at it.

  /// An episode, or `nil` beyond the last one.
  mutating func episode(at index: Int) -> RuleEpisode? {
    index < count ? episodes[index] : nil
  }

  mutating func set(_ episode: RuleEpisode, at index: Int) {
    if index < count { episodes[index] = episode }
  }

  mutating func index(of rule: Rule, _ field: Field?) -> Int? {
    guard rules & rule.bit != 0 else { return nil }
    var index = 0
    while index < count {
      if episodes[index]?.finding.rule == rule,
        episodes[index]?.finding.field == field
      {
        return index
      }
      index &+= 1
    }
    return nil
  }

  /// Whether frames with an identifier may show one; if not, they surely do not.
  @inline(__always)
  mutating func mayShow(_ id: StandardID) -> Bool {
    identifiers & Self.bit(of: id) != 0
  }

  @inline(__always)
  private static func bit(of id: StandardID) -> UInt64 {
    1 &<< UInt64(widening: UInt32(id.rawValue & 63))
  }

  /// Takes note of a frame that shows what its identifier has shown before.
  mutating func show(_ id: StandardID, at place: RuleFinding.Place) {
    var index = 0
    while index < count {
      if episodes[index]?.finding.id == id,
        episodes[index]?.begin != place.frame
      {
        episodes[index]?.finding.last = place
        episodes[index]?.finding.count &+= 1
      }
      index &+= 1
    }
  }

  /// Takes a value, which may be worse than those before it.
  mutating func worsen(_ index: Int, _ value: DecimalNumber) {
    guard let bound = episodes[index]?.finding.bound?.thousandths,
      let worst = episodes[index]?.finding.worst?.thousandths,
      let now = value.thousandths,
      (now &- bound).magnitude > (worst &- bound).magnitude
    else { return }
    episodes[index]?.finding.worst = value
  }

  /// Lets those that are not broken begin anew, if they wait for less than ten
  /// times a gap.
  mutating func waitAnew(after gap: Int64, from place: RuleFinding.Place) {
    var index = 0
    while let episode = episode(at: index) {
      if gap > episode.delay / 10 { waitAnew(index, from: place) }
      index &+= 1
    }
  }

  /// Lets one begin anew, unless it is broken.
  mutating func waitAnew(_ index: Int, from place: RuleFinding.Place) {
    guard var episode = episode(at: index), !episode.isBroken else { return }
    let sum = place.elapsed.addingReportingOverflow(episode.delay)
    episode.end = sum.overflow ? .max : sum.partialValue
    episode.finding.first = place
    episode.finding.last = place
    episode.finding.count = episode.finding.id == nil ? 1 : 0
    episode.paused = nil
    episodes[index] = episode
  }

  /// Lets the last one begin anew, if it is of a rule about one signal and is not
  /// broken: the same as to remove it and to append another one, in less time.
  ///
  /// - Returns: Whether that is so; if not, nothing was done.
  mutating func restartLast(
    _ rule: Rule, _ value: RuleKnowledge.Known, at place: RuleFinding.Place
  ) -> Bool {
    guard count > 0 else { return false }
    return episodes[count &- 1]?.restart(rule, value, at: place) ?? false
  }

  mutating func append(_ episode: RuleEpisode) {
    guard count < Self.capacity else { return }
    episodes[count] = episode
    count &+= 1
    takeNote(of: episode.finding.rule, episode.finding.id)
  }

  private mutating func takeNote(of rule: Rule, _ id: StandardID?) {
    rules |= rule.bit
    if let id { identifiers |= Self.bit(of: id) }
  }

  mutating func remove(at index: Int) {
    count &-= 1
    var index = index
    while index < count {
      episodes[index] = episodes[index &+ 1]
      index &+= 1
    }
    episodes[count] = nil
    rules = 0
    identifiers = 0
    index = 0
    while index < count {
      if let rule = episodes[index]?.finding.rule {
        takeNote(of: rule, episodes[index]?.finding.id)
      }
      index &+= 1
    }
  }
}

extension DecimalNumber {
  /// The number in thousandths, if that is exact.
  @inline(__always)
  var thousandths: Int64? {
    guard decimals <= 3 else { return rescaled(to: 3)?.significand }
    let product = significand.multipliedReportingOverflow(
      by: Self.powerOfTen(3 &- decimals))
    return product.overflow ? nil : product.partialValue
  }
}
