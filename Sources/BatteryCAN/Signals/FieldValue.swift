// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

/// What a field says, whatever its type is.
@nonexhaustive
public enum FieldValue: Equatable, Sendable {
  /// A number, in the unit of its field.
  case number(DecimalNumber)
  /// A yes or no.
  case flag(Bool)
  /// A number that stands for something.
  case code(Code)
  /// Faults.
  case faults(FaultSet)
  /// Text from the wire.
  case text(WireText)
  /// A version.
  case version(Version)
  /// A date and time.
  case time(CalendarTime)
}

/// A type that a signal can have.
public protocol SignalValue: Equatable, Sendable {
  /// The value behind a field, or `nil` if it is of another type.
  init?(_ value: FieldValue)
  /// The value as that of a field.
  var fieldValue: FieldValue { get }
}

extension Quantity: SignalValue {
  /// The number in the unit of the type.
  @inlinable
  public init?(_ value: FieldValue) {
    guard case .number(let number) = value else { return nil }
    self.init(number)
  }

  /// The number.
  @inlinable
  public var fieldValue: FieldValue { .number(number) }
}

extension Bool: SignalValue {
  /// The yes or no of a field.
  @inlinable
  public init?(_ value: FieldValue) {
    guard case .flag(let flag) = value else { return nil }
    self = flag
  }

  /// The yes or no as that of a field.
  @inlinable
  public var fieldValue: FieldValue { .flag(self) }
}

extension Code: SignalValue {
  /// The code of a field.
  @inlinable
  public init?(_ value: FieldValue) {
    guard case .code(let code) = value else { return nil }
    self = code
  }

  /// The code as that of a field.
  @inlinable
  public var fieldValue: FieldValue { .code(self) }
}

extension FaultSet: SignalValue {
  /// The faults of a field.
  @inlinable
  public init?(_ value: FieldValue) {
    guard case .faults(let faults) = value else { return nil }
    self = faults
  }

  /// The faults as those of a field.
  @inlinable
  public var fieldValue: FieldValue { .faults(self) }
}

extension WireText: SignalValue {
  /// The text of a field.
  @inlinable
  public init?(_ value: FieldValue) {
    guard case .text(let text) = value else { return nil }
    self = text
  }

  /// The text as that of a field.
  @inlinable
  public var fieldValue: FieldValue { .text(self) }
}

extension Version: SignalValue {
  /// The version of a field.
  @inlinable
  public init?(_ value: FieldValue) {
    guard case .version(let version) = value else { return nil }
    self = version
  }

  /// The version as that of a field.
  @inlinable
  public var fieldValue: FieldValue { .version(self) }
}

extension CalendarTime: SignalValue {
  /// The time of a field.
  @inlinable
  public init?(_ value: FieldValue) {
    guard case .time(let time) = value else { return nil }
    self = time
  }

  /// The time as that of a field.
  @inlinable
  public var fieldValue: FieldValue { .time(self) }
}
