// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

internal import CANBus

/// What people write behind a frame, for all formats.
///
///     remark = 1*BLANK text | mark *text
///     mark   = one of " ' ` * _ ) ] } | , ; < ~ and a backslash
///
/// A text does not begin with more data: a word of hexadecimal digits, unless it
/// is a word of three letters or more. Behind a frame that says how much data it
/// has, such a word may have more than two digits as well, or one or two letters
/// three blanks or more behind the data. There a text may also begin with a number
/// or two letters before something that is no byte: `80 % SOC`, `10 A limit`,
/// `DC limits`. Two bytes side by side, `0E` and `01` are more data.
extension LineCursor {
  /// Whether a remark follows, or nothing.
  ///
  /// - Parameter hasLength: Whether the frame has said how much data it has.
  /// - Returns: Whether what follows can cost nothing of the frame.
  func endsBeforeRemark(hasLength: Bool) -> Bool {
    if isAtEnd { return true }
    guard isAtGap else { return isAtRemarkMark && !isBeforeMoreData }
    var rest = ahead()
    rest.skipGap()
    if rest.isAtEnd { return true }
    // A negative number goes on with the numbers before it.
    if !hasLength, rest.peek == UInt8(ascii: "-"), rest.isBeforeDigit {
      return false
    }
    let isApart = rest.position &- position > 2
    let isBeyondBlank = rest.position &- position > 1
    if hasLength, rest.isAtQuantity { return true }
    rest.skipHexPrefix()
    let digits = rest.hexLength
    rest.advance(by: digits)
    // `be` may be a byte, and `1402` bytes; `bad` and `57.0` are not.
    let isWord = !rest.isAtEnd && rest.peek.isWordByte && rest.peek < 0x80
    guard digits > 0, !isWord else { return true }
    if rest.peek == UInt8(ascii: "."), rest.isBeforeDigit { return true }
    // An ASCII column may begin like a byte: `0.t.t...`.
    let isColumn = rest.peek == UInt8(ascii: ".")
    if isColumn, hasLength || isBeyondBlank { return true }
    if hasLength, digits > 2 { return true }
    return (digits > 2 || (hasLength && isApart))
      && rest.hasOnlyLetters(behind: rest.position &- digits)
  }

  /// Whether a sign follows that may begin a remark without a blank before it.
  var isAtRemarkMark: Bool {
    if peek.isRemarkMark { return true }
    // A full stop ends a sentence.
    guard peek == UInt8(ascii: ".") else { return false }
    return position &+ 1 == line.count || line[position &+ 1].isBlank
  }

  /// Whether the next byte is one that stands between bytes or cells, and a
  /// number follows it.
  private var isBeforeMoreData: Bool {
    var rest = ahead()
    switch peek {
    case UInt8(ascii: "`"): rest.advance()
    case UInt8(ascii: ","), UInt8(ascii: ";"):
      rest.advance()
      rest.skipBlanks()
    default: return false
    }
    rest.skipHexPrefix()
    let digits = rest.hexLength
    rest.advance(by: digits)
    return digits > 0 && (rest.isAtEnd || !rest.peek.isWordByte)
  }

  /// Whether a digit stands behind the next byte.
  private var isBeforeDigit: Bool {
    position &+ 1 < line.count && line[position &+ 1].decimalValue != nil
  }

  /// Whether a number or letters follow that are no byte of a longer frame, since
  /// what stands behind them, or behind a letter that may be a unit, is none.
  private var isAtQuantity: Bool {
    var rest = ahead()
    guard rest.skipNumberOrLetters() else { return false }
    if rest.isAtSignOfQuantity { return true }
    guard rest.isAtGap else { return false }
    rest.skipGap()
    if rest.wordBytes == 1, rest.hexLength == 1, rest.peek.isLetter {
      rest.advance()
      guard rest.isAtGap else { return false }
      rest.skipGap()
    }
    return !rest.isAtEnd && !rest.mayBeAtByte
  }

  /// Passes over one or two digits without a zero before them, or letters from A
  /// to F.
  private mutating func skipNumberOrLetters() -> Bool {
    let start = position
    let digits = hexLength
    guard digits == 1 || digits == 2 else { return false }
    advance(by: digits)
    if hasOnlyLetters(behind: start) { return true }
    for index in start..<position where line[index].isLetter { return false }
    return digits == 1 || line[start] != UInt8(ascii: "0")
  }

  /// Whether a byte follows, or a sign that may stand between bytes.
  private var mayBeAtByte: Bool {
    switch peek {
    case UInt8(ascii: ","), UInt8(ascii: ";"), UInt8(ascii: "|"),
      UInt8(ascii: "-"), UInt8(ascii: ":"), UInt8(ascii: "`"):
      return true
    // Blanks and dashes beyond ASCII, but not a degree sign.
    case 0x80...:
      return peek != 0xC2 || position &+ 1 == line.count
        || line[position &+ 1] == 0xA0
    default: break
    }
    var rest = ahead()
    rest.skipHexPrefix()
    let digits = rest.hexLength
    rest.advance(by: digits)
    guard digits == 1 || digits == 2, !rest.isAtSignOfQuantity else {
      return false
    }
    return rest.isAtEnd || !rest.peek.isWordByte || rest.peek >= 0x80
  }

  /// Whether a sign follows that stands behind numbers, and not between bytes.
  private var isAtSignOfQuantity: Bool {
    switch peek {
    case UInt8(ascii: "%"), UInt8(ascii: "/"), UInt8(ascii: "="),
      UInt8(ascii: "+"):
      return true
    case UInt8(ascii: "."): return isBeforeDigit
    default: return false
    }
  }

  private func hasOnlyLetters(behind start: Int) -> Bool {
    for index in start..<position where !line[index].isLetter { return false }
    return true
  }

  /// Makes sure that nothing follows but a remark.
  mutating func remark(hasLength: Bool) throws(MalformedFrame) {
    if endsBeforeRemark(hasLength: hasLength) { return }
    skipGap()
    throw failure(peek.hexValue == nil ? .trailingText : .tooMuchData)
  }
}

extension UInt8 {
  /// Whether a remark may begin with the byte without a blank before it.
  var isRemarkMark: Bool {
    switch self {
    case UInt8(ascii: "\""), UInt8(ascii: "'"), UInt8(ascii: "`"),
      UInt8(ascii: "*"), UInt8(ascii: "_"), UInt8(ascii: ")"),
      UInt8(ascii: "]"), UInt8(ascii: "}"), UInt8(ascii: "|"),
      UInt8(ascii: ","), UInt8(ascii: ";"), UInt8(ascii: "<"),
      UInt8(ascii: "~"), UInt8(ascii: "\\"):
      true
    default: false
    }
  }
}
