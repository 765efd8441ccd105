// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

/// What came of writing a frame.
public struct EncodedFrame: Equatable, Sendable {
  /// How many bytes were written.
  public let count: Int
  /// What of the frame is not in them.
  public let losses: EncodingLosses

  /// Creates a result.
  ///
  /// - Parameters:
  ///   - count: How many bytes were written.
  ///   - losses: What of the frame is not in them.
  public init(count: Int, losses: EncodingLosses) {
    self.count = count
    self.losses = losses
  }
}

/// Something of a frame that is not in what was written.
@nonexhaustive
public enum EncodingLoss: UInt8, Sendable {
  /// Whether the frame was sent or received.
  case direction
  /// A length code that does not follow from the number of bytes.
  case lengthCode
  /// The digits of the time after the last one that was written.
  case precision
  /// That the time is a recorder's local time; it is written as if it were UTC.
  case localTime
  /// The time, which the format cannot hold; zero is written.
  case time
  /// That the time is not known; zero is written.
  case unknownTime
  /// The interface name, or how it is spelt.
  case interface
  /// That the interface is not known; another name is written.
  case unknownInterface

  /// How many there are; their raw values are 0 to `count` - 1.
  public static var count: Int { 8 }
}

extension EncodingLoss {
  /// The name in output for programs.
  public var name: StaticString {
    switch self {
    case .direction: "direction"
    case .lengthCode: "length_code"
    case .precision: "precision"
    case .localTime: "local_time"
    case .time: "time"
    case .unknownTime: "unknown_time"
    case .interface: "interface"
    case .unknownInterface: "unknown_interface"
    }
  }
}

/// A set of losses.
public struct EncodingLosses: Equatable, Sendable {
  private var bits: UInt16 = 0

  /// Creates the empty set.
  public init() {}

  /// Whether nothing is lost.
  public var isEmpty: Bool { bits == 0 }

  /// Whether something is lost.
  ///
  /// - Parameter loss: What may be lost.
  /// - Returns: Whether it is.
  public func contains(_ loss: EncodingLoss) -> Bool {
    bits & Self.bit(loss) != 0
  }

  /// Adds a loss.
  ///
  /// - Parameter loss: What is lost.
  public mutating func insert(_ loss: EncodingLoss) {
    bits |= Self.bit(loss)
  }

  /// Joins two sets.
  ///
  /// - Parameter other: The other set.
  /// - Returns: What is lost in one of them or in both.
  public func union(_ other: EncodingLosses) -> EncodingLosses {
    var union = self
    union.bits |= other.bits
    return union
  }

  private static func bit(_ loss: EncodingLoss) -> UInt16 {
    1 &<< UInt16(loss.rawValue)
  }
}
