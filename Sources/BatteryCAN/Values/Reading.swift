// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

/// What a frame says about one of its signals.
///
/// A signal that is not there is never zero, and never what an earlier frame
/// said.
public enum Reading<Value> {
  /// The frame gives a value.
  case value(Value)
  /// The frame has the signal, and its content stands for "not available".
  case notAvailable
  /// The frame is too short for the signal, or its dialect does not have it.
  case absent
  /// The frame has the signal, and the dialects that are possible read it
  /// differently.
  case undecided

  /// The value, or `nil` if there is none.
  @inlinable
  public var value: Value? {
    if case .value(let value) = self { value } else { nil }
  }

  /// Converts the value, if there is one.
  ///
  /// - Parameter transform: What to make of the value.
  /// - Returns: The same kind of reading with the converted value.
  @inlinable
  public func map<Result>(_ transform: (Value) -> Result) -> Reading<Result> {
    switch self {
    case .value(let value): .value(transform(value))
    case .notAvailable: .notAvailable
    case .absent: .absent
    case .undecided: .undecided
    }
  }
}

extension Reading: Equatable where Value: Equatable {}
extension Reading: Hashable where Value: Hashable {}
extension Reading: Sendable where Value: Sendable {}
