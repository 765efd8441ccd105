// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

// Victron's dialect with energies in steps of 0.01 kWh.
extension Dialect {
  /// MG Energy Systems.
  public static var mg: Dialect { Dialect(place: 10) }
}

extension DialectDefinition {
  static let mg = Self(
    "mg", title: "MG Energy Systems", .solid,
    sources: "MG Energy Systems \"Master LV communication guide\" v8, 2020.",
    shapes: .ofSunnyIsland,
    usual: FormSet(.alarmPairs),
    isExtension: true,
    traits: Traits(
      .name(
        "35E is MG-BMS", 5, isNeeded: true,
        Letters(["M", "G", "-", "B", "M", "S"])),
      .form(.alarmPairs), .form(.moduleCounts), .form(.extremesInKelvin, 2)),
    limitsTimeout: .victronLimits, inverterTimeout: .victronInverter,
    layout: { $0 == 0x378 ? .energyInHundredths : Dialect.victronLayout($0) })
}

extension MessageLayout {
  /// 0x378 in steps of 0.01 kWh.
  static let energyInHundredths = MessageLayout(
    .energy,
    .u32(.energyCharged, at: 0, decimals: 2),
    .u32(.energyDischarged, at: 4, decimals: 2))
}
