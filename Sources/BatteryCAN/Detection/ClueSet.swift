// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

internal import CANBus

/// A set of clues.
public struct ClueSet: Hashable, Sendable {
  private var low: UInt64 = 0
  private var high: UInt64 = 0

  /// Creates an empty set.
  public init() {}

  init(
    _ c0: Clue, _ c1: Clue? = nil, _ c2: Clue? = nil, _ c3: Clue? = nil,
    _ c4: Clue? = nil, _ c5: Clue? = nil, _ c6: Clue? = nil, _ c7: Clue? = nil,
    _ c8: Clue? = nil, _ c9: Clue? = nil
  ) {
    insert(c0)
    let others: InlineArray<9, Clue?> = [c1, c2, c3, c4, c5, c6, c7, c8, c9]
    var index = 0
    while index < 9 {
      if let clue = others[index] { insert(clue) }
      index &+= 1
    }
  }

  mutating func insert(_ clue: Clue) {
    if clue.rawValue < 64 {
      low |= 1 &<< UInt64(widening: UInt32(clue.rawValue))
    } else {
      high |= 1 &<< UInt64(widening: UInt32(clue.rawValue) &- 64)
    }
  }

  /// Whether a clue is in the set.
  ///
  /// - Parameter clue: The clue to look for.
  /// - Returns: Whether it is.
  public func contains(_ clue: Clue) -> Bool {
    clue.rawValue < 64
      ? low & (1 &<< UInt64(widening: UInt32(clue.rawValue))) != 0
      : high & (1 &<< UInt64(widening: UInt32(clue.rawValue) &- 64)) != 0
  }

  /// Whether there is no clue.
  public var isEmpty: Bool { low | high == 0 }

  /// How many clues there are.
  public var count: Int { low.nonzeroBitCount &+ high.nonzeroBitCount }

  func union(_ other: ClueSet) -> ClueSet {
    var result = self
    result.low |= other.low
    result.high |= other.high
    return result
  }

  func subtracting(_ other: ClueSet) -> ClueSet {
    var result = self
    result.low &= ~other.low
    result.high &= ~other.high
    return result
  }

  func intersection(_ other: ClueSet) -> ClueSet {
    subtracting(subtracting(other))
  }

  func isSuperset(of other: ClueSet) -> Bool {
    other.subtracting(self).isEmpty
  }
}

extension ClueSet {
  /// Goes through the clues.
  public func makeIterator() -> Iterator { Iterator(rest: self) }

  /// A walk through a set.
  public struct Iterator: IteratorProtocol, Sendable {
    private let rest: ClueSet
    private var position: UInt8 = 0

    init(rest: ClueSet) { self.rest = rest }

    /// The next clue, or `nil` at the end.
    public mutating func next() -> Clue? {
      while let clue = Clue(rawValue: position) {
        position &+= 1
        if rest.contains(clue) { return clue }
      }
      return nil
    }
  }
}

#if !hasFeature(Embedded)
extension ClueSet: Sequence {}
#endif
