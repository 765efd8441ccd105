// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

/// A BMS that behaves as the manual of the ZSX5000S promises.
///
/// Its limits go down in levels when it is cold, hot, nearly full or nearly
/// empty, and come back later than they went, so that they do not flutter.
struct BatteryManager {
  private(set) var report = Report()
  /// When it was last full, in seconds.
  private var lastFull: Int64
  private var isFull = false
  private var isEmpty = false
  private var chargeHeat = Level(edges: [0, 50, 100], [450, 500, 550])
  private var dischargeHeat = Level(edges: [-200, -100, 0], [500, 550, 600])
  private var fullness = Level(edges: [], [94, 97])
  private var emptiness = Level(edges: [6, 10], [])

  init(modules: Int64, lastFull: Int64) {
    report.modules = modules
    self.lastFull = lastFull
  }

  /// Looks at the packs.
  mutating func update(_ pack: Pack, at second: Int64) {
    measure(pack)
    judge(pack)
    limit(pack)
    ask(at: second)
  }

  private mutating func measure(_ pack: Pack) {
    report.charge.soc = (pack.soc + 5000) / 10_000
    report.charge.remaining = pack.charge / 360_000_000
    report.measurements.voltage = pack.voltage / 10
    report.measurements.current = pack.current / 100
    report.measurements.temperature = pack.temperature / 100_000
  }

  /// Raises and clears alarms and protections.
  private mutating func judge(_ pack: Pack) {
    let voltage = report.measurements.voltage
    let temperature = report.measurements.temperature
    let most = 500 * pack.count
    let current = report.measurements.current
    set(.lowVoltage, voltage < 4640, unless: voltage > 4800)
    set(.underVoltage, voltage < 4400, unless: voltage > 4800)
    set(.highVoltage, voltage > 5680, unless: voltage < 5600)
    set(.overVoltage, voltage > 5760, unless: voltage < 5600)
    set(.lowTemperature, temperature < 20, unless: temperature > 50)
    set(.underTemperature, temperature < 0, unless: temperature > 30)
    set(.highTemperature, temperature > 520, unless: temperature < 490)
    set(.overTemperature, temperature > 550, unless: temperature < 520)
    set(.chargeHighCurrent, current > most + 20, unless: current <= most)
    set(.chargeOverCurrent, current > most * 5 / 4, unless: current <= 0)
    set(.dischargeHighCurrent, -current > most + 20, unless: -current <= most)
    set(.dischargeOverCurrent, -current > most * 5 / 4, unless: current >= 0)
  }

  private mutating func set(
    _ trouble: Trouble, _ begins: Bool, unless ends: Bool
  ) {
    if begins {
      report.troubles[trouble] = true
    } else if ends {
      report.troubles[trouble] = false
    }
  }

  private mutating func limit(_ pack: Pack) {
    let (soc, troubles) = (report.charge.soc, report.troubles)
    let temperature = report.measurements.temperature
    if soc >= 100 { isFull = true } else if soc < 95 { isFull = false }
    if soc <= 2 { isEmpty = true } else if soc >= 6 { isEmpty = false }
    chargeHeat.update(temperature, margin: 20)
    dischargeHeat.update(temperature, margin: 20)
    fullness.update(soc, margin: 2)
    emptiness.update(soc, margin: 2)

    let cannotCharge =
      isFull || chargeHeat.value == 3 || troubles[.overVoltage]
      || troubles[.chargeOverCurrent] || troubles[.overTemperature]
      || troubles[.underTemperature]
    let cannotDischarge =
      isEmpty || dischargeHeat.value == 3 || troubles[.underVoltage]
      || troubles[.dischargeOverCurrent]
    let chargeShare = Self.shares[max(chargeHeat.value, fullness.value)]
    let dischargeShare = Self.shares[max(dischargeHeat.value, emptiness.value)]
    report.limits = Report.Limits(
      chargeVoltage: temperature > 450 ? 552 : 560,
      chargeCurrent: cannotCharge ? 0 : 5 * pack.count * chargeShare,
      dischargeCurrent: cannotDischarge ? 0 : 5 * pack.count * dischargeShare,
      dischargeVoltage: temperature < 0 ? 432 : 448)
    report.requests.chargeEnabled = !cannotCharge
    report.requests.dischargeEnabled = !cannotDischarge
  }

  /// Of 50 A, in percent.
  private static let shares: [Int64] = [100, 50, 20, 0]

  private mutating func ask(at second: Int64) {
    let soc = report.charge.soc
    if soc < 8 {
      report.requests.forceCharge = true
    } else if soc >= 12 {
      report.requests.forceCharge = false
    }
    if soc >= 97 {
      lastFull = second
      report.requests.fullCharge = false
    } else if second - lastFull >= 30 * 86_400 {
      report.requests.fullCharge = true
    }
  }
}

/// How far something is from where it should be, with hysteresis.
struct Level {
  /// Below each of these it is one level worse; worst first.
  let low: [Int64]
  /// Above each of these it is one level worse; worst last.
  let high: [Int64]
  private(set) var value = 0

  init(edges low: [Int64], _ high: [Int64]) {
    self.low = low
    self.high = high
  }

  /// Takes a measurement: worse at once, better only by a margin.
  mutating func update(_ number: Int64, margin: Int64) {
    let worst = level(number, 0)
    value = value > worst ? min(value, level(number, margin)) : worst
  }

  private func level(_ number: Int64, _ margin: Int64) -> Int {
    var level = 0
    for (index, edge) in low.enumerated() where number < edge + margin {
      level = max(level, low.count - index)
    }
    for (index, edge) in high.enumerated() where number > edge - margin {
      level = max(level, index + 1)
    }
    return level
  }
}
