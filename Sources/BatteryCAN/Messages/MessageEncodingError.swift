// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

/// A message cannot be written as a frame that decodes to the same readings.
public struct MessageEncodingError: Error, Equatable, Sendable {
  /// What is wrong.
  public let reason: Reason
  /// The signal that it concerns.
  public let field: Field

  init(_ reason: Reason, _ field: Field) {
    self.reason = reason
    self.field = field
  }

  /// What can be wrong.
  @nonexhaustive
  public enum Reason: UInt8, Sendable {
    /// The value is out of range, finer than the signal's resolution, one that
    /// stands for something else, or contradicts another signal.
    case notRepresentable
    /// The payload is too short for the signal.
    case payloadTooShort
    /// The payload has room for the signal, so it cannot be absent.
    case missing
    /// The message does not have the field.
    case unknownField
  }
}
