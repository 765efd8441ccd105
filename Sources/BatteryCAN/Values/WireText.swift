// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

public import CANBus

/// Printable text from a frame, such as the name of a manufacturer.
///
/// Only what is safe to show is kept: the leading run of printable ASCII
/// characters, without the blanks at its end. Some senders write two bytes a
/// character (UTF-16); their zero bytes are dropped. The frame's payload still
/// has the bytes as they came.
public struct WireText: Hashable, Sendable {
  private let characters: ClassicPayload

  /// Takes the text out of a payload.
  ///
  /// - Parameter payload: The bytes of the frame.
  public init(_ payload: ClassicPayload) {
    let step = Self.isWide(payload) ? 2 : 1
    var word: UInt64 = 0
    var count = 0
    var lengthWithoutBlanks = 0
    var index = 0
    while index < payload.count {
      let byte = payload[index]
      guard byte >= 0x20, byte < 0x7F else { break }
      let shift = UInt64(widening: UInt32(truncatingIfNeeded: count) &* 8)
      word |= UInt64(widening: UInt32(byte)) &<< shift
      count &+= 1
      if byte != UInt8(ascii: " ") { lengthWithoutBlanks = count }
      index &+= step
    }
    characters = ClassicPayload(word: word, count: lengthWithoutBlanks)
  }

  /// How many characters the text has, 0 to 8.
  public var count: Int { characters.count }

  /// Whether there is nothing to show.
  public var isEmpty: Bool { characters.count == 0 }

  /// The character at a position, 0x20 to 0x7E.
  ///
  /// - Parameter index: A position, 0 to `count` - 1.
  public subscript(index: Int) -> UInt8 { characters[index] }

  static func isWide(
    _ payload: ClassicPayload
  ) -> Bool {
    guard payload.count >= 4, payload[2] != 0 else { return false }
    var index = 1
    while index < payload.count {
      guard payload[index] == 0 else { return false }
      index &+= 2
    }
    return true
  }
}

#if !hasFeature(Embedded)
extension WireText: CustomStringConvertible {
  /// The text as a string.
  public var description: String {
    String(decoding: (0..<count).map { self[$0] }, as: UTF8.self)
  }
}
#endif
