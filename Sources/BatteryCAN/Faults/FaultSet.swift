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

  /// Whether no bit is set, not even a reserved one.
  public var isEmpty: Bool { bits == 0 }

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
    var bit: UInt8 = 0
    while bit < table.bitCount {
      if table.fault(bit) == fault {
        bits |= 1 << UInt32(bit)
        return true
      }
      bit &+= 1
    }
    return false
  }

  /// Something that is set.
  public enum Entry: Equatable, Sendable {
    /// A bit with a meaning.
    case fault(Fault)
    /// A bit without one; counted from the lowest bit of the first byte.
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
    private var bit: UInt8 = 0

    init(_ faults: FaultSet) { self.faults = faults }

    /// The next entry, or `nil` at the end.
    public mutating func next() -> Entry? {
      while bit < faults.table.bitCount {
        let bit = self.bit
        self.bit &+= 1
        guard faults.hasBit(bit) else { continue }
        guard let fault = faults.table.fault(bit) else {
          return .reserved(bit: bit)
        }
        if !faults.hasFault(fault, below: bit) { return .fault(fault) }
      }
      return nil
    }
  }

  private func hasBit(_ bit: UInt8) -> Bool { bits & 1 << UInt32(bit) != 0 }

  /// Whether a lower bit stands for the same fault.
  private func hasFault(_ fault: Fault, below bit: UInt8) -> Bool {
    var lower: UInt8 = 0
    while lower < bit {
      if hasBit(lower), table.fault(lower) == fault { return true }
      lower &+= 1
    }
    return false
  }
}
