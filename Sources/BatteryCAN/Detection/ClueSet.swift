// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

internal import CANBus

/// Something seen in frames that tells dialects apart.
public struct Clue: Sendable {
  /// The clue in words.
  public let text: StaticString

  init(_ text: StaticString) { self.text = text }
}

/// A set of clues: forms of frames that dialects share, and traits of single ones.
public struct ClueSet: Hashable, Sendable {
  /// What the shared frames look like.
  private(set) var forms = FormSet()
  /// Eight bits for each dialect, by its raw value and the place of the trait.
  private var low: UInt64 = 0
  private var middle: UInt64 = 0
  private var high: UInt64 = 0

  /// Creates an empty set.
  public init() {}

  init(_ forms: FormSet) { self.forms = forms }

  @inline(__always)
  mutating func insert(_ form: Form) { forms.insert(form) }

  /// Adds a trait.
  ///
  /// - Parameters:
  ///   - index: Its place among those of its dialect.
  ///   - dialect: The raw value of the dialect.
  mutating func insert(trait index: Int, of dialect: UInt8) {
    let place = UInt32(dialect & 7) &* 8 &+ UInt32(truncatingIfNeeded: index)
    let bit: UInt64 = 1 &<< UInt64(widening: place)
    switch dialect &>> 3 {
    case 0: low |= bit
    case 1: middle |= bit
    default: high |= bit
    }
  }

  /// The traits of a dialect, a bit each.
  func traits(of dialect: UInt8) -> UInt8 {
    let shift = UInt64(widening: UInt32(dialect & 7) &* 8)
    let word =
      switch dialect &>> 3 {
      case 0: low
      case 1: middle
      default: high
      }
    return UInt8(truncatingIfNeeded: word &>> shift)
  }

  /// Whether a trait of a dialect is in the set: its bit, or its form.
  func contains(_ trait: Trait, at index: Int, of dialect: UInt8) -> Bool {
    if case .form(let form) = trait.subject { return forms.contains(form) }
    return traits(of: dialect) & 1 &<< UInt8(truncatingIfNeeded: index) != 0
  }

  /// Whether there is no trait of a single dialect.
  @inline(__always)
  var hasNoTraits: Bool { low | middle | high == 0 }

  /// Whether there is no clue.
  public var isEmpty: Bool { forms.isEmpty && hasNoTraits }

  /// How many clues there are.
  public var count: Int {
    forms.bits.nonzeroBitCount &+ low.nonzeroBitCount
      &+ middle.nonzeroBitCount &+ high.nonzeroBitCount
  }

  @inline(__always)
  func union(_ other: ClueSet) -> ClueSet {
    var result = self
    result.forms = forms.union(other.forms)
    result.low |= other.low
    result.middle |= other.middle
    result.high |= other.high
    return result
  }

  @inline(__always)
  func subtracting(_ other: ClueSet) -> ClueSet {
    var result = self
    result.forms = forms.subtracting(other.forms)
    result.low &= ~other.low
    result.middle &= ~other.middle
    result.high &= ~other.high
    return result
  }

  @inline(__always)
  func intersection(_ other: ClueSet) -> ClueSet {
    var result = self
    result.forms = forms.intersection(other.forms)
    result.low &= other.low
    result.middle &= other.middle
    result.high &= other.high
    return result
  }

  /// Whether all clues of another set are in this one.
  ///
  /// - Parameter other: The other set.
  /// - Returns: Whether they are.
  @inline(__always)
  public func isSuperset(of other: ClueSet) -> Bool {
    forms.isSuperset(of: other.forms) && other.low & ~low == 0
      && other.middle & ~middle == 0 && other.high & ~high == 0
  }
}

extension ClueSet {
  /// Goes through the clues.
  public func makeIterator() -> Iterator { Iterator(rest: self) }

  /// A walk through a set; what several dialects are recognised by comes more than
  /// once.
  public struct Iterator: IteratorProtocol, Sendable {
    private let all: ClueSet
    private var forms: FormSet
    private var dialect: UInt8 = 0
    private var index = 0

    init(rest: ClueSet) {
      all = rest
      forms = rest.forms
    }

    /// The next clue, or `nil` at the end.
    public mutating func next() -> Clue? {
      if let form = forms.popFirst() { return Clue(form.text) }
      while let known = Dialect(rawValue: dialect) {
        let traits = all.traits(of: dialect)
        while traits != 0, index < Traits.capacity {
          let place = index
          index &+= 1
          if traits & 1 &<< UInt8(truncatingIfNeeded: place) != 0 {
            return Clue(known.trait(place).text)
          }
        }
        index = 0
        dialect &+= 1
      }
      return nil
    }
  }
}

#if !hasFeature(Embedded)
extension ClueSet: Sequence {}
#endif
