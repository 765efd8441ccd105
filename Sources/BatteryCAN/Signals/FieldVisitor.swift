// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

/// Takes the signals of a message one after the other, whatever message it is.
///
/// This is how output is made: a writer knows numbers, flags, names and lists,
/// and no message.
public protocol FieldVisitor: ~Copyable {
  /// Takes a number.
  mutating func visit(_ field: Field, _ number: Reading<DecimalNumber>)
  /// Takes a yes or no.
  mutating func visit(_ field: Field, _ flag: Reading<Bool>)
  /// Takes text from the wire.
  mutating func visit(_ field: Field, _ text: Reading<WireText>)
  /// Takes a kind of force charge.
  mutating func visit(_ field: Field, _ kind: Reading<ForceChargeKind>)
  /// Takes a list of faults.
  mutating func visit(_ field: Field, _ faults: Reading<FaultSet>)
}

extension FieldVisitor where Self: ~Copyable {
  /// Takes a quantity as the number it is.
  @inlinable
  public mutating func visit<Unit>(
    _ field: Field, _ quantity: Reading<Quantity<Unit>>
  ) {
    visit(field, quantity.map { $0.number })
  }
}
