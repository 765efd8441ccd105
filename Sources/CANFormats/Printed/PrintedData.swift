// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

internal import CANBus

/// How the bytes of a frame are printed.
struct PrintedBytes {
  var count = 0
  /// Whether each byte has two digits.
  var isPadded = true
  /// Whether a digit is above 9.
  var hasLetter = false
  /// Whether a byte begins with `0x`.
  var hasPrefix = false
  /// Whether a byte begins with a zero that no number needs.
  var hasZero = false
  /// Whether all digits are in one word.
  var isJoined = false
  /// Whether more bytes follow than the frame may have.
  var goesOn = false
  /// Whether a byte of three digits is a decimal one.
  var isDecimal = false
}

extension LineCursor {
  /// Reads bytes, joined or one by one.
  ///
  ///     data  = ["0x"] 1*64(2HEXDIG) | byte *(gap byte)
  ///     byte  = ["0x"] 1*2HEXDIG ["h"]
  ///     gap   = 1*BLANK | *BLANK ("," | ";") *BLANK | "-" | ":" | "|"
  ///
  /// - Parameters:
  ///   - limit: How many bytes there may be at most.
  ///   - isDecimal: Whether a byte may have three decimal digits.
  ///   - frame: Where they go.
  /// - Returns: How they are printed, or `nil` if there are none.
  mutating func printedData(
    limit: Int, isDecimal: Bool = false, into frame: inout CANFrame
  ) -> PrintedBytes? {
    frame.payload.removeAll()
    if let joined = joinedData(limit: limit, into: &frame) { return joined }
    if let labelled = labelledData(limit: limit, into: &frame) {
      return labelled
    }
    if let dotted = dottedData(limit: limit, into: &frame) { return dotted }
    var data = PrintedBytes()
    var end = position
    while data.count < limit {
      if usualByte(&data, into: &frame) {
        end = position &- 1
        data.count &+= 1
        continue
      }
      guard printedByte(&data, isDecimal: isDecimal, into: &frame) else {
        break
      }
      end = position
      data.count &+= 1
      skipByteGap()
    }
    go(to: end)
    guard data.count > 0 else { return nil }
    if data.count == limit, limit == 8 || limit == 64 {
      var rest = ahead()
      rest.skipByteGap()
      var other = PrintedBytes()
      var scratch = CANFrame()
      data.goesOn =
        rest.position > position
        && rest.printedByte(&other, isDecimal: false, into: &scratch)
    }
    return data
  }

  /// Reads data in one word of at least four digits.
  private mutating func joinedData(
    limit: Int, into frame: inout CANFrame
  ) -> PrintedBytes? {
    let start = position
    skipHexPrefix()
    let digits = hexLength
    let end = position &+ digits
    guard digits >= 4, digits % 2 == 0, digits <= limit &* 2,
      end == line.count || !line[end].isWordByte
    else {
      go(to: start)
      return nil
    }
    var data = PrintedBytes()
    data.isJoined = true
    for index in position..<end where line[index].isLetter {
      data.hasLetter = true
      break
    }
    if digits <= 16, line.count >= 16 {
      let bytes = ASCIIWords(line, at: position).leadingHex.bytes
      data.count = digits &>> 1
      frame.payload.assign(ClassicPayload(word: bytes, count: data.count))
      go(to: end)
      return data
    }
    while position < end {
      guard let byte = hex(2) else { break }
      frame.payload.append(UInt8(truncatingIfNeeded: byte))
      data.count &+= 1
    }
    return data
  }

  /// Reads bytes with a name each: `B0:C0 B1:00`, `D0=0x14, D1=0x02`.
  ///
  ///     data = name byte *(gap name byte)
  ///     name = ("B" | "D") DIGIT (":" | "=")
  private mutating func labelledData(
    limit: Int, into frame: inout CANFrame
  ) -> PrintedBytes? {
    let start = position
    var data = PrintedBytes()
    let letter = peek.lowercased
    let first = position &+ 1 < line.count ? line[position &+ 1] : 0
    guard letter == UInt8(ascii: "b") || letter == UInt8(ascii: "d"),
      first == UInt8(ascii: "0") || first == UInt8(ascii: "1")
    else { return nil }
    var end = start
    while data.count < limit, position &+ 2 < line.count,
      peek.lowercased == letter,
      line[position &+ 1] == first &+ UInt8(truncatingIfNeeded: data.count),
      line[position &+ 2] == UInt8(ascii: ":")
        || line[position &+ 2] == UInt8(ascii: "=")
    {
      advance(by: 3)
      skipGap()
      guard printedByte(&data, isDecimal: false, into: &frame) else { break }
      data.count &+= 1
      end = position
      skipByteGap()
    }
    // A single one may as well be two bytes.
    guard data.count > 1 else {
      frame.payload.removeAll()
      go(to: start)
      return nil
    }
    go(to: end)
    return data
  }

  /// Reads bytes as `format_hex_pretty` of ESPHome prints them:
  /// `30.02.E8.03 (4)`.
  private mutating func dottedData(
    limit: Int, into frame: inout CANFrame
  ) -> PrintedBytes? {
    let start = position
    var data = PrintedBytes()
    var end = start
    while data.count < limit, hexLength == 2 {
      for index in position..<(position &+ 2) where line[index].isLetter {
        data.hasLetter = true
      }
      if peek == UInt8(ascii: "0") { data.hasZero = true }
      guard let byte = hex(2), isAtEnd || !peek.isWordByte else { break }
      frame.payload.append(UInt8(truncatingIfNeeded: byte))
      data.count &+= 1
      end = position
      guard skip(UInt8(ascii: ".")) else { break }
    }
    // Fewer are a number or part of a date.
    guard data.count > 2, end == position else {
      frame.payload.removeAll()
      go(to: start)
      return nil
    }
    // How many there are.
    var rest = ahead()
    rest.skipGap()
    if rest.skip(UInt8(ascii: "(")), rest.decimal(upTo: 64) == data.count,
      rest.skip(UInt8(ascii: ")"))
    {
      go(to: rest.position)
    }
    return data
  }

  /// Passes over what may stand between two bytes.
  private mutating func skipByteGap() {
    let start = position
    // A list of strings.
    let mark = peek
    let isQuoted = mark == UInt8(ascii: "'") || mark == UInt8(ascii: "\"")
    if isQuoted { advance() }
    skipGap()
    switch peek {
    case UInt8(ascii: ","), UInt8(ascii: ";"):
      advance()
      skipGap()
      if isQuoted { _ = skip(mark) }
    case UInt8(ascii: "-"), UInt8(ascii: ":"):
      if position == start { advance() }
    default: break
    }
  }

  /// Reads two digits and the space behind them, as nearly all bytes are printed, if
  /// another digit follows.
  private mutating func usualByte(
    _ data: inout PrintedBytes, into frame: inout CANFrame
  ) -> Bool {
    guard position &+ 3 < line.count, line[position &+ 2] == UInt8(ascii: " "),
      line[position &+ 3].hexValue != nil,
      let high = line[position].hexValue,
      let low = line[position &+ 1].hexValue
    else { return false }
    if high > 9 || low > 9 { data.hasLetter = true }
    if high == 0 { data.hasZero = true }
    frame.payload.append(high &<< 4 | low)
    advance(by: 3)
    return true
  }

  /// Reads `["0x"] 1*2HEXDIG ["h"]`.
  private mutating func printedByte(
    _ data: inout PrintedBytes, isDecimal: Bool, into frame: inout CANFrame
  ) -> Bool {
    let start = position
    let isPrefixed = skipHexPrefix()
    if isPrefixed { data.hasPrefix = true }
    let digits = hexLength
    let end = position &+ digits
    if isDecimal, digits == 3, !isPrefixed,
      end == line.count || !line[end].isWordByte,
      let value = decimal(upTo: 255), position == end
    {
      // 116 is no hexadecimal byte.
      data.isDecimal = true
      frame.payload.append(UInt8(truncatingIfNeeded: value))
      return true
    }
    go(to: end &- digits)
    guard digits > 0, digits <= 2 else {
      go(to: start)
      return false
    }
    for index in position..<end where line[index].isLetter {
      data.hasLetter = true
    }
    if digits == 2, peek == UInt8(ascii: "0"), !isPrefixed {
      data.hasZero = true
    }
    guard let byte = hex(digits) else { return false }
    if !isPrefixed, digits == 2 { _ = skip(UInt8(ascii: "h")) }
    let isFraction = peek == UInt8(ascii: ".") && !isAtRemarkMark
    guard isAtEnd || !(peek.isWordByte || isFraction) else {
      go(to: start)
      return false
    }
    if digits == 1 { data.isPadded = false }
    frame.payload.append(UInt8(truncatingIfNeeded: byte))
    return true
  }

  // MARK: Python

  /// How many bytes stand before the quote of `b'...'` or `bytearray(b'...')`, or
  /// `nil` if none follows.
  var pythonQuote: Int? {
    var cursor = ahead()
    let start = cursor.position
    _ = cursor.skip(["b", "y", "t", "e", "a", "r", "r", "a", "y", "("])
    guard cursor.skip(UInt8(ascii: "b")),
      cursor.peek == UInt8(ascii: "'") || cursor.peek == UInt8(ascii: "\"")
    else { return nil }
    return cursor.position &- start
  }

  /// Reads bytes as Python prints them, with their quotes.
  ///
  ///     python = "'" *8byte "'" | DQUOTE *8byte DQUOTE
  ///     byte   = "\x" 2HEXDIG | "\t" | "\n" | "\r" | "\\" | "\'"
  ///            | any other character from space to "~" but the quote
  ///
  /// Sources: the Python library reference on `bytes`, and `bytes_repr` of CPython
  /// for the quotes.
  mutating func pythonBytes(into frame: inout CANFrame) -> Bool {
    frame.payload.removeAll()
    let quote = peek
    advance()
    while !isAtEnd, peek != quote {
      guard frame.payload.count < 8, let byte = pythonByte() else {
        return false
      }
      frame.payload.append(byte)
    }
    // A line that is cut off behind all bytes has lost nothing.
    guard skip(quote) || frame.payload.count == 8 else { return false }
    _ = skip(UInt8(ascii: ")"))
    return true
  }

  private mutating func pythonByte() -> UInt8? {
    let character = peek
    guard character >= 0x20, character < 0x7F else { return nil }
    advance()
    guard character == UInt8(ascii: "\\") else { return character }
    let escaped = peek
    advance()
    switch escaped {
    case UInt8(ascii: "x"):
      return hex(2).map { UInt8(truncatingIfNeeded: $0) }
    case UInt8(ascii: "t"): return 0x09
    case UInt8(ascii: "n"): return 0x0A
    case UInt8(ascii: "r"): return 0x0D
    case UInt8(ascii: "\\"), UInt8(ascii: "'"): return escaped
    default: return nil
    }
  }

  // MARK: struct can_frame

  /// Reads the sixteen bytes of a `struct can_frame` in a list.
  ///
  ///     line = text "[" byte 15(", " byte) "]"
  ///     byte = "0x" 2HEXDIG
  ///
  /// for example `CAN read frame Buffer (HEX): [0x5C, 0x03, 0x00, ...]`, as JavaCAN
  /// programs print it. The bytes are those of ``SocketCANRecord`` with the
  /// identifier in little-endian order.
  ///
  /// - Returns: Whether it is one.
  mutating func structDump(
    into frame: inout CANFrame
  ) throws(MalformedFrame) -> Bool {
    guard let start = structStart else { return false }
    go(to: start &+ 1)
    var record = InlineArray<16, UInt8>(repeating: 0)
    for index in 0..<16 {
      if index > 0 {
        guard skip(UInt8(ascii: ",")) else { return false }
        skipBlanks()
      }
      guard skip(["0", "x"]), let byte = hex(2) else { return false }
      record[index] = UInt8(truncatingIfNeeded: byte)
    }
    guard skip(UInt8(ascii: "]")), record[4] <= 8, record[5] == 0,
      record[6] == 0, record[7] == 0 || (record[4] == 8 && record[7] < 16)
    else { return false }
    let words = line.extracting(..<start)
    do throws(MalformedFrame) {
      try SocketCANRecord.parse(
        record.span, at: 0, .littleEndian, into: &frame)
    } catch {
      // Each byte takes six characters, `0x5C, `.
      throw MalformedFrame(error.reason, at: start &+ 1 &+ error.offset &* 6)
    }
    frame.direction = words.direction
    return true
  }

  /// Where a list begins behind words of CAN, or `nil`.
  private var structStart: Int? {
    guard line.count > 95 else { return nil }
    var start = 0
    while let found = line.firstIndex(of: UInt8(ascii: "["), from: start) {
      if found &+ 94 < line.count, line[found &+ 1] == UInt8(ascii: "0"),
        line[found &+ 2] == UInt8(ascii: "x")
      {
        return found
      }
      start = found &+ 1
    }
    return nil
  }
}

extension Span<UInt8> {
  /// The direction that words tell.
  fileprivate var direction: Direction {
    var cursor = LineCursor(self)
    var direction = Direction.unknown
    while !cursor.isAtEnd {
      let length = cursor.wordBytes
      let word = extracting(
        cursor.position..<(cursor.position &+ length))
      switch PrintedLabel(word) {
      case .received: direction = .received
      case .transmitted: direction = .transmitted
      default: break
      }
      cursor.advance(by: max(length, 1))
    }
    return direction
  }
}
