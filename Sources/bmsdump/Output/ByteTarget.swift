// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

internal import BatteryCAN
internal import CANBus

/// Something that bytes, and the digits of numbers, are appended to.
///
/// A short text is stored as whole words of which only the first bytes count:
/// what is appended next takes the place of the others. So there is no loop over
/// bytes, and one check of bounds for all of them.
protocol ByteTarget: ~Copyable, ~Escapable {
  /// How many bytes there are.
  var count: Int { get }
  /// Appends the first bytes of a word, of which the lowest is the first.
  mutating func append(first count: Int, ofWord word: UInt64)
  mutating func append(_ phrase: Phrase)
  mutating func append(_ byte: UInt8)
  /// Appends a phrase and the first bytes of a word.
  mutating func append(_ phrase: Phrase, first count: Int, ofWord word: UInt64)
}

extension ByteTarget where Self: ~Copyable & ~Escapable {
  mutating func append(_ phrase: Phrase, first count: Int, ofWord word: UInt64)
  {
    append(phrase)
    append(first: count, ofWord: word)
  }

  /// Appends phrases one behind the other.
  mutating func append(_ phrases: [Phrase]) {
    // There is one nearly always; only outside of a loop it is one vector.
    guard let first = phrases.first else { return }
    append(first)
    for index in 1..<phrases.count { append(phrases[index]) }
  }

  mutating func append(_ text: [UInt8]) {
    for byte in text { append(byte) }
  }

  /// Appends a byte again and again.
  @inline(__always)
  mutating func append(repeating byte: UInt8, count: Int) {
    let word = UInt64(byte) &* 0x0101_0101_0101_0101
    var left = count
    while left > 8 {
      append(first: 8, ofWord: word)
      left -= 8
    }
    if left > 0 { append(first: left, ofWord: word) }
  }

  /// Appends blanks until so much has been appended since a mark.
  @inline(__always)
  mutating func pad(to width: Int, since mark: Int) {
    pad(to: width &- (count &- mark))
  }

  /// Appends blanks, of which there are few nearly always.
  @inline(__always)
  mutating func pad(to width: Int) {
    if width > 8 { return padFar(to: width) }
    if width > 0 { append(first: width, ofWord: 0x2020_2020_2020_2020) }
  }

  /// Appends any count of blanks.
  @inline(never)
  mutating func padFar(to width: Int) {
    append(repeating: UInt8(ascii: " "), count: width)
  }

  // MARK: Numbers

  /// Appends the digits of a number, with zeros in front up to a width.
  mutating func append(_ number: UInt64, width: Int = 1) {
    guard number < 100_000_000 else {
      append(number / 100_000_000, width: width - 8)
      return append(
        first: 8, ofWord: Digits.decimal(eightOf: number % 100_000_000))
    }
    append(repeating: UInt8(ascii: "0"), count: width - 8)
    let digits = Digits.decimal(eightOf: number)
    let count = max(Digits.significant(in: digits), min(width, 8))
    append(first: count, ofWord: Digits.last(count, of: digits))
  }

  /// Appends a decimal number with all of its decimals.
  @inline(__always)
  mutating func append(_ number: DecimalNumber) {
    let (count, word) = Digits.short(number)
    if count > 0 {
      append(first: count, ofWord: word)
    } else {
      appendLong(number)
    }
  }

  /// Appends a decimal number that ``Digits/short(_:)`` does not have.
  @inline(never)
  mutating func appendLong(_ number: DecimalNumber) {
    if number.significand < 0 { append(UInt8(ascii: "-")) }
    let significand = number.significand.magnitude
    let decimals = Int(number.decimals)
    guard decimals > 0 else { return append(significand) }
    let factor = (0..<decimals).reduce(UInt64(1)) { factor, _ in factor * 10 }
    append(significand / factor)
    append(UInt8(ascii: "."))
    append(significand % factor, width: decimals)
  }

  /// Appends an identifier as candump writes it: three digits for 11 bits, eight
  /// for 29, and for an error frame eight with `CAN_ERR_FLAG`.
  mutating func append(_ id: FrameID, isError: Bool) {
    switch id {
    case .standard(let id): append(id)
    case .extended(let id):
      let number = id.rawValue | (isError ? 0x2000_0000 : 0)
      append(first: 8, ofWord: Digits.hexadecimal(number.byteSwapped))
    }
  }

  /// Appends an identifier of 11 bits in three digits.
  @inline(__always)
  mutating func append(_ id: StandardID) {
    append(first: 3, ofWord: Digits.hexadecimal(three: id.rawValue))
  }

  /// Appends an identifier of 11 bits and another byte, as one word.
  @inline(__always)
  mutating func append(_ id: StandardID, followedBy byte: UInt8) {
    let word = Digits.hexadecimal(three: id.rawValue) | UInt64(byte) << 24
    append(first: 4, ofWord: word)
  }

  /// Appends a byte as two hexadecimal digits.
  mutating func appendHex(_ byte: UInt8) {
    append(first: 2, ofWord: Digits.hexadecimal(UInt32(byte)))
  }

  /// Appends the data of a frame in hexadecimal digits.
  mutating func appendHex(_ payload: borrowing Payload) {
    if let classic = payload.classic { return appendHex(classic) }
    for index in 0..<payload.count { appendHex(payload[index]) }
  }

  /// Appends the data of a classic frame in hexadecimal digits.
  @inline(__always)
  mutating func appendHex(_ payload: ClassicPayload) {
    let digits = Digits.hexadecimal(eight: payload.word)
    let count = payload.count &* 2
    append(first: min(count, 8), ofWord: digits.first)
    append(first: max(count &- 8, 0), ofWord: digits.second)
  }

  /// Appends the data of a frame in hexadecimal digits with a blank between two
  /// bytes, which no spreadsheet takes for a number.
  mutating func appendSpacedHex(_ payload: borrowing Payload) {
    if let classic = payload.classic { return appendSpacedHex(classic) }
    for index in 0..<payload.count {
      if index > 0 { append(UInt8(ascii: " ")) }
      appendHex(payload[index])
    }
  }

  /// Appends the data of a classic frame in the same way.
  @inline(__always)
  mutating func appendSpacedHex(_ payload: ClassicPayload) {
    let digits = Digits.hexadecimal(eight: payload.word)
    appendSpaced(digits.first, count: min(payload.count, 4))
    guard payload.count > 4 else { return }
    append(UInt8(ascii: " "))
    appendSpaced(digits.second, count: payload.count &- 4)
  }

  /// Appends up to four bytes whose digits are in a word, with blanks.
  @inline(__always)
  private mutating func appendSpaced(_ digits: UInt64, count: Int) {
    // Two digits and a blank for each of the first two bytes, then the same.
    let low = digits & 0xFFFF | digits << 8 & 0xFF_FF00_0000 | 0x20_0000
    let high = digits >> 32
    let rest = high & 0xFFFF | high << 8 & 0xFF_FF00_0000 | 0x20_0000
    append(first: min(max(count &* 3 &- 1, 0), 5), ofWord: low)
    guard count > 2 else { return }
    append(UInt8(ascii: " "))
    append(first: min((count &- 2) &* 3 &- 1, 5), ofWord: rest)
  }

  /// Appends a date and time as ISO 8601 writes it.
  mutating func append(_ time: CalendarTime) {
    append(UInt64(time.year))
    append(UInt8(ascii: "-"))
    append(UInt64(time.month), width: 2)
    append(UInt8(ascii: "-"))
    append(UInt64(time.day), width: 2)
    append(UInt8(ascii: "T"))
    append(UInt64(time.hour), width: 2)
    append(UInt8(ascii: ":"))
    append(UInt64(time.minute), width: 2)
    append(UInt8(ascii: ":"))
    append(UInt64(time.second), width: 2)
  }
}
