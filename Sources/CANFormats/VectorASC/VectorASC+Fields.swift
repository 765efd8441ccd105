// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

internal import CANBus

extension LineCursor {
  /// Reads an identifier, or a name whose number the details have.
  mutating func ascIdentifier(
    isDecimal: Bool, into frame: inout CANFrame
  ) throws(MalformedFrame) {
    let start = position
    if let id = try numericIdentifier(isDecimal: isDecimal) {
      frame.id = id
      return
    }
    var details = ahead()
    details.skipWord()
    while !details.isAtEnd {
      details.skipBlanks()
      if details.skipWord(["i", "d"]) {
        details.skipBlanks()
        _ = details.skip(UInt8(ascii: "="))
        details.skipBlanks()
        if let id = try details.numericIdentifier(isDecimal: true) {
          frame.id = id
          skipWord()
          return
        }
      }
      details.skipWord()
    }
    throw MalformedFrame(.badIdentifier, at: start)
  }

  /// Reads `1*8HEXDIG ["x"]`, or the same with decimal digits.
  ///
  /// - Returns: The identifier, or `nil` if the word is none; the position is
  ///   where it was then.
  private mutating func numericIdentifier(
    isDecimal: Bool
  ) throws(MalformedFrame) -> FrameID? {
    let start = position
    var word = ahead()
    let digits = word.hexLength
    guard digits > 0, digits <= (isDecimal ? 9 : 8) else { return nil }
    var bits: UInt32 = 0
    for index in start..<(start &+ digits) {
      guard let digit = line[index].hexValue, !isDecimal || digit < 10 else {
        return nil
      }
      bits = bits &* (isDecimal ? 10 : 16) &+ UInt32(digit)
    }
    word.advance(by: digits)
    let isExtended =
      word.skip(UInt8(ascii: "x")) || word.skip(UInt8(ascii: "X"))
    guard word.isAtWordEnd else { return nil }
    guard let id = FrameID(bits, isExtended: isExtended) else {
      throw MalformedFrame(.identifierOutOfRange, at: start)
    }
    advance(by: word.position &- start)
    return id
  }

  /// Reads a data length code, 0 to 15.
  mutating func lengthCode(isDecimal: Bool) throws(MalformedFrame) -> UInt8 {
    let start = position
    var code: Int?
    if isDecimal {
      code = decimal(upTo: 15)
    } else if let digit = peek.hexValue {
      code = Int(digit)
      advance()
    }
    guard let code, isAtWordEnd else {
      throw MalformedFrame(.badLength, at: start)
    }
    return UInt8(truncatingIfNeeded: code)
  }

  /// Reads as many bytes as the length says.
  mutating func ascData(
    _ count: Int, isDecimal: Bool, into frame: inout CANFrame
  ) throws(MalformedFrame) {
    guard isDecimal else { return try hexBytes(count, into: &frame) }
    var index = 0
    while index < count {
      skipBlanks()
      guard !isAtEnd else { throw failure(.tooLittleData) }
      let start = position
      guard let byte = decimal(upTo: 255), isAtWordEnd else {
        throw MalformedFrame(.badHexDigit, at: start)
      }
      frame.payload.append(UInt8(truncatingIfNeeded: byte))
      index &+= 1
    }
  }
}
