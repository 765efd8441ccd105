// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

internal import CANBus

/// A set of 11-bit identifiers.
struct IdentifierSet: Equatable, Sendable {
  /// A bit for each identifier, in groups of 64 that share all but their last six.
  private var groups = InlineArray<32, UInt64>(repeating: 0)

  @inline(__always)
  func contains(_ id: StandardID) -> Bool {
    groups[Self.group(of: id)] & Self.bit(of: id) != 0
  }

  @inline(__always)
  mutating func insert(_ id: StandardID) {
    groups[Self.group(of: id)] |= Self.bit(of: id)
  }

  static func == (a: IdentifierSet, b: IdentifierSet) -> Bool {
    var index = 0
    while index < 32 {
      if a.groups[index] != b.groups[index] { return false }
      index &+= 1
    }
    return true
  }

  @inline(__always)
  private static func group(of id: StandardID) -> Int {
    Int(truncatingIfNeeded: UInt32(id.rawValue) &>> 6 & 31)
  }

  @inline(__always)
  private static func bit(of id: StandardID) -> UInt64 {
    1 &<< UInt64(widening: UInt32(id.rawValue & 63))
  }
}
