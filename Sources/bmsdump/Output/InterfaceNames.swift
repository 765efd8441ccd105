// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

internal import CANBus

/// The different names of interfaces, as far as they are few.
struct InterfaceNames {
  private var names: [InterfaceName] = []
  private var latest = InterfaceName()

  /// How many names are told apart; a capture of random names must not fill the
  /// memory.
  private static var limit: Int { 64 }
  /// How many names are shown.
  private static var maximumShown: Int { 5 }

  /// Whether there may be names beside those that are known.
  var isFull: Bool { names.count == Self.limit }

  func contains(_ name: InterfaceName) -> Bool { names.contains(name) }

  mutating func insert(_ name: InterfaceName) {
    if name == latest || isFull { return }
    latest = name
    if !names.contains(name) { names.append(name) }
  }

  /// The number of names, and the first ones.
  var summary: String {
    let shown = names.prefix(Self.maximumShown).map(\.description)
    return (isFull ? "at least " : "")
      + "\(names.count) interface name\(names.count == 1 ? "" : "s") ("
      + shown.joined(separator: ", ")
      + (names.count > shown.count ? ", ..." : "") + ")"
  }
}
