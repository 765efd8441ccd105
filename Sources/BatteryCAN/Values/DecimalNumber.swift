// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

internal import CANBus

/// An exact decimal number: 53.2 is 532 with one decimal.
///
/// The decimals tell the resolution of the source, so that 53.2 and 53.20 print
/// as they are, while they compare as equal.
public struct DecimalNumber: Sendable {
  /// The number without its decimal point.
  public let significand: Int64
  /// How many digits of the significand stand behind the point, 0 to 9.
  public let decimals: UInt8

  /// Creates a number.
  ///
  /// - Parameters:
  ///   - significand: The number without its decimal point.
  ///   - decimals: How many of its digits stand behind the point; more than 9
  ///     counts as 9.
  @inlinable
  public init(_ significand: Int64, decimals: UInt8 = 0) {
    self.significand = significand
    self.decimals = Swift.min(decimals, 9)
  }

  /// The same number with another count of decimals.
  ///
  /// - Parameter decimals: The wanted count of decimals.
  /// - Returns: The number, or `nil` if that is not exact or does not fit.
  public func rescaled(to decimals: UInt8) -> DecimalNumber? {
    guard decimals <= 9 else { return nil }
    if decimals >= self.decimals {
      let factor = Self.powerOfTen(decimals &- self.decimals)
      let product = significand.multipliedReportingOverflow(by: factor)
      guard !product.overflow else { return nil }
      return DecimalNumber(product.partialValue, decimals: decimals)
    }
    let factor = Self.powerOfTen(self.decimals &- decimals)
    guard significand % factor == 0 else { return nil }
    return DecimalNumber(significand / factor, decimals: decimals)
  }

  /// The number without zeros at the end of its decimals.
  public var short: DecimalNumber {
    var short = self
    while short.decimals > 0,
      let shorter = short.rescaled(to: short.decimals &- 1)
    {
      short = shorter
    }
    return short
  }

  /// Ten to a power of 0 to 9.
  @inlinable
  package static func powerOfTen(_ exponent: UInt8) -> Int64 {
    switch exponent {
    case 0: 1
    case 1: 10
    case 2: 100
    case 3: 1000
    case 4: 10_000
    case 5: 100_000
    case 6: 1_000_000
    case 7: 10_000_000
    case 8: 100_000_000
    default: 1_000_000_000
    }
  }

  /// The nearest floating-point number.
  public var doubleValue: Double {
    Double(significand) / Double(Self.powerOfTen(decimals))
  }
}

extension DecimalNumber: Equatable, Comparable {
  /// Compares the numbers, whatever their decimals.
  @inlinable
  public static func == (a: DecimalNumber, b: DecimalNumber) -> Bool {
    if a.decimals == b.decimals { return a.significand == b.significand }
    return !isLess(a, b) && !isLess(b, a)
  }

  /// Compares the numbers, whatever their decimals.
  @inlinable
  public static func < (a: DecimalNumber, b: DecimalNumber) -> Bool {
    if a.decimals == b.decimals { return a.significand < b.significand }
    return isLess(a, b)
  }

  @usableFromInline
  static func isLess(_ a: DecimalNumber, _ b: DecimalNumber) -> Bool {
    let decimals = Swift.max(a.decimals, b.decimals)
    switch (a.rescaled(to: decimals), b.rescaled(to: decimals)) {
    case (let a?, let b?): return a.significand < b.significand
    // Only one can have overflowed, and that one is the larger in magnitude.
    case (nil, _): return a.significand < 0
    case (_, nil): return b.significand > 0
    }
  }
}

#if !hasFeature(Embedded)
extension DecimalNumber: CustomStringConvertible {
  /// The number in digits, with all of its decimals.
  public var description: String {
    let factor = Self.powerOfTen(decimals)
    let (whole, part) = significand.magnitude.quotientAndRemainder(
      dividingBy: factor.magnitude)
    let sign = significand < 0 ? "-" : ""
    guard decimals > 0 else { return "\(sign)\(whole)" }
    let digits = String(part)
    let zeros = String(repeating: "0", count: Int(decimals) - digits.count)
    return "\(sign)\(whole).\(zeros)\(digits)"
  }
}
#endif
