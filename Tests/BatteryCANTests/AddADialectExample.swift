// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

@testable import BatteryCAN

extension DialectDefinition {
  static let example = Self(
    "example", title: "Example V1.0", .medium,
    sources: "Example \"CAN protocol\" V1.0, 2024.",
    signature: Signature(
      fits: .ofPylontech.union(ClueSet(.capacityOfDiscover)),
      ClueSet(.markPN, .capacityOfDiscover)),
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
    .capacity, .u16(.capacity, at: 0, decimals: 1))
}
