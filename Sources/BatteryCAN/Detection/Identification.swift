// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

/// Which dialect a bus speaks, how sure that is, and why.
public struct Identification: Equatable, Sendable {
  /// How sure it is.
  public let confidence: Confidence
  /// The dialects that it may be, one if it is known; among several the one that is
  /// assumed, if one stands out.
  public let candidates: DialectSet
  /// The one that is most likely after the dialect.
  public let runnerUp: Dialect?
  /// What has been seen.
  public let clues: ClueSet
  /// What else the bus looks like.
  public let relatives: RelativeSet

  /// Whether hardly any identifier is on the bus that no dialect has.
  let isQuietBus: Bool

  /// Whether there is too much against whatever is proven.
  let isMixture: Bool

  /// How sure it is.
  @nonexhaustive
  public enum Confidence: UInt8, Sendable {
    /// Nothing on the bus belongs to a home battery's inverter link.
    case noBattery
    /// There is a battery, and not enough evidence to tell its dialect.
    case undecided
    /// One dialect fits best what was seen in several bursts.
    case likely
    /// What was seen proves the dialect, and nothing speaks against it.
    case certain

    /// The word in every output.
    public var name: StaticString {
      switch self {
      case .noBattery: "no_battery"
      case .undecided: "not_enough_evidence"
      case .likely: "likely"
      case .certain: "certain"
      }
    }
  }

  /// The dialect, if it is known.
  public var dialect: Dialect? {
    confidence >= .likely ? candidates.only : nil
  }

  /// The dialect of the inverter, if its frames tell it: any inverter can have any
  /// battery.
  public var inverter: Dialect? {
    guard confidence > .noBattery || isQuietBus else { return nil }
    var place: UInt8 = 0
    while let dialect = Dialect(rawValue: place) {
      place &+= 1
      if dialect.hasInverter(clues) { return dialect }
    }
    return nil
  }

  /// Whether there is an inverter.
  public var hasInverter: Bool {
    inverter != nil || (isQuietBus && clues.forms.contains(.keepAlive))
  }

  /// What speaks for the dialect, or all that was seen if it is not known.
  public var evidence: ClueSet {
    guard let dialect = candidates.reading else { return clues }
    let traits = dialect.traits(in: clues)
    return traits.isEmpty
      ? clues.intersection(DialectTable.row(of: dialect).known) : traits
  }

  /// What would settle it: traits and usual messages of the dialect that is known or
  /// assumed which were not seen, or nothing if it is certain.
  public var missing: ClueSet {
    guard confidence < .certain, let dialect = candidates.reading else {
      return ClueSet()
    }
    let all = dialect.traits(in: DialectTable.row(of: dialect).known)
    return all.union(ClueSet(DialectTable.row(of: dialect).usual)).subtracting(
      clues)
  }

  /// Whether the dialect is proven and nothing speaks against it.
  var isProvenWithoutContradiction: Bool { confidence == .certain }

  /// What a dialect cannot show and was seen all the same.
  ///
  /// - Parameter dialect: A dialect, such as the runner-up.
  /// - Returns: The clues.
  public func evidence(against dialect: Dialect) -> ClueSet {
    clues.subtracting(DialectTable.row(of: dialect).known)
  }
}

extension Identification.Confidence: Comparable {
  /// Compares how sure both are.
  public static func < (a: Self, b: Self) -> Bool { a.rawValue < b.rawValue }
}

extension Identification {
  /// Nothing has been seen yet.
  init() { self.init(Evidence()) }

  /// How many points together prove a dialect.
  fileprivate static var proof: Int { 4 }
  /// By how many points it has to be ahead of any other then.
  private static var lead: Int { 2 }

  /// Judges evidence.
  ///
  /// Each dialect gets the points of its traits that were seen. Each frame that it
  /// does not have, or not so, costs two, and each one of its usual messages that is
  /// missing costs one. The one with the most points is certain if they prove it and
  /// nothing speaks against it, likely after some bursts, and is assumed before.
  init(_ evidence: Evidence) {
    let clues = evidence.clues
    let hasBursts = evidence.limitsCount >= Evidence.enoughLimits
    var best: Verdict?
    var second: Verdict?
    var fewestAgainst = Int.max
    var place: UInt8 = 0
    while let dialect = Dialect(rawValue: place) {
      place &+= 1
      let verdict = Verdict(dialect, clues, expectsAll: hasBursts)
      fewestAgainst = min(fewestAgainst, verdict.against)
      guard verdict.isPossible else { continue }
      if verdict.isBetter(than: best) {
        second = best
        best = verdict
      } else if verdict.isBetter(than: second) {
        second = verdict
      }
    }
    // A few strangers are on many buses, and many on the bus of a car.
    let hasBurst = clues.forms.isSuperset(of: .burst)
    let isQuiet = evidence.foreignCount <= 2 &* clues.count &+ 3
    let hasProof = (best?.points ?? 0) >= Self.proof
    let isBattery =
      clues.isOfBattery && evidence.isPositive
      && (hasProof || hasBurst || isQuiet)
    self.clues = clues
    relatives =
      evidence.foreignCount <= 8
      ? evidence.relatives : evidence.relatives.extendedOnly
    isQuietBus = evidence.foreignCount <= 3
    guard isBattery, let best else {
      confidence = .noBattery
      candidates = DialectSet()
      runnerUp = nil
      isMixture = false
      return
    }
    let ahead = second.map { best.score &- $0.score } ?? Int.max
    // A quarter against it, and more than a stray frame: several dialects.
    isMixture = best.against > 2 && 4 &* best.against > clues.count
    if !isMixture, hasProof, best.against == 0, ahead >= Self.lead {
      confidence = .certain
    } else if !isMixture, hasBurst, hasBursts, best.points > 0,
      best.against == 0 || best.score > 0,
      ahead > 0 || best.hasInverter
    {
      confidence = .likely
    } else {
      confidence = .undecided
    }
    if confidence >= .likely {
      candidates = DialectSet(best.dialect)
      runnerUp = second?.dialect
      return
    }
    let standsOut =
      best.points > 0 && (ahead > 0 || hasBursts)
      && (hasBursts || best.points > 1)
    let possible = Self.possible(clues, against: fewestAgainst)
    if possible.isEmpty {
      // Something speaks against each of them.
      candidates = DialectSet(best.dialect)
    } else {
      candidates = standsOut ? possible.assuming(best.dialect) : possible
    }
    // The only one that is possible need not be the one with most points.
    runnerUp = candidates.only.flatMap {
      $0 == best.dialect ? second?.dialect : best.dialect
    }
  }

  /// The dialects that least speaks against.
  private static func possible(
    _ clues: ClueSet, against fewest: Int
  ) -> DialectSet {
    var possible = DialectSet()
    var place: UInt8 = 0
    while let dialect = Dialect(rawValue: place) {
      place &+= 1
      let verdict = Verdict(dialect, clues, expectsAll: false)
      if verdict.against == fewest, verdict.isPossible || !dialect.isExtension {
        possible.insert(dialect)
      }
    }
    return possible
  }
}

/// What clues say about a dialect.
private struct Verdict {
  let dialect: Dialect
  /// What speaks for it.
  private(set) var points = 0
  /// How many frames speak against it.
  let against: Int
  /// What is left of the points.
  private(set) var score: Int
  /// Whether none of what it needs is missing.
  let isPossible: Bool
  /// Whether the inverter goes with it.
  let hasInverter: Bool
  private let frequency: Int

  init(_ dialect: Dialect, _ clues: ClueSet, expectsAll: Bool) {
    let row = DialectTable.row(of: dialect)
    let seen = row.traits(in: clues, of: dialect.rawValue)
    self.dialect = dialect
    points = row.points(of: seen)
    isPossible = row.needed == 0 || row.needed & seen != 0
    against = clues.subtracting(row.known).frameCount
    score = points &- 2 &* against
    hasInverter = row.ofInverter & seen != 0
    frequency = row.frequency
    if expectsAll {
      score &-= row.usual.subtracting(clues.forms).bits.nonzeroBitCount
    }
  }

  /// Whether it comes before another one: if both have as many points, what goes
  /// with the inverter, and then what is met more often.
  func isBetter(than other: Verdict?) -> Bool {
    guard let other else { return true }
    if score != other.score { return score > other.score }
    if hasInverter != other.hasInverter { return hasInverter }
    return frequency > other.frequency
  }
}

extension Dialect {
  /// The traits that are among clues, but for those of inverters.
  fileprivate func traits(in clues: ClueSet) -> ClueSet {
    let row = DialectTable.row(of: self)
    let seen = row.traits(in: clues, of: rawValue) & ~row.ofInverter
    var result = ClueSet()
    var index = 0
    while index < Traits.capacity {
      if seen & 1 &<< UInt8(truncatingIfNeeded: index) != 0 {
        if let form = row.form(index) {
          result.insert(form)
        } else {
          result.insert(trait: index, of: rawValue)
        }
      }
      index &+= 1
    }
    return result
  }

  /// Whether clues have a frame of its inverter.
  fileprivate func hasInverter(_ clues: ClueSet) -> Bool {
    let row = DialectTable.row(of: self)
    return row.traits(in: clues, of: rawValue) & row.ofInverter != 0
  }

  /// Whether clues prove it, whatever speaks against it.
  func isProven(by clues: ClueSet) -> Bool {
    let row = DialectTable.row(of: self)
    return row.points(of: row.traits(in: clues, of: rawValue))
      >= Identification.proof
  }

  /// Whether it is another one with more in it.
  fileprivate var isExtension: Bool { DialectTable.row(of: self).isExtension }
}

extension ClueSet {
  /// Whether there is more than what inverters show.
  fileprivate var isOfBattery: Bool {
    !subtracting(DialectTable.ofInverters).isEmpty
  }

  /// How many frames the clues are of.
  fileprivate var frameCount: Int {
    if isEmpty { return 0 }
    var frames: UInt32 = 0
    var rest = forms
    while let form = rest.popFirst() { frames |= 1 &<< form.frame }
    // Two dialects may have a trait of the same identifier.
    return frames.nonzeroBitCount &+ DialectTable.countOfIdentifiers(in: self)
  }
}
