// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

internal import CANBus

/// Terminals are told colours by `ESC [ 1;34 m` (ECMA-48, SGR). `candump -c` and
/// ESPHome print them around a line and its parts, never inside a number.
extension LineCursor {
  /// Whether a part of the line ends here: before a blank, a colour or the end.
  var isAtGap: Bool { isAtEnd || peek.isBlank || peek == Self.escape }

  /// How many bytes there are up to a gap.
  var lengthToGap: Int {
    var cursor = ahead()
    while !cursor.isAtGap { cursor.advance() }
    return cursor.position &- position
  }

  /// Passes over blanks and colours.
  ///
  /// - Returns: Whether there was one.
  @discardableResult
  mutating func skipGap() -> Bool {
    let start = position
    while true {
      skipBlanks()
      guard peek == Self.escape else { return position > start }
      let length = colourLength
      guard length > 0 else { return position > start }
      advance(by: length)
    }
  }

  static var escape: UInt8 { 0x1B }

  /// How many bytes the colour at the position has, 0 if there is none.
  private var colourLength: Int {
    guard peek == Self.escape, position &+ 2 < line.count,
      line[position &+ 1] == UInt8(ascii: "[")
    else { return 0 }
    var index = position &+ 2
    while index < line.count,
      line[index].decimalValue != nil || line[index] == UInt8(ascii: ";")
    {
      index &+= 1
    }
    guard index < line.count, line[index] == UInt8(ascii: "m") else { return 0 }
    return index &+ 1 &- position
  }
}
