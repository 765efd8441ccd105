// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

/// Which dialect a bus speaks, how sure that is, and why.
public struct Identification: Equatable, Sendable {
  /// How sure it is.
  public let confidence: Confidence
  /// The dialects that it may be; one if it is known.
  public let candidates: DialectSet
  /// The one that is most likely after the dialect.
  public let runnerUp: Dialect?
  /// What has been seen.
  public let clues: ClueSet
  /// What else the bus looks like.
  public let relatives: RelativeSet

  /// Whether hardly any identifier is on the bus that no dialect has.
  let isQuietBus: Bool

  /// The dialect of the inverter, if its frames tell it: any inverter can have any
  /// battery.
  public var inverter: Dialect? {
    guard confidence > .noBattery || isQuietBus else { return nil }
    var index: UInt8 = 0
    while let dialect = Dialect(rawValue: index) {
      index &+= 1
      if !dialect.signature.ofInverter.intersection(clues).isEmpty {
        return dialect
      }
    }
    return nil
  }

  /// Whether there is an inverter.
  public var hasInverter: Bool {
    inverter != nil || (isQuietBus && clues.contains(.keepAlive))
  }

  /// Whether there is too much against whatever is proven.
  let isMixture: Bool

  /// How sure it is.
  @nonexhaustive
  public enum Confidence: UInt8, Sendable {
    /// Nothing on the bus belongs to a home battery's inverter link.
    case noBattery
    /// There is a battery, and not enough evidence to tell its dialect.
    case undecided
    /// Only one dialect fits what was seen in several bursts.
    case likely
    /// What was seen proves the dialect.
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

  /// What speaks for the dialect: its proofs, and what its runner-up cannot show.
  public var evidence: ClueSet {
    guard let dialect else { return clues }
    let signature = dialect.signature
    var evidence = signature.proven(by: clues)
    if let runnerUp {
      let foreign = clues.subtracting(runnerUp.signature.fits)
      evidence = evidence.union(foreign.intersection(signature.fits))
    }
    return evidence.isEmpty ? clues.intersection(signature.fits) : evidence
  }

  /// Whether the dialect is proven and nothing speaks against it.
  var isProvenWithoutContradiction: Bool {
    guard confidence == .certain, let dialect else { return false }
    return evidence(against: dialect).isEmpty
  }

  /// What a dialect cannot show and was seen all the same.
  ///
  /// - Parameter dialect: A dialect, such as the runner-up.
  /// - Returns: The clues.
  public func evidence(against dialect: Dialect) -> ClueSet {
    clues.subtracting(dialect.signature.fits)
  }
}

extension Identification.Confidence: Comparable {
  /// Compares how sure both are.
  public static func < (a: Self, b: Self) -> Bool { a.rawValue < b.rawValue }
}

extension Identification {
  /// Nothing has been seen yet.
  init() { self.init(Evidence()) }

  /// Judges evidence.
  ///
  /// A dialect is proven if one of its proofs is complete and less speaks against
  /// it than against any other that is proven. Otherwise those remain that nothing
  /// speaks against, or least if all are contradicted.
  init(_ evidence: Evidence) {
    let clues = evidence.clues
    var proven = DialectSet()
    var allProven = DialectSet()
    var fewestAgainstProven = Int.max
    var fitting = DialectSet()
    var fewestAgainst = Int.max
    var index: UInt8 = 0
    while let dialect = Dialect(rawValue: index) {
      index &+= 1
      let signature = dialect.signature
      let against = clues.subtracting(signature.fits).count
      if !signature.proven(by: clues).isEmpty {
        allProven.insert(dialect)
        if against < fewestAgainstProven {
          proven = DialectSet()
          fewestAgainstProven = against
        }
        if against == fewestAgainstProven { proven.insert(dialect) }
      }
      guard signature.isPossible(clues) else { continue }
      if against < fewestAgainst {
        fitting = DialectSet()
        fewestAgainst = against
      }
      if against == fewestAgainst { fitting.insert(dialect) }
    }
    let hasProof = !proven.isEmpty
    // A few strangers are on many buses, and many on the bus of a car.
    let hasBurst = clues.isSuperset(of: .ofAll)
    let isQuiet = evidence.foreignCount <= 2 &* clues.count &+ 3
    let isBattery =
      !clues.subtracting(.ofInverters).isEmpty && evidence.isPositive
      && (hasProof || hasBurst || isQuiet)
    self.clues = clues
    relatives =
      evidence.foreignCount <= 8
      ? evidence.relatives : evidence.relatives.extendedOnly
    isQuietBus = evidence.foreignCount <= 3
    guard isBattery else {
      confidence = .noBattery
      candidates = DialectSet()
      runnerUp = nil
      isMixture = false
      return
    }
    // A quarter against it, and more than a stray frame: several dialects.
    let isMixture =
      hasProof && fewestAgainstProven > 2
      && 4 &* fewestAgainstProven > clues.count
    let all = isMixture ? allProven : hasProof ? proven : fitting
    let chosen = isMixture ? nil : all.only ?? Self.chosen(by: clues, from: all)
    let against = hasProof ? fewestAgainstProven : fewestAgainst
    if hasProof, chosen != nil, all.count == 1 {
      confidence = .certain
    } else if chosen != nil, against == 0, hasBurst,
      evidence.limitsCount >= Evidence.enoughLimits
    {
      confidence = .likely
    } else {
      confidence = .undecided
    }
    candidates =
      confidence == .undecided ? all : chosen.map { DialectSet($0) } ?? all
    runnerUp = candidates.only.flatMap { Self.runnerUp(to: $0, clues) }
    self.isMixture = isMixture
  }

  /// The one among several dialects that goes with the inverter.
  private static func chosen(
    by clues: ClueSet, from dialects: DialectSet
  ) -> Dialect? {
    var chosen = DialectSet()
    var rest = dialects.makeIterator()
    while let dialect = rest.next() {
      if !dialect.signature.ofInverter.intersection(clues).isEmpty {
        chosen.insert(dialect)
      }
    }
    return chosen.only
  }

  /// The dialect that least speaks against, other than the one that is known.
  private static func runnerUp(to known: Dialect, _ clues: ClueSet) -> Dialect?
  {
    var best: Dialect?
    var fewest = Int.max
    var index: UInt8 = 0
    while let dialect = Dialect(rawValue: index) {
      index &+= 1
      guard dialect != known, dialect.signature.isPossible(clues) else {
        continue
      }
      let against =
        clues.subtracting(dialect.signature.fits).count
      if against < fewest {
        fewest = against
        best = dialect
      }
    }
    return best
  }
}
