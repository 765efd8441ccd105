// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

internal import CANBus

/// What is written of the names from a capture, remembered since a capture has few
/// of them.
struct EscapedInterface {
  private var name = InterfaceName()
  /// What is written of the latest name.
  private(set) var escaped: [Phrase]
  private var known: [InterfaceName: (number: Int, escaped: [Phrase])] = [:]
  /// The number of the latest name; no other name ever has it.
  private(set) var number = 0
  private var lastNumber = 0
  private let escape: (String) -> String

  /// How many names are remembered.
  private static var limit: Int { 64 }

  /// Starts with a name that is empty.
  init(_ escape: @escaping (String) -> String) {
    self.escape = escape
    escaped = Phrase.phrases(of: escape(""))
  }

  /// Makes a name the latest one.
  ///
  /// - Parameter name: The name, which is not changed; one that is not `inout`
  ///   would be copied.
  @inline(__always)
  mutating func select(_ name: inout InterfaceName) {
    if name != self.name { change(to: name) }
  }

  @inline(never)
  private mutating func change(to name: InterfaceName) {
    self.name = name
    if let entry = known[name] {
      (number, escaped) = entry
      return
    }
    escaped = Phrase.phrases(of: escape(name.description))
    lastNumber += 1
    number = lastNumber
    // A capture of random names must not fill the memory.
    if known.count == Self.limit { known.removeAll() }
    known[name] = (number, escaped)
  }
}
