// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

internal import CANBus

/// What the frames of a bus have shown.
struct Evidence: Sendable {
  /// What tells dialects apart.
  private(set) var clues = ClueSet()
  /// Frames that a battery sends, less those with such an identifier that none
  /// sends, which weigh double.
  private(set) var balance = 0
  /// The same of identifiers that only Growatt, Samsung and Pytes have.
  private(set) var otherBalance = 0
  /// How many identifiers have been seen that no dialect has, up to 64.
  private(set) var foreignCount = 0
  /// Other kinds of links that these may be.
  private(set) var relatives = RelativeSet()
  /// How many frames had limits, up to 1000.
  private(set) var limitsCount = 0
  private var foreign = InlineArray<32, UInt64>(repeating: 0)

  /// After how many limits every frame of a burst has been seen twice.
  static var enoughLimits: Int { 3 }

  /// Takes what a frame shows.
  ///
  /// - Returns: Whether a judgement could now be another one.
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
    if observation.hasLimits, limitsCount < 1000 {
      limitsCount &+= 1
      if limitsCount == Self.enoughLimits { isNews = true }
    }
    return isNews
  }

  /// Takes a frame with an 11-bit identifier that no dialect has.
  ///
  /// - Returns: Whether a judgement could now be another one.
  mutating func addStranger(_ id: UInt16, _ payload: ClassicPayload) -> Bool {
    let isForeign = addForeign(id)
    return relatives.add(id, payload) || isForeign
  }

  /// Takes a frame with a 29-bit identifier.
  ///
  /// - Returns: Whether a judgement could now be another one.
  mutating func addStranger(_ id: UInt32, _ payload: ClassicPayload) -> Bool {
    relatives.add(id, payload)
  }

  /// Whether more frames fit their identifiers than do not.
  var isPositive: Bool { balance > 0 || otherBalance > 0 }

  private static func balance(_ old: Int, _ weight: Observation.Weight) -> Int {
    switch weight {
    case .fitting: min(old &+ 1, 1000)
    case .unfitting: max(old &- 2, -1000)
    case .neutral: old
    }
  }

  private mutating func addForeign(_ id: UInt16) -> Bool {
    let (word, bit) = (Int(id >> 6), UInt64(widening: UInt32(id & 63)))
    guard foreignCount < 64, foreign[word] & (1 &<< bit) == 0 else {
      return false
    }
    foreign[word] |= 1 &<< bit
    foreignCount &+= 1
    return true
  }
}
