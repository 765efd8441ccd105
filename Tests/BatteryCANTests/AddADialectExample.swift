// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

import CANBus
@testable import BatteryCAN

extension Dialect {
  /// Example V1.0.
  static var example: Dialect { Dialect(place: 17) }
}

extension DialectDefinition {
  static let example = Self(
    "example", title: "Example V1.0", .medium,
    sources: "Example \"CAN protocol\" V1.0, 2024.",
    shapes: .ofPylontech, usual: FormSet(.alarms, .requests),
    traits: Traits(
      .form(.mark, 2),
      .telling(0x354, "354 has a capacity in 0.1 Ah", 3) {
        $0.count == 4 && $0.u16(0) >= 100
      }),
    layout: {
      switch $0 {
      case 0x354: .exampleCapacity
      default: Dialect.pylontechLayout($0)
      }
    })
}

extension MessageLayout {
  /// 0x354: the capacity in steps of 0.1 Ah.
  static let exampleCapacity = MessageLayout(
    .capacity, length: 4, .u16(.capacity, at: 0, decimals: 1))
}
