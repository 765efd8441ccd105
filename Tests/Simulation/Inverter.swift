// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

/// An inverter, and what it does with what it hears.
struct Inverter {
  var obeys = true
  var grantsForceCharge = true
  var grantsFullCharge = true
  /// What it can do at most, in mA.
  private static let most: Int64 = 100_000
  /// What it takes from the grid for a request, in mA.
  private static let fromGrid: Int64 = 25_000
  /// After so many milliseconds without limits it stops.
  private let patience: Int64

  private var heard: Report?
  private var heardAt: Int64 = 0

  /// The state of charge at which it stops discharging, in percent.
  private let reserve: Int64

  init(_ story: Story) {
    patience = max(10_000, 2 * story.period)
    reserve = story.reserve
  }

  mutating func hear(_ report: Report, at time: Int64) {
    heard = report
    heardAt = time
  }

  /// The current that it wants, in mA.
  func current(surplus: Int64, _ pack: Pack, at time: Int64) -> Int64 {
    guard let heard, time - heardAt <= patience else { return 0 }
    var current = surplus * 1000 / max(pack.voltage, 1)
    if heard.charge.soc <= reserve { current = max(0, current) }
    if heard.requests.forceCharge && grantsForceCharge
      || heard.requests.fullCharge && grantsFullCharge
    {
      current = max(current, Self.fromGrid)
    }
    current = min(max(current, -Self.most), Self.most)
    return obeys ? limited(current, heard.limits, pack) : current
  }

  private func limited(
    _ current: Int64, _ limits: Report.Limits, _ pack: Pack
  ) -> Int64 {
    if current > 0 {
      let byVoltage = pack.current(atVoltage: limits.chargeVoltage * 100)
      return max(0, min(current, limits.chargeCurrent * 100, byVoltage))
    }
    let byVoltage = pack.current(atVoltage: limits.dischargeVoltage * 100)
    return min(0, max(current, -limits.dischargeCurrent * 100, byVoltage))
  }
}
