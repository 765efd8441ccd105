// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

/// The faults that a message reports.
public struct FaultSet: Equatable, Sendable {
  /// The bits as on the wire, the lowest bit of the first byte first.
  public private(set) var bits: UInt32
  /// What the bits mean.
  public let table: FaultTable

  /// Creates a set.
  ///
  /// - Parameters:
  ///   - bits: The bits as on the wire; those beyond the table are ignored.
  ///   - table: What the bits mean.
  public init(bits: UInt32 = 0, table: FaultTable) {
    self.bits = bits & table.mask
    self.table = table
  }

  /// Whether nothing is set, not even a reserved bit.
  public var isEmpty: Bool {
    guard table.hasPairs else { return bits == 0 }
    var entries = makeIterator()
    return entries.next() == nil
  }

  /// Whether a fault is reported.
  ///
  /// - Parameter fault: The fault to look for.
  /// - Returns: Whether one of its bits is set.
  public func contains(_ fault: Fault) -> Bool {
    var entries = makeIterator()
    while let entry = entries.next() {
      if entry == .fault(fault) { return true }
    }
    return false
  }

  /// Adds a fault.
  ///
  /// - Parameter fault: The fault to report.
  /// - Returns: Whether the table has a bit for it.
  @discardableResult
  public mutating func insert(_ fault: Fault) -> Bool {
    var entry: UInt8 = 0
    while entry < table.entryCount {
      if table.fault(entry) == fault {
        set(entry)
        return true
      }
      entry &+= 1
    }
    return false
  }

  private mutating func set(_ entry: UInt8) {
    if table.hasPairs {
      bits &= ~(0b11 << UInt32(entry &* 2))
      bits |= 0b01 << UInt32(entry &* 2)
    } else {
      bits |= 1 << UInt32(entry)
    }
  }

  /// Something that is set.
  public enum Entry: Equatable, Sendable {
    /// A bit with a meaning.
    case fault(Fault)
    /// A bit or pair of bits without one; counted from the lowest of the first
    /// byte.
    case reserved(bit: UInt8)
  }
}

#if !hasFeature(Embedded)
// `Sequence` has methods that return arrays, so that Embedded Swift without
// allocations refuses it; there, call `next()` of an iterator.
extension FaultSet: Sequence {}
#endif

extension FaultSet {
  /// Goes through what is set, each fault once.
  public func makeIterator() -> Iterator { Iterator(self) }

  /// A walk through a set.
  public struct Iterator: IteratorProtocol, Sendable {
    private let faults: FaultSet
    private var entry: UInt8 = 0

    init(_ faults: FaultSet) { self.faults = faults }

    /// The next entry, or `nil` at the end.
    public mutating func next() -> Entry? {
      while entry < faults.table.entryCount {
        let entry = self.entry
        self.entry &+= 1
        guard faults.isSet(entry) else { continue }
        guard let fault = faults.table.fault(entry) else {
          return .reserved(bit: entry)
        }
        if !faults.hasFault(fault, below: entry) { return .fault(fault) }
      }
      return nil
    }
  }

  private func isSet(_ entry: UInt8) -> Bool {
    table.hasPairs
      ? bits >> UInt32(entry &* 2) & 0b11 == 0b01
      : bits >> UInt32(entry) & 1 == 1
  }

  /// Whether a lower bit stands for the same fault.
  private func hasFault(_ fault: Fault, below entry: UInt8) -> Bool {
    var lower: UInt8 = 0
    while lower < entry {
      if isSet(lower), table.fault(lower) == fault { return true }
      lower &+= 1
    }
    return false
  }
}
