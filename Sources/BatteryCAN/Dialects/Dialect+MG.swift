// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

// Victron's dialect with energies in steps of 0.01 kWh.
extension DialectDefinition {
  static let mg = Self(
    "mg", title: "MG Energy Systems", .solid,
    sources: "MG Energy Systems \"Master LV communication guide\" v8, 2020.",
    signature: Signature(
      fits: .ofVictron.union(ClueSet(.nameMG)),
      additions: ClueSet(.nameMG), ClueSet(.nameMG)),
    layout: { $0 == 0x378 ? .energyInHundredths : Dialect.victronLayout($0) })
}

extension MessageLayout {
  /// 0x378 in steps of 0.01 kWh.
  static let energyInHundredths = MessageLayout(
    .energy,
    .u32(.energyCharged, at: 0, decimals: 2),
    .u32(.energyDischarged, at: 4, decimals: 2))
}
