// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

/// The identifier of a frame, standard (11 bits) or extended (29 bits).
///
/// The two formats are different frames on the bus even when the number is the
/// same, so 0x351 as 11 bits and 0x351 as 29 bits are not equal here. The
/// format always comes from the capture; it is never guessed from the number.
public enum FrameID: Hashable, Sendable, Comparable {
  /// An 11-bit identifier.
  case standard(StandardID)
  /// A 29-bit identifier.
  case extended(ExtendedID)

  /// Compares by arbitration: the frame that wins the bus comes first.
  ///
  /// Both formats send their 11 high bits first. When these are equal the
  /// standard frame wins, because its IDE bit is dominant.
  public static func < (a: FrameID, b: FrameID) -> Bool {
    a.arbitrationKey < b.arbitrationKey
  }

  /// The bits in the order in which they meet on the bus: 11 high bits, IDE,
  /// 18 low bits.
  private var arbitrationKey: UInt32 {
    switch self {
    case .standard(let id):
      UInt32(id.rawValue) << 19
    case .extended(let id):
      (id.rawValue >> 18) << 19 | 1 << 18 | id.rawValue & 0x3FFFF
    }
  }
}
