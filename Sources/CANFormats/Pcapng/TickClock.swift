// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

public import CANBus

/// How an interface of pcapng counts time.
///
/// `if_tsresol` tells the unit: a power of ten, or with bit 7 a power of two,
/// as many of them to a second. `if_tsoffset` is a number of seconds to add.
public struct TickClock: Equatable, Sendable {
  /// The exponent of 10 or 2.
  private let exponent: UInt8
  private let isBinary: Bool
  /// Nanoseconds of a tick, or 0 if a tick is no whole number of them.
  private let multiplier: UInt64
  /// Seconds to add.
  private let offset: Int64

  /// Creates a clock; by default one of microseconds since 1970.
  ///
  /// - Parameters:
  ///   - resolution: The value of `if_tsresol`.
  ///   - offset: The value of `if_tsoffset`.
  public init(resolution: UInt8 = 6, offset: Int64 = 0) {
    exponent = resolution & 0x7F
    isBinary = resolution & 0x80 != 0
    self.offset = offset
    multiplier = isBinary || exponent > 9 ? 0 : Self.power(9 &- exponent)
  }

  /// How many digits of a second's fraction a time has.
  ///
  /// Powers of two and finer units than nanoseconds have nine.
  public var fractionDigits: UInt8 { isBinary ? 9 : min(exponent, 9) }

  /// Nanoseconds of a tick if they are a whole number and there is nothing to
  /// add.
  var decimalUnit: UInt64? {
    multiplier != 0 && offset == 0 ? multiplier : nil
  }

  /// The time after a number of ticks.
  ///
  /// What is finer than a nanosecond is cut off.
  ///
  /// - Parameter ticks: How many.
  /// - Returns: The time, or `nil` if it is before the origin or beyond what a
  ///   `Timestamp` holds (the year 2262).
  public func timestamp(_ ticks: UInt64) -> Timestamp? {
    var nanoseconds: UInt64
    if multiplier != 0 {
      let product = ticks.multipliedReportingOverflow(by: multiplier)
      guard !product.overflow else { return nil }
      nanoseconds = product.partialValue
    } else if isBinary {
      guard let value = binaryNanoseconds(ticks) else { return nil }
      nanoseconds = value
    } else {
      nanoseconds = exponent > 28 ? 0 : ticks / Self.power(exponent &- 9)
    }
    if offset != 0 {
      let whole = offset.magnitude.multipliedReportingOverflow(
        by: 1_000_000_000)
      guard !whole.overflow else { return nil }
      let sum =
        offset < 0
        ? nanoseconds.subtractingReportingOverflow(whole.partialValue)
        : nanoseconds.addingReportingOverflow(whole.partialValue)
      guard !sum.overflow else { return nil }
      nanoseconds = sum.partialValue
    }
    guard nanoseconds <= UInt64(bitPattern: Int64.max) else { return nil }
    return Timestamp(
      checkedNanoseconds: Int64(bitPattern: nanoseconds),
      fractionDigits: fractionDigits, notation: .seconds)
  }

  /// Nanoseconds of ticks of which 2^`exponent` are a second, without rounding
  /// in between.
  private func binaryNanoseconds(_ ticks: UInt64) -> UInt64? {
    let shift = UInt64(widening: UInt32(exponent))
    let seconds = exponent < 64 ? ticks &>> shift : 0
    let fraction = exponent < 64 ? ticks &- seconds &<< shift : ticks
    // fraction * 10^9 has up to 94 bits: its halves of 32 bits apart.
    let high = (fraction &>> 32) &* 1_000_000_000
    let low = (fraction & 0xFFFF_FFFF) &* 1_000_000_000
    let rest: UInt64
    if exponent < 32 {
      rest = low &>> shift
    } else {
      // The carry of `low` counts, its lower half only what is cut off.
      let sum = high &+ low &>> 32
      rest = exponent < 96 ? sum &>> (shift &- 32) : 0
    }
    let whole = seconds.multipliedReportingOverflow(by: 1_000_000_000)
    let total = whole.partialValue.addingReportingOverflow(rest)
    return whole.overflow || total.overflow ? nil : total.partialValue
  }

  private static func power(_ exponent: UInt8) -> UInt64 {
    var value: UInt64 = 1
    for _ in 0..<exponent { value &*= 10 }
    return value
  }
}
