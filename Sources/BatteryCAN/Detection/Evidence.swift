// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

internal import CANBus

/// What the frames of a bus have shown.
struct Evidence: Equatable, Sendable {
  /// What tells dialects apart.
  private(set) var clues = ClueSet()
  /// Frames that a battery sends, less those with such an identifier that none
  /// sends, which weigh double.
  private(set) var balance = 0
  /// The same of identifiers that only Growatt, Samsung and Pytes have.
  private(set) var otherBalance = 0
  /// How many identifiers have been seen from which nothing is known, up to 64:
  /// nearly all of them are of no dialect.
  private(set) var foreignCount = 0
  /// Other kinds of links that these may be.
  private(set) var relatives = RelativeSet()
  /// How many frames had limits, up to 16.
  private(set) var limitsCount = 0
  private var foreign = IdentifierSet()

  /// After how many limits every frame of a burst has been seen twice.
  static var enoughLimits: Int { 3 }
  /// How far the balance goes to either side.
  private static var maximumBalance: Int { 100 }
  /// Up to which number limits are counted.
  private static var maximumLimits: Int { 16 }

  /// Takes what a frame shows.
  ///
  /// - Returns: Whether a judgement could now be another one.
  @inline(__always)
  mutating func add(_ observation: Observation) -> Bool {
    var isNews = false
    if !clues.isSuperset(of: observation.clues) {
      clues = clues.union(observation.clues)
      isNews = true
    }
    let wasPositive = isPositive
    if observation.isOfOtherFamily {
      otherBalance = Self.balance(otherBalance, observation.weight)
    } else {
      balance = Self.balance(balance, observation.weight)
    }
    if wasPositive != isPositive { isNews = true }
    if observation.hasLimits, limitsCount < Self.maximumLimits {
      limitsCount &+= 1
      if limitsCount == Self.enoughLimits { isNews = true }
    }
    return isNews
  }

  /// Takes a frame of a relative.
  ///
  /// - Returns: Whether a judgement could now be another one.
  mutating func add(_ trace: RelativeSet.Trace) -> Bool {
    relatives.insert(trace)
  }

  /// Takes back what a frame has shown.
  mutating func forget(_ forgotten: ClueSet) {
    clues = clues.subtracting(forgotten)
  }

  /// Whether more frames fit their identifiers than do not.
  var isPositive: Bool { balance > 0 || otherBalance > 0 }

  /// Counts a frame that shows nothing new.
  @inline(__always)
  mutating func count(isFitting: Bool, hasLimits: Bool) {
    if isFitting { balance = Self.balance(balance, .fitting) }
    if hasLimits { limitsCount = min(limitsCount &+ 1, Self.maximumLimits) }
  }

  /// Whether as many limits have been seen as are counted.
  var hasAllLimits: Bool { limitsCount == Self.maximumLimits }

  /// What has been counted to its end, so that to count on changes nothing.
  var countedOut: Effects {
    var effects = Effects()
    if balance == Self.maximumBalance { effects.insert(.balance) }
    if hasAllLimits { effects.insert(.limits) }
    return effects
  }

  private static func balance(_ old: Int, _ weight: Observation.Weight) -> Int {
    switch weight {
    case .fitting: min(old &+ 1, maximumBalance)
    case .unfitting: max(old &- 2, -maximumBalance)
    case .neutral: old
    }
  }

  /// Takes an 11-bit identifier that no dialect has.
  ///
  /// - Returns: Whether a judgement could now be another one.
  mutating func addForeign(_ id: StandardID) -> Bool {
    guard !ignoresForeign(id) else { return false }
    foreign.insert(id)
    foreignCount &+= 1
    return true
  }

  /// Whether an identifier that no dialect has would change nothing.
  func ignoresForeign(_ id: StandardID) -> Bool {
    foreignCount >= 64 || foreign.contains(id)
  }
}
