// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

internal import CANBus

extension LineCursor {
  /// Whether no word goes on here.
  var isAtWordEnd: Bool { isAtEnd || peek.isBlank }

  /// Another cursor at the same position, to look ahead.
  @_lifetime(copy self)
  func ahead() -> LineCursor {
    var other = LineCursor(line)
    other.advance(by: position)
    return other
  }

  /// The bytes up to the next blank or the end.
  var word: Span<UInt8> {
    @_lifetime(copy self)
    get { line.extracting(position..<(position &+ wordLength)) }
  }

  /// Passes over a whole word.
  mutating func skipWord() { advance(by: wordLength) }

  /// Passes over letters of either case, if they are those that are asked for
  /// in small letters.
  mutating func skipLetters<let length: Int>(
    _ text: InlineArray<length, Unicode.Scalar>
  ) -> Bool {
    guard line.count &- position >= length else { return false }
    for index in text.indices {
      let byte = line[position &+ index]
      let letter = byte.isLetter ? byte | 0x20 : byte
      guard letter == UInt8(ascii: text[index]) else { return false }
    }
    advance(by: length)
    return true
  }

  /// Passes over a whole word of either case, if it is the one that is asked
  /// for in small letters.
  mutating func skipWord<let length: Int>(
    _ text: InlineArray<length, Unicode.Scalar>
  ) -> Bool {
    wordLength == length && skipLetters(text)
  }

  /// Passes over `0x` or `0X`.
  @discardableResult
  mutating func skipHexPrefix() -> Bool {
    guard position &+ 1 < line.count, line[position] == UInt8(ascii: "0"),
      line[position &+ 1] | 0x20 == UInt8(ascii: "x")
    else { return false }
    advance(by: 2)
    return true
  }

  /// Reads `"Rx" | "Tx"`.
  mutating func direction() -> Direction? {
    if skipWord(["r", "x"]) { return .received }
    return skipWord(["t", "x"]) ? .transmitted : nil
  }

  /// How many hexadecimal digits follow.
  var hexLength: Int {
    var end = position
    while line.count &- end >= 8 {
      let digits = ASCIIWord(line.word(at: end)).leadingHexCount
      end &+= digits
      if digits < 8 { return end &- position }
    }
    while end < line.count, line[end].hexValue != nil { end &+= 1 }
    return end &- position
  }

  /// How many letters, digits, underscores and bytes beyond ASCII follow.
  var wordBytes: Int {
    var end = position
    while line.count &- end >= 8 {
      let bytes = ASCIIWord(line.word(at: end)).leadingWordByteCount
      end &+= bytes
      if bytes < 8 { return end &- position }
    }
    while end < line.count, line[end].isWordByte { end &+= 1 }
    return end &- position
  }

  /// Reads bytes as nearly all lines have them, one space between two, three at
  /// a time, and leaves what is not like that to the caller.
  ///
  /// - Parameters:
  ///   - count: How many bytes are to come at most.
  ///   - frame: Where they go.
  /// - Returns: How many it has read; blanks stand behind the last of them, or
  ///   the line ends.
  mutating func spacedBytes(_ count: Int, into frame: inout CANFrame) -> Int {
    var index = 0
    while count &- index >= 3 {
      // Blanks before a byte that is not read here do not matter to anybody.
      skipBlanks()
      let end = position &+ 8
      guard end <= line.count, end == line.count || line[end].isBlank,
        let bytes = ASCIIWord(line.word(at: position)).spacedHexBytes
      else { break }
      frame.payload.append(UInt8(truncatingIfNeeded: bytes))
      frame.payload.append(UInt8(truncatingIfNeeded: bytes &>> 8))
      frame.payload.append(UInt8(truncatingIfNeeded: bytes &>> 16))
      advance(by: 8)
      index &+= 3
    }
    return index
  }

  /// Reads as many bytes as the length says, each behind blanks; a remark may
  /// follow the last one.
  mutating func hexBytes(
    _ count: Int, into frame: inout CANFrame
  ) throws(MalformedFrame) {
    var index = spacedBytes(count, into: &frame)
    while index < count {
      skipBlanks()
      guard !isAtEnd else { throw failure(.tooLittleData) }
      frame.payload.append(try hexByte())
      index &+= 1
      guard isAtWordEnd || (index == count && isAtRemarkMark) else {
        throw failure(.badHexDigit)
      }
    }
  }

}

extension FrameID {
  /// An identifier of a known length, or `nil` if it needs more bits.
  init?(_ bits: UInt32, isExtended: Bool) {
    if isExtended {
      guard let id = ExtendedID(bits) else { return nil }
      self = .extended(id)
    } else {
      guard bits <= UInt32(StandardID.maximum) else { return nil }
      self = .standard(StandardID(truncating: bits))
    }
  }
}
