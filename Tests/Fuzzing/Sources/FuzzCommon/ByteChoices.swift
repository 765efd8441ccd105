// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

/// Makes choices from the bytes of an input, one after the other; zeros when
/// there are no more.
public struct ByteChoices {
  private var rest: ArraySlice<UInt8>

  /// Starts with the first byte.
  ///
  /// - Parameter bytes: The input.
  public init(_ bytes: [UInt8]) { rest = bytes[...] }

  /// Whether all bytes have been used.
  public var isEmpty: Bool { rest.isEmpty }

  /// The bytes that have not been used.
  public var remaining: [UInt8] { [UInt8](rest) }

  /// Takes a byte.
  ///
  /// - Returns: The byte, or 0 at the end.
  public mutating func byte() -> UInt8 { rest.popFirst() ?? 0 }

  /// Takes four bytes.
  ///
  /// - Returns: The number that they are.
  public mutating func number() -> UInt32 {
    (0..<4).reduce(0) { number, _ in number << 8 | UInt32(byte()) }
  }

  /// Chooses from a list.
  ///
  /// - Parameter list: The list, which is not empty.
  /// - Returns: One of its elements.
  public mutating func one<Element>(of list: [Element]) -> Element {
    list[Int(byte()) % list.count]
  }
}
