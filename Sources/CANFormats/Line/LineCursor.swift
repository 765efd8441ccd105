// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

internal import CANBus

/// A position in a line and the parts of a frame that several formats share.
///
/// A method that fails leaves the position where the trouble is.
struct LineCursor: ~Copyable, ~Escapable {
  let line: Span<UInt8>
  private(set) var position: Int

  @_lifetime(copy line)
  init(_ line: Span<UInt8>) {
    self.line = line
    position = 0
  }

  var isAtEnd: Bool { position >= line.count }

  /// The byte at the position, or 0 at the end of the line.
  var peek: UInt8 { isAtEnd ? 0 : line[position] }

  /// An error at the position.
  func failure(_ reason: MalformedFrame.Reason) -> MalformedFrame {
    MalformedFrame(reason, at: position)
  }

  mutating func advance(by count: Int = 1) {
    position = min(position &+ count, line.count)
  }

  /// Moves to a position of the line.
  mutating func go(to position: Int) { self.position = position }

  /// Passes over one byte if it is the one that is asked for.
  mutating func skip(_ byte: UInt8) -> Bool {
    guard !isAtEnd, line[position] == byte else { return false }
    position &+= 1
    return true
  }

  /// Passes over a text if it is the one that is asked for.
  mutating func skip<let length: Int>(
    _ text: InlineArray<length, Unicode.Scalar>
  ) -> Bool {
    guard line.count &- position >= length else { return false }
    for index in text.indices {
      guard line[position &+ index] == UInt8(ascii: text[index]) else {
        return false
      }
    }
    position &+= length
    return true
  }

  /// Passes over spaces and tabs.
  ///
  /// - Returns: Whether there was one.
  @discardableResult
  mutating func skipBlanks() -> Bool {
    let start = position
    while !isAtEnd, line[position].isBlank { position &+= 1 }
    return position > start
  }

  /// Whether a byte follows somewhere.
  func rest(contains byte: UInt8) -> Bool {
    line.firstIndex(of: byte, from: position) != nil
  }

  /// How many bytes follow up to the next blank or the end.
  var wordLength: Int {
    let end = line.firstIndex(
      of: UInt8(ascii: " "), or: UInt8(ascii: "\t"), from: position)
    return (end ?? line.count) &- position
  }

  /// Reads hexadecimal digits as one number.
  ///
  /// - Parameter digits: How many, at most 8.
  /// - Returns: The number, or `nil` if there are fewer digits.
  mutating func hex(_ digits: Int) -> UInt32? {
    var value: UInt32 = 0
    var index = 0
    while index < digits {
      guard let digit = peek.hexValue else { return nil }
      value = value &<< 4 | UInt32(digit)
      position &+= 1
      index &+= 1
    }
    return value
  }

  /// Reads two hexadecimal digits.
  mutating func hexByte() throws(MalformedFrame) -> UInt8 {
    guard let high = peek.hexValue else { throw failure(.badHexDigit) }
    position &+= 1
    guard let low = peek.hexValue else {
      throw failure(isAtEnd || peek.isBlank ? .oddHexDigits : .badHexDigit)
    }
    position &+= 1
    return high &<< 4 | low
  }

  /// Reads a word as the name of an interface.
  mutating func interface() throws(MalformedFrame) -> InterfaceName {
    if let name = usualInterface {
      position &+= name.count
      return name
    }
    let length = wordLength
    guard length > 0 else { throw failure(.badInterface) }
    let name =
      length <= 8 && line.count &- position >= 8
      ? InterfaceName(word: line.word(at: position), count: length)
      : InterfaceName(line.extracting(position..<(position &+ length)))
    position &+= length
    return name
  }

  /// The name of at most seven characters that most lines have.
  private var usualInterface: InterfaceName? {
    guard line.count &- position >= 8 else { return nil }
    let word = line.word(at: position)
    let length = ASCIIWord(word).lengthBeforeControl
    guard length > 0, length < 8, word.byte(length).isBlank else { return nil }
    return InterfaceName(word: word, count: length)
  }

  /// Reads an identifier as candump writes it and sets what it says.
  ///
  ///     id = 3HEXDIG            ; 11 bits
  ///        | 8HEXDIG            ; 29 bits; with CAN_ERR_FLAG (bit 29) an
  ///                             ; error frame, CAN_EFF_FLAG (bit 31) ignored
  mutating func identifier(
    into frame: inout CANFrame
  ) throws(MalformedFrame) {
    if let id = usualIdentifier {
      frame.kind = .data
      frame.id = .standard(id)
      position &+= 3
      return
    }
    let start = position
    let digits = min(hexLength, 9)
    guard digits == 3 || digits == 8, let bits = hex(digits) else {
      advance(by: digits)
      throw failure(.badIdentifier)
    }
    frame.kind = .data
    if digits == 3 {
      guard let id = StandardID(UInt16(truncatingIfNeeded: bits)) else {
        throw MalformedFrame(.identifierOutOfRange, at: start)
      }
      frame.id = .standard(id)
      return
    }
    guard bits & LinuxFlags.remote == 0 else {
      throw MalformedFrame(.identifierOutOfRange, at: start)
    }
    frame.id = .extended(ExtendedID(truncating: bits))
    if bits & LinuxFlags.error != 0 { frame.kind = .error }
  }

  /// The identifier of three digits and no more that most lines have.
  private var usualIdentifier: StandardID? {
    guard line.count &- position >= 4, line[position &+ 3].hexValue == nil,
      let id = ASCIITriple(
        line[position], line[position &+ 1], line[position &+ 2]
      ).hexNumber, id <= UInt32(StandardID.maximum)
    else { return nil }
    return StandardID(truncating: id)
  }
}
