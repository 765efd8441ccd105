// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

/// Round numbers along an axis of values.
struct ValueTicks {
  /// The ticks, with their labels.
  private(set) var ticks: [(value: Int32, label: String)] = []

  /// Finds ticks.
  ///
  /// - Parameters:
  ///   - range: Thousandths of the unit.
  ///   - count: How many there should be, about.
  init(_ range: ClosedRange<Int32>, count: Int64) {
    let span = Int64(range.upperBound) - Int64(range.lowerBound)
    let step = Self.step(span, count: count)
    var value = (Int64(range.lowerBound) / step) * step
    if value < range.lowerBound { value += step }
    while value <= range.upperBound {
      ticks.append((Int32(value), Self.label(value, step: step)))
      value += step
    }
  }

  /// 1, 2 or 5 times a power of ten.
  static func step(_ span: Int64, count: Int64) -> Int64 {
    let rough = max(1, span / max(1, count))
    var power: Int64 = 1
    while power <= rough / 10 { power *= 10 }
    return power
      * ([1, 2, 5, 10].first { $0 * power >= rough } ?? 10)
  }

  private static func label(_ value: Int64, step: Int64) -> String {
    var decimals = 3
    var unit: Int64 = 1
    while decimals > 0, step % (unit * 10) == 0 {
      unit *= 10
      decimals -= 1
    }
    let digits = value.magnitude / unit.magnitude
    let factor = 1000 / unit.magnitude
    let (whole, rest) = digits.quotientAndRemainder(dividingBy: factor)
    let fraction =
      decimals > 0
      ? "." + String(rest + factor).dropFirst() : ""
    return (value < 0 ? "\u{2212}" : "") + "\(whole)" + fraction
  }
}
