// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

internal import CANBus

/// Remembers of which identifiers some dialects have a message.
///
/// Looking a layout up means to put it together; a frame that is only counted
/// needs to know no more than whether there is one.
struct KnownIdentifiers: Sendable {
  private var asked = InlineArray<32, UInt64>(repeating: 0)
  private var known = InlineArray<32, UInt64>(repeating: 0)
  /// Those whose data does not decide whether it is a message.
  private var plain = InlineArray<32, UInt64>(repeating: 0)
  /// Those about which earlier frames have something to say.
  private var remembering = InlineArray<32, UInt64>(repeating: 0)
  private var dialects = DialectSet()

  /// Whether some dialects have a message with an identifier.
  @inline(__always)
  mutating func contains(_ id: StandardID, of dialects: DialectSet) -> Bool {
    let word = id.group
    if dialects != self.dialects || asked[word] & id.bit == 0 {
      ask(id, of: dialects)
    }
    return known[word] & id.bit != 0
  }

  /// Whether any data with an identifier is a message, if one is at all; asked
  /// after ``contains(_:of:)``.
  @inline(__always)
  func isPlain(_ id: StandardID) -> Bool {
    plain[id.group] & id.bit != 0
  }

  /// Whether earlier frames have something to say about those with an identifier.
  @inline(__always)
  func hasMemory(_ id: StandardID) -> Bool {
    remembering[id.group] & id.bit != 0
  }

  private mutating func ask(_ id: StandardID, of dialects: DialectSet) {
    if dialects != self.dialects {
      self = KnownIdentifiers()
      self.dialects = dialects
    }
    let word = id.group
    asked[word] |= id.bit
    guard let layout = dialects.layout(of: id) else { return }
    known[word] |= id.bit
    if !layout.dependsOnData { plain[word] |= id.bit }
    if layout.memory != .none { remembering[word] |= id.bit }
  }
}
