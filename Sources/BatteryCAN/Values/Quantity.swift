// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

/// A unit that a signal is measured in.
public protocol UnitOfMeasure {
  /// How the unit is written behind a number.
  static var symbol: StaticString { get }
}

/// The units of the signals of a battery.
public enum Units {
  /// Electric potential.
  public enum Volts: UnitOfMeasure {
    /// The letter V.
    public static var symbol: StaticString { "V" }
  }

  /// Electric current; of a battery, positive while it is charged.
  public enum Amperes: UnitOfMeasure {
    /// The letter A.
    public static var symbol: StaticString { "A" }
  }

  /// Temperature.
  public enum DegreesCelsius: UnitOfMeasure {
    /// The sign °C.
    public static var symbol: StaticString { "°C" }
  }

  /// A share of a hundred.
  public enum Percent: UnitOfMeasure {
    /// The sign %.
    public static var symbol: StaticString { "%" }
  }

  /// Electric charge.
  public enum AmpereHours: UnitOfMeasure {
    /// The letters Ah.
    public static var symbol: StaticString { "Ah" }
  }

  /// Energy.
  public enum KilowattHours: UnitOfMeasure {
    /// The letters kWh.
    public static var symbol: StaticString { "kWh" }
  }

  /// Power.
  public enum Watts: UnitOfMeasure {
    /// The letter W.
    public static var symbol: StaticString { "W" }
  }

  /// Time.
  public enum Seconds: UnitOfMeasure {
    /// The letter s.
    public static var symbol: StaticString { "s" }
  }

  /// A plain number of things.
  public enum Count: UnitOfMeasure {
    /// Nothing stands behind a count.
    public static var symbol: StaticString { "" }
  }
}

/// An exact number with its unit in the type.
///
/// A charge voltage limit of 53.2 V is 532 with one decimal, as the frame has
/// it. It prints as `53.2`, and ``doubleValue`` is for arithmetic.
public struct Quantity<Unit: UnitOfMeasure>: Equatable, Comparable, Sendable {
  /// The number, in the unit of the type.
  public let number: DecimalNumber

  /// Creates a quantity.
  ///
  /// - Parameters:
  ///   - significand: The number without its decimal point.
  ///   - decimals: How many of its digits stand behind the point.
  public init(_ significand: Int64, decimals: UInt8 = 0) {
    number = DecimalNumber(significand, decimals: decimals)
  }

  /// Creates a quantity from its number.
  ///
  /// - Parameter number: The number, in the unit of the type.
  @inlinable
  public init(_ number: DecimalNumber) { self.number = number }

  /// The nearest floating-point number, in the unit of the type.
  public var doubleValue: Double { number.doubleValue }

  /// Compares two quantities of one unit.
  public static func < (a: Quantity, b: Quantity) -> Bool {
    a.number < b.number
  }
}

#if !hasFeature(Embedded)
extension Quantity: CustomStringConvertible {
  /// The number and its unit, such as `53.2 V`.
  public var description: String {
    let symbol = Unit.symbol.description
    return symbol.isEmpty ? "\(number)" : "\(number) \(symbol)"
  }
}
#endif

/// A voltage in volts.
public typealias Voltage = Quantity<Units.Volts>
/// A current in amperes; of a battery, positive while it is charged.
public typealias Current = Quantity<Units.Amperes>
/// A temperature in degrees Celsius.
public typealias Temperature = Quantity<Units.DegreesCelsius>
/// A share in percent.
public typealias Percentage = Quantity<Units.Percent>
/// A charge in ampere-hours.
public typealias Charge = Quantity<Units.AmpereHours>
/// An energy in kilowatt-hours.
public typealias Energy = Quantity<Units.KilowattHours>
/// A power in watts.
public typealias Power = Quantity<Units.Watts>
/// A time in seconds.
public typealias Seconds = Quantity<Units.Seconds>
/// A number of things.
public typealias Count = Quantity<Units.Count>
