// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

internal import CANBus

/// Numbers as simple programs print them, without leading zeros.
extension LineCursor {
  /// Reads hexadecimal digits up to something else.
  ///
  /// - Returns: The number and how many digits it has, 1 to 8.
  /// - Throws: ``MalformedFrame/Reason/badIdentifier``.
  private mutating func unpaddedNumber()
    throws(MalformedFrame) -> (value: UInt32, digits: Int)
  {
    let start = position
    var value: UInt32 = 0
    while let digit = peek.hexValue {
      guard position &- start < 8 else { throw failure(.badIdentifier) }
      value = value &<< 4 | UInt32(digit)
      advance()
    }
    guard position > start else { throw failure(.badIdentifier) }
    return (value, position &- start)
  }

  /// Reads an identifier of which nothing else says how many bits it has.
  ///
  ///     id = 1*7HEXDIG      ; 11 bits if it is at most 7FF, else 29 bits
  ///        | 8HEXDIG        ; 29 bits
  mutating func unmarkedIdentifier(
    into frame: inout CANFrame
  ) throws(MalformedFrame) {
    let start = position
    let (value, digits) = try unpaddedNumber()
    if digits < 8, value <= UInt32(StandardID.maximum) {
      frame.id = .standard(StandardID(truncating: value))
    } else if let id = ExtendedID(value) {
      frame.id = .extended(id)
    } else {
      throw MalformedFrame(.identifierOutOfRange, at: start)
    }
  }

  /// Reads bytes of one or two digits, with gaps before them, and sets what they
  /// say.
  ///
  ///     data = *(gap 1*2HEXDIG)
  ///
  /// - Parameters:
  ///   - count: How many the frame has.
  ///   - frame: Where they go; empty so far.
  /// - Throws: ``MalformedFrame/Reason/badHexDigit`` or
  ///   ``MalformedFrame/Reason/tooLittleData``.
  mutating func unpaddedBytes(
    _ count: Int, into frame: inout CANFrame
  ) throws(MalformedFrame) {
    while frame.payload.count < count {
      skipGap()
      guard !isAtEnd else { throw failure(.tooLittleData) }
      frame.payload.append(
        try unpaddedByte(isLast: frame.payload.count &+ 1 == count))
    }
    frame.dlc = CANFrame.lengthCode(for: frame.payload.count)
  }

  private mutating func unpaddedByte(
    isLast: Bool
  ) throws(MalformedFrame) -> UInt8 {
    guard var value = peek.hexValue else { throw failure(.badHexDigit) }
    advance()
    if let low = peek.hexValue {
      value = value &<< 4 | low
      advance()
    }
    guard isAtGap || (isLast && isAtRemarkMark) else {
      throw failure(.badHexDigit)
    }
    return value
  }
}
