// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

internal import CANBus

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
    var cursor = Cursor()
    while let entry = next(&cursor) {
      if case .fault(fault) = entry { return true }
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

  /// A place in the walk through a set.
  public struct Cursor: Sendable {
    fileprivate var bit: UInt8 = 0
    fileprivate var seen: UInt64 = 0

    /// Starts before the first entry.
    public init() {}
  }

  /// The entry after a place, each fault once.
  ///
  /// - Parameter cursor: The place, which moves on.
  /// - Returns: The next entry, or `nil` at the end.
  public func next(_ cursor: inout Cursor) -> Entry? {
    while cursor.bit < table.bitCount {
      let bit = cursor.bit
      cursor.bit &+= 1
      guard bits & 1 << UInt32(bit) != 0 else { continue }
      guard let fault = table.fault(bit) else { return .reserved(bit: bit) }
      let mark = UInt64(1) &<< UInt64(widening: UInt32(fault.rawValue))
      guard cursor.seen & mark == 0 else { continue }
      cursor.seen |= mark
      return .fault(fault)
    }
    return nil
  }
}
