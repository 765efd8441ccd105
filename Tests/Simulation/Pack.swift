// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

/// LFP packs in parallel: 16 cells, 100 Ah, 20 mΩ each.
///
/// Everything is a whole number, so that every machine reckons the same: charge
/// in mA·ms, current in mA and positive while charging, voltage in mV,
/// temperature in millionths of a degree Celsius.
struct Pack {
  let count: Int64
  var charge: Int64
  var temperature: Int64
  var current: Int64 = 0

  /// 100 Ah.
  private static let capacityOfOne: Int64 = 100 * 3600 * 1000 * 1000

  init(count: Int64, socPercent: Int64, temperature: Int64) {
    self.count = count
    charge = 0
    self.temperature = temperature
    setSOC(percent: socPercent)
  }

  var capacity: Int64 { Self.capacityOfOne * count }

  /// In millionths.
  var soc: Int64 { charge / (capacity / 1_000_000) }

  mutating func setSOC(percent: Int64) { charge = capacity / 100 * percent }

  /// The voltage without current.
  var openVoltage: Int64 {
    let soc = self.soc
    for index in 1..<Self.curve.count where soc <= Self.curve[index].soc {
      let (low, high) = (Self.curve[index - 1], Self.curve[index])
      return low.voltage
        + (soc - low.soc) * (high.voltage - low.voltage) / (high.soc - low.soc)
    }
    return Self.curve[Self.curve.count - 1].voltage
  }

  /// The voltage at the terminals.
  var voltage: Int64 { openVoltage + current * 20 / (1000 * count) }

  /// The current at which the terminals have a voltage.
  func current(atVoltage voltage: Int64) -> Int64 {
    (voltage - openVoltage) * 1000 * count / 20
  }

  /// Lets time pass.
  mutating func step(milliseconds: Int64, ambient: Int64) {
    guard milliseconds > 0 else { return }
    charge = min(max(charge + current * milliseconds, 0), capacity)
    // mW, of one pack: its loss, and 5 W for each degree to the outside.
    let one = current / count
    let heat = one * one / 1000 * 20 / 1000 - (temperature - ambient) / 200
    // 45 kJ for each degree. A step of more than an hour ends at the balance.
    let step = min(milliseconds, 3_600_000)
    temperature += heat * step / 45_000
  }

  private static let curve: [(soc: Int64, voltage: Int64)] = [
    (0, 43_200), (20_000, 46_400), (50_000, 48_800), (80_000, 50_000),
    (100_000, 50_600), (200_000, 51_600), (300_000, 52_000),
    (400_000, 52_400), (600_000, 52_800), (700_000, 53_200),
    (900_000, 53_300), (950_000, 53_500), (970_000, 53_800),
    (990_000, 54_600), (1_000_000, 55_400),
  ]
}
