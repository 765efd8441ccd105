// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

public import CANBus

/// Some dialects: those that it may be as far as one can tell.
public struct DialectSet: Hashable, Sendable {
  /// A bit for each dialect, by its raw value.
  private(set) var bits: UInt32 = 0

  /// Creates an empty set.
  public init() {}

  init(bits: UInt32) { self.bits = bits }

  /// Creates a set of one dialect.
  ///
  /// - Parameter dialect: The dialect.
  public init(_ dialect: Dialect) { insert(dialect) }

  /// Adds a dialect.
  ///
  /// - Parameter dialect: The dialect.
  public mutating func insert(_ dialect: Dialect) {
    bits |= 1 &<< UInt32(dialect.rawValue)
  }

  /// Whether a dialect is in the set.
  ///
  /// - Parameter dialect: The dialect to look for.
  /// - Returns: Whether it is.
  public func contains(_ dialect: Dialect) -> Bool {
    bits & (1 &<< UInt32(dialect.rawValue)) != 0
  }

  /// Whether there is none.
  public var isEmpty: Bool { bits == 0 }

  /// How many there are.
  public var count: Int { bits.nonzeroBitCount }

  /// Whether there is exactly one.
  var isSingle: Bool { bits != 0 && bits & (bits &- 1) == 0 }

  /// The dialect, if it is the only one.
  public var only: Dialect? {
    guard isSingle else { return nil }
    return Dialect(
      rawValue: UInt8(truncatingIfNeeded: bits.trailingZeroBitCount))
  }

  /// The part of a message on which all dialects agree that have it.
  ///
  /// - Parameter id: An identifier.
  /// - Returns: The layout, or `nil` if no dialect has the identifier or two mean
  ///   different messages by it.
  public func layout(of id: StandardID) -> MessageLayout? {
    if let only { return only.layout(of: id) }
    var agreed: MessageLayout?
    var dialects = makeIterator()
    while let dialect = dialects.next() {
      guard let layout = dialect.layout(of: id) else { continue }
      guard let earlier = agreed else {
        agreed = layout
        continue
      }
      guard let both = earlier.agreement(with: layout) else { return nil }
      agreed = both
    }
    return agreed
  }
}

extension DialectSet {
  /// Goes through the dialects.
  public func makeIterator() -> Iterator { Iterator(self) }

  /// A walk through a set.
  public struct Iterator: IteratorProtocol, Sendable {
    private var bits: UInt32

    init(_ dialects: DialectSet) { bits = dialects.bits }

    /// The next dialect, or `nil` at the end.
    public mutating func next() -> Dialect? {
      guard bits != 0 else { return nil }
      let position = UInt8(truncatingIfNeeded: bits.trailingZeroBitCount)
      bits &= bits &- 1
      return Dialect(rawValue: position)
    }
  }
}

#if !hasFeature(Embedded)
extension DialectSet: Sequence {}
#endif
