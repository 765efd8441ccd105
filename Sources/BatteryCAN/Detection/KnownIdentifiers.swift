// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

internal import CANBus

/// Remembers of which identifiers some dialects have a message.
///
/// Looking a layout up means to put it together; a frame that is only counted
/// needs to know no more than whether there is one.
struct KnownIdentifiers: Sendable {
  private var asked = IdentifierSet()
  private var known = IdentifierSet()
  /// Those whose data does not decide whether it is a message.
  private var plain = IdentifierSet()
  /// Those about which earlier frames have something to say.
  private var remembering = IdentifierSet()
  private var dialects = DialectSet()

  /// Whether some dialects have a message with an identifier.
  @inline(__always)
  mutating func contains(_ id: StandardID, of dialects: DialectSet) -> Bool {
    if dialects != self.dialects || !asked.contains(id) {
      ask(id, of: dialects)
    }
    return known.contains(id)
  }

  /// Whether any data with an identifier is a message, if one is at all; asked
  /// after ``contains(_:of:)``.
  @inline(__always)
  func isPlain(_ id: StandardID) -> Bool { plain.contains(id) }

  /// Whether earlier frames have something to say about those with an identifier.
  @inline(__always)
  func hasMemory(_ id: StandardID) -> Bool { remembering.contains(id) }

  private mutating func ask(_ id: StandardID, of dialects: DialectSet) {
    if dialects != self.dialects {
      self = KnownIdentifiers()
      self.dialects = dialects
    }
    asked.insert(id)
    guard let layout = dialects.layout(of: id) else { return }
    known.insert(id)
    if !layout.dependsOnData { plain.insert(id) }
    if layout.memory != .none { remembering.insert(id) }
  }
}
