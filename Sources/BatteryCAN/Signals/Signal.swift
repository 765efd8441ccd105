// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

internal import CANBus

/// Where a number stands in a payload, how it is coded, and what it measures.
///
/// One value describes both directions: what decodes also encodes.
public struct Signal<Unit: UnitOfMeasure>: Hashable, Sendable {
  /// The first of its bytes.
  public let firstByte: UInt8
  /// How its bytes form a number.
  public let coding: SignalCoding
  /// How many decimals the number has: 1 when it counts tenths.
  public let decimals: UInt8
  /// What else its dialect says about it.
  public let rule: SignalRule

  /// Describes a signal.
  ///
  /// - Parameters:
  ///   - coding: How its bytes form a number.
  ///   - firstByte: The first of its bytes.
  ///   - decimals: How many decimals the number has.
  ///   - rule: What else its dialect says about it.
  public init(
    _ coding: SignalCoding, at firstByte: UInt8, decimals: UInt8,
    _ rule: SignalRule = .asIs
  ) {
    self.firstByte = firstByte
    self.coding = coding
    self.decimals = decimals
    self.rule = rule
  }
}

/// How bytes form a number.
///
/// 0xFFFF in two unsigned bytes and 0x8000 in two signed ones stand for "not
/// available" in every dialect (SMA FSS-ConnectingBat-TI-en-10).
@nonexhaustive
public enum SignalCoding: UInt8, Sendable {
  /// One byte.
  case u8
  /// Two bytes, the lower one first.
  case u16
  /// Two bytes, the lower one first, in two's complement.
  case s16

  /// How many bytes the number takes.
  public var byteCount: Int { self == .u8 ? 1 : 2 }

  /// The content that stands for "not available", if there is one.
  var sentinel: UInt32? {
    switch self {
    case .u8: nil
    case .u16: 0xFFFF
    case .s16: 0x8000
    }
  }

  var range: ClosedRange<Int32> {
    switch self {
    case .u8: 0...0xFF
    case .u16: 0...0xFFFE
    case .s16: -0x7FFF...0x7FFF
    }
  }

  func number(_ bits: UInt32) -> Int32 {
    switch self {
    case .u8, .u16: Int32(bits)
    case .s16: Int32(Int16(truncatingIfNeeded: bits))
    }
  }
}

/// What a dialect says about a signal, beyond its bytes.
@nonexhaustive
public enum SignalRule: UInt8, Sendable {
  /// The number is what it says.
  case asIs
  /// The sign has no meaning: some senders negate a limit.
  case magnitude
  /// Zero means that the sender does not know.
  case zeroIsNotAvailable
  /// More than 100 percent means that the sender does not know.
  case atMost100
}
