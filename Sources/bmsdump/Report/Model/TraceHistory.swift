// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

internal import BatteryCAN
internal import CANBus

/// One signal of a bus over time.
struct TraceHistory {
  /// A value and when it was there first.
  struct Extreme {
    let number: DecimalNumber
    let position: Int64
    let time: Timestamp?
  }

  private(set) var series: ExtremeSeries
  /// Where nobody says what the value is.
  private(set) var gaps: SpanList
  private(set) var least: Extreme?
  private(set) var greatest: Extreme?
  private(set) var last: DecimalNumber?
  /// Where it was heard of last.
  var seen: Int64 = 0
  /// The decimals of the source.
  private(set) var decimals: UInt8 = 0
  /// Since when the battery says that it does not know.
  private var absentSince: Int64?

  init(capacity: Int) {
    series = ExtremeSeries(capacity: capacity)
    gaps = SpanList(capacity: max(2, capacity / 16))
  }

  /// Takes what a message says, with the other sign for its picture if it is
  /// negated.
  mutating func add(
    _ reading: Reading<FieldValue>, isNegated: Bool, at position: Int64,
    _ time: Timestamp?
  ) {
    seen = position
    guard case .value(.number(let number)) = reading else {
      if absentSince == nil, last != nil { absentSince = position }
      return
    }
    if let start = absentSince {
      gaps.add(start, position)
      absentSince = nil
    }
    let extreme = Extreme(number: number, position: position, time: time)
    if least.map({ number < $0.number }) ?? true { least = extreme }
    if greatest.map({ $0.number < number }) ?? true { greatest = extreme }
    last = number
    decimals = max(decimals, min(number.decimals, Trace.decimals))
    let scaled = number.thousandths
    series.add(isNegated ? 0 - scaled : scaled, at: position)
  }

  /// Takes note that nothing was said since it was heard of.
  mutating func skip(to end: Int64) {
    // A gap that goes on has all of it.
    if absentSince == nil, last != nil { gaps.add(seen, end) }
    seen = end
  }

  mutating func finish(at end: Int64) {
    guard let start = absentSince else { return }
    absentSince = nil
    gaps.add(start, end)
  }
}

extension DecimalNumber {
  /// The number in thousandths, as far as that fits and is symmetric around 0.
  fileprivate var thousandths: Int32 {
    var digits = significand
    var decimals = self.decimals
    while decimals > Trace.decimals {
      digits /= 10
      decimals -= 1
    }
    while decimals < Trace.decimals {
      let product = digits.multipliedReportingOverflow(by: 10)
      guard !product.overflow else { break }
      digits = product.partialValue
      decimals += 1
    }
    return Int32(clamping: max(digits, Int64(-Int32.max)))
  }
}
