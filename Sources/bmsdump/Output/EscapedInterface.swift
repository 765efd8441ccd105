// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

internal import CANBus

/// Names from a capture, remembered in their escaped form, since a capture has
/// few of them.
struct EscapedInterface {
  private var name = InterfaceName()
  private var escaped: [UInt8] = []
  private var known: [InterfaceName: [UInt8]] = [:]
  private let escape: (String) -> String

  /// How many names are remembered.
  private static var limit: Int { 64 }

  init(_ escape: @escaping (String) -> String) { self.escape = escape }

  /// The escaped form of a name, empty if the name is.
  mutating func bytes(_ name: InterfaceName) -> [UInt8] {
    if name == self.name { return escaped }
    self.name = name
    if let bytes = known[name] {
      escaped = bytes
    } else {
      escaped = Array(escape(name.description).utf8)
      // A capture of random names must not fill the memory.
      if known.count == Self.limit { known.removeAll() }
      known[name] = escaped
    }
    return escaped
  }
}
