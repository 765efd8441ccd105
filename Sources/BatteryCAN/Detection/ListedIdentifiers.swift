// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

internal import CANBus

/// Remembers which identifiers any dialect lists.
///
/// To find that out takes a look into each definition.
struct ListedIdentifiers: Sendable {
  private var asked = IdentifierSet()
  private var listed = IdentifierSet()

  /// Whether a dialect lists an identifier.
  mutating func contains(_ id: StandardID) -> Bool {
    if !asked.contains(id) { ask(id) }
    return listed.contains(id)
  }

  @inline(never)
  private mutating func ask(_ id: StandardID) {
    asked.insert(id)
    var place: UInt8 = 0
    while let dialect = Dialect(rawValue: place) {
      if dialect.listedLayout(of: id.rawValue) != nil {
        listed.insert(id)
        return
      }
      place &+= 1
    }
  }
}
