// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

internal import CANBus

/// Remembers which identifiers any dialect lists.
///
/// To find that out takes a look into each definition.
struct ListedIdentifiers: Sendable {
  private var asked = InlineArray<32, UInt64>(repeating: 0)
  private var listed = InlineArray<32, UInt64>(repeating: 0)

  /// Whether a dialect lists an identifier.
  mutating func contains(_ id: StandardID) -> Bool {
    if asked[id.group] & id.bit == 0 { ask(id) }
    return listed[id.group] & id.bit != 0
  }

  @inline(never)
  private mutating func ask(_ id: StandardID) {
    asked[id.group] |= id.bit
    var place: UInt8 = 0
    while let dialect = Dialect(rawValue: place) {
      if dialect.listedLayout(of: id.rawValue) != nil {
        listed[id.group] |= id.bit
        return
      }
      place &+= 1
    }
  }
}
