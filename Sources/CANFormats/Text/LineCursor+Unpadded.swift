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

  /// Reads an identifier of which a mark has said how many bits it has.
  ///
  ///     id = 1*8HEXDIG
  mutating func markedIdentifier(
    isExtended: Bool, into frame: inout CANFrame
  ) throws(MalformedFrame) {
    let start = position
    let value = try unpaddedNumber().value
    if isExtended, let id = ExtendedID(value) {
      frame.id = .extended(id)
    } else if !isExtended, value <= UInt32(StandardID.maximum) {
      frame.id = .standard(StandardID(truncating: value))
    } else {
      throw MalformedFrame(.identifierOutOfRange, at: start)
    }
  }

  /// Reads bytes of one or two digits, with gaps before them, up to the end of
  /// the line or a hyphen, and sets what they say.
  ///
  ///     data = *(gap ["0x"] 1*2HEXDIG)
  ///
  /// - Parameters:
  ///   - isPrefixed: Whether each byte has a `0x`.
  ///   - limit: How many the frame can have.
  ///   - frame: Where they go; empty so far.
  /// - Throws: ``MalformedFrame/Reason/badHexDigit`` or
  ///   ``MalformedFrame/Reason/tooMuchData``.
  mutating func unpaddedBytes(
    isPrefixed: Bool, limit: Int, into frame: inout CANFrame
  ) throws(MalformedFrame) {
    skipGap()
    while !isAtEnd, peek != UInt8(ascii: "-") {
      let start = position
      guard !isPrefixed || skip(["0", "x"]) else { throw failure(.badHexDigit) }
      let byte = try unpaddedByte()
      guard frame.payload.count < limit else {
        throw MalformedFrame(.tooMuchData, at: start)
      }
      frame.payload.append(byte)
      skipGap()
    }
    frame.dlc = CANFrame.lengthCode(for: frame.payload.count)
  }

  private mutating func unpaddedByte() throws(MalformedFrame) -> UInt8 {
    guard var value = peek.hexValue else { throw failure(.badHexDigit) }
    advance()
    if let low = peek.hexValue {
      value = value &<< 4 | low
      advance()
    }
    guard isAtGap else { throw failure(.badHexDigit) }
    return value
  }

  /// Makes sure that nothing but a gap follows.
  mutating func endOfLine() throws(MalformedFrame) {
    skipGap()
    guard isAtEnd else { throw failure(.trailingText) }
  }

  /// Reads one decimal digit as the length of a classic frame.
  mutating func classicLength() throws(MalformedFrame) -> Int {
    guard let length = peek.decimalValue, length <= 8 else {
      throw failure(.badLength)
    }
    advance()
    return Int(length)
  }
}
