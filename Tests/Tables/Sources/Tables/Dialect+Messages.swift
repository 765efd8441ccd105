// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

import BatteryCAN
import CANBus

extension Dialect {
  /// All dialects in their order.
  static var all: [Dialect] {
    (0..<UInt8(count)).compactMap { Dialect(rawValue: $0) }
  }

  /// The identifiers that the dialect knows, and what they carry.
  var messages: [(id: UInt16, layout: MessageLayout)] {
    (0...0x7FF).compactMap { id in
      StandardID(id).flatMap { layout(of: $0) }.map { (id, $0) }
    }
  }
}

extension MessageLayout {
  /// The signals in the order of the fields.
  var slots: [Slot] { (0..<count).map { self[$0] } }
}

extension MessageKind {
  /// Whether the inverter sends the message, not the battery.
  var isFromPCS: Bool {
    switch self {
    case .keepAlive, .poll, .rapidShutdown, .inverterStatus, .gateway: true
    default: false
    }
  }
}
