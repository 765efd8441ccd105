// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

internal import CANBus

/// Numbers the interfaces of a capture in the order of their first frames.
struct InterfaceTable {
  private(set) var names: [InterfaceName] = []
  private var latest = 0

  /// How many interfaces are told apart; more than a computer has.
  private static var maximumCount: Int { 64 }
  /// What the interfaces are called that are not told apart.
  private static var others: InterfaceName { InterfaceName("(others)") }

  /// The number of an interface.
  mutating func index(of interface: InterfaceName) -> Int {
    if latest < names.count, names[latest] == interface { return latest }
    if let index = names.firstIndex(of: interface) {
      latest = index
    } else if names.count < Self.maximumCount {
      latest = names.count
      names.append(interface)
    } else {
      latest = Self.maximumCount
      if names.count == latest { names.append(Self.others) }
    }
    return latest
  }
}
