// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

internal import CANBus

/// What the cells of a row have said.
struct TableRow {
  private(set) var time: LineTime?
  /// Where the digits of a time of CL2000 are.
  private(set) var loggerTime: Range<Int>?
  private var bits: UInt32?
  private var idStart = 0
  private var idDigits = 0
  private var isDecimal = false
  /// Whether the identifier is marked as hexadecimal, or has a digit above 9.
  private(set) var hasHexIdentifier = false
  /// Whether the data has a digit above 9, or a mark of hexadecimal numbers.
  private(set) var hasHexData = false
  /// Whether a byte has three decimal digits.
  private(set) var hasDecimalByte = false
  private var isExtended: Bool?
  private var isRemote = false
  private var isFlexible = false
  private var isError = false
  private(set) var length: Int?
  private var lengthStart = 0
  /// Where the first byte is.
  private var dataStart = 0

  /// Reads a row.
  mutating func read(
    _ line: Span<UInt8>, _ layout: TableLayout, into frame: inout CANFrame
  ) throws(MalformedFrame) {
    var cells = TableCells(line, layout.separator)
    var index = 0
    var kept: Range<Int>?
    isDecimal = layout.program == .canKing && !line.isHexadecimalInKvaser
    while index < layout.count {
      guard let cell = kept ?? cells.next() else { break }
      kept = nil
      let column = layout.column(index)
      index &+= 1
      let text = line.extracting(cell)
      switch column {
      case .ignored, .unknown, .otherTime: break
      case .time where layout.program == .cl2000: loggerTime = cell
      case .time where layout.program == .avisaro:
        try readTime(inCellsOf: line, from: cell.lowerBound)
      case .time: try readTime(text, in: cell, layout)
      case .channel:
        // The header is that of another table.
        guard !text.isOneOf("rx tx") else {
          throw MalformedFrame(.badInterface, at: cell.lowerBound)
        }
        frame.interface = InterfaceName(text)
      case .direction: readDirection(text, into: &frame)
      case .sent:
        frame.direction =
          text.isYes ? .transmitted : .received
      case .identifier:
        if layout.program == .logic, text.isEmpty { continue }
        try readIdentifier(text, at: cell.lowerBound, layout)
      case .width: isExtended = text.isYes || text.isName("x")
      case .remote: isRemote = text.isYes || text.isOneOf("r x rtr")
      case .flexible: isFlexible = text.isYes
      case .error: isError = text.isYes
      case .words:
        if layout.program == .cl2000 {
          try readType(text, at: cell.lowerBound, into: &frame)
        } else if readWords(text, &cells, layout, line, into: &frame) {
          kept = cell
        }
      case .length: try readLength(text, at: cell.lowerBound)
      case .data:
        let isLast = index == layout.count
        try readData(
          text, at: cell.lowerBound, &cells, layout, isLast: isLast, line,
          into: &frame)
      case .byte: try readByte(text, at: cell.lowerBound, into: &frame)
      }
    }
    // The header has no more than eight of the bytes of CAN FD.
    if let length, length > frame.payload.count,
      layout.column(layout.count &- 1) == .byte
    {
      try readMore(&cells, line, into: &frame)
    }
  }

  /// Whether the row has an identifier.
  var hasIdentifier: Bool { bits != nil }

  /// Whether the identifier may be a decimal one or a hexadecimal one.
  var mayBeDecimal: Bool { !isDecimal && idDigits < 8 && !hasHexIdentifier }

  /// Whether the identifier is shorter than all those of a program that writes
  /// eight digits always.
  var hasShortIdentifier: Bool { idDigits < 8 }

  /// Where the identifier is.
  var identifierStart: Int { idStart }

  /// Makes a frame of what the cells have said.
  ///
  /// - Parameters:
  ///   - frame: What has its data; then the frame.
  ///   - layout: The columns.
  ///   - line: The row.
  ///   - isEightDigitsWide: Whether an identifier of eight digits has 29 bits; several
  ///     programs write all identifiers so.
  /// - Throws: ``MalformedFrame`` when they are no frame.
  mutating func complete(
    _ frame: inout CANFrame, _ layout: TableLayout, _ line: Span<UInt8>,
    isEightDigitsWide: Bool
  ) throws(MalformedFrame) {
    guard var bits else { throw MalformedFrame(.notAFrame, at: 0) }
    if idDigits == 8, isExtended == nil { readLinuxFlags(&bits) }
    self.bits = bits
    let isWide =
      isExtended
      ?? (bits > UInt32(StandardID.maximum) || isError
        || (idDigits == 8 && isEightDigitsWide))
    if isExtended == nil, idDigits < 4, !isDecimal,
      bits > UInt32(StandardID.maximum)
    {
      throw MalformedFrame(.decimalIdentifier, at: idStart)
    }
    guard let id = FrameID(bits, isExtended: isWide) else {
      throw MalformedFrame(.identifierOutOfRange, at: idStart)
    }
    frame.id = id
    let count = frame.payload.count
    frame.dlc = CANFrame.lengthCode(for: length ?? count)
    if isRemote {
      frame.kind = .remote
      frame.payload.removeAll()
      return
    }
    if isError { frame.kind = .error }
    // An older logic analyser writes the parts of a frame in rows of their own.
    if length == nil, count == 0, layout.has(.length), layout.has(.data) {
      throw MalformedFrame(.withoutData, at: idStart)
    }
    if let length {
      guard count >= length else {
        throw MalformedFrame(.tooLittleData, at: line.count)
      }
      // The length stands behind the data.
      if count > length {
        guard layout.has(.byte) else {
          throw MalformedFrame(.tooMuchData, at: lengthStart)
        }
        frame.payload = frame.payload.first(length)
      }
    }
    if isFlexible || frame.payload.count > 8 {
      frame.kind = .flexibleData(FDFlags())
    }
  }

  /// Makes the head of a frame whose data follows in other rows.
  func completeHead(of frame: inout CANFrame) throws(MalformedFrame) {
    let bits = bits ?? 0
    let isWide = isExtended ?? (bits > UInt32(StandardID.maximum))
    guard let id = FrameID(bits, isExtended: isWide) else {
      throw MalformedFrame(.identifierOutOfRange, at: idStart)
    }
    frame.id = id
    frame.payload.removeAll()
    if isRemote { frame.kind = .remote }
  }

  /// Takes the flags of Linux off an identifier of eight digits.
  private mutating func readLinuxFlags(_ bits: inout UInt32) {
    if bits & LinuxFlags.extended != 0 { isExtended = true }
    if bits & LinuxFlags.remote != 0 { isRemote = true }
    if bits & LinuxFlags.error != 0 { isError = true }
    bits &= ExtendedID.maximum
  }

  // MARK: Cells

  private mutating func readTime(
    _ text: Span<UInt8>, in cell: Range<Int>, _ layout: TableLayout
  ) throws(MalformedFrame) {
    let start = cell.lowerBound
    var cursor = LineCursor(text)
    if let unit = layout.unit, layout.program == .carbus {
      guard let carbus = cursor.carbusTime(unit) else {
        throw MalformedFrame(.badTimestamp, at: start)
      }
      time = .point(carbus)
      return
    }
    if let moment = cursor.moment() {
      time = moment
      return
    }
    if let clock = cursor.timeOfDay(isPadded: false), cursor.isAtEnd {
      time = .ofDay(clock)
      return
    }
    cursor.go(to: 0)
    // CL2000 without types: `15T100000123`.
    if text.firstIndex(of: UInt8(ascii: "T")) != nil {
      loggerTime = cell
      return
    }
    // A spreadsheet has rounded it, or there is none.
    if text.isEmpty
      || text.firstIndex(of: UInt8(ascii: "E"), or: UInt8(ascii: "e")) != nil
    {
      return
    }
    if text.startsWithName("0x") || text.isName("null") { return }
    guard let number = cursor.number(allowsComma: true) else {
      throw MalformedFrame(.badTimestamp, at: start)
    }
    // SavvyCAN writes a second fraction for Cabana.
    if layout.program == .cabana { _ = cursor.skip([".", "0"]) }
    guard cursor.isAtEnd else { throw MalformedFrame(.badTimestamp, at: start) }
    let unit = number.unit(else: layout.unit)
    do throws(MalformedFrame) {
      time = try cursor.time(number.rounded(to: unit), in: unit)
        .timestamp(after: nil).map { .point($0) }
    } catch {
      throw MalformedFrame(.badTimestamp, at: start)
    }
  }

  /// Reads `2025/05/15,06:00:00,480`.
  private mutating func readTime(
    inCellsOf line: Span<UInt8>, from start: Int
  ) throws(MalformedFrame) {
    var cursor = LineCursor(line)
    cursor.go(to: start)
    guard let days = cursor.calendarDate(), cursor.skip(UInt8(ascii: ",")),
      let clock = cursor.timeOfDay()
    else { throw MalformedFrame(.badTimestamp, at: start) }
    let moment = ClockTime(days: days, clock)
    time = .point(
      Timestamp(
        checkedNanoseconds: moment.nanoseconds,
        fractionDigits: moment.fractionDigits, notation: .calendar))
  }

  private func readDirection(
    _ text: Span<UInt8>, into frame: inout CANFrame
  ) {
    if text.isOneOf("rx r receive received in 0") || text.isReceivedInChinese {
      frame.direction = .received
    } else if text.isOneOf("tx t transmit transmitted send sent out 1")
      || text.isSentInChinese
    {
      frame.direction = .transmitted
    }
  }

  /// Reads `["0x"] 1*8HEXDIG ["h" | "x"]`, or decimal digits.
  private mutating func readIdentifier(
    _ text: Span<UInt8>, at start: Int, _ layout: TableLayout
  ) throws(MalformedFrame) {
    idStart = start
    var cursor = LineCursor(text)
    hasHexIdentifier = cursor.skipHexPrefix()
    let digits = cursor.hexLength
    idDigits = digits
    if layout.program == .cabana, !hasHexIdentifier { isDecimal = true }
    if isDecimal || digits == 9 {
      guard let number = cursor.digits(1...9), cursor.isAtEnd else {
        throw MalformedFrame(.badIdentifier, at: start)
      }
      bits = UInt32(bitPattern: number)
      return
    }
    guard digits > 0, digits <= 8, let number = cursor.hex(digits) else {
      throw MalformedFrame(.badIdentifier, at: start)
    }
    cursor.skipBlanks()
    if cursor.skip(UInt8(ascii: "x")) || cursor.skip(UInt8(ascii: "X")) {
      isExtended = true
    }
    _ = cursor.skip(UInt8(ascii: "h")) || cursor.skip(UInt8(ascii: "H"))
    guard cursor.isAtEnd else {
      throw MalformedFrame(.badIdentifier, at: start)
    }
    for index in text.indices where text[index].isLetter {
      hasHexIdentifier = true
    }
    bits = number
  }

  /// Reads the type of CL2000: 0 and 1 are received, 8 and 9 sent, and odd ones have
  /// 29 bits.
  private mutating func readType(
    _ text: Span<UInt8>, at start: Int, into frame: inout CANFrame
  ) throws(MalformedFrame) {
    guard text.isOneOf("0 1 8 9") else {
      throw MalformedFrame(.notAFrame, at: start)
    }
    isExtended = text.isOneOf("1 9")
    frame.direction = text.isOneOf("8 9") ? .transmitted : .received
  }

  /// Reads words such as `Data frame`, `X`, `Standard` or `remote`.
  ///
  /// - Returns: Whether the cell is none of them, and belongs to the next column
  ///   of a table that blanks separate.
  private mutating func readWords(
    _ text: Span<UInt8>, _ cells: inout TableCells, _ layout: TableLayout,
    _ line: Span<UInt8>, into frame: inout CANFrame
  ) -> Bool {
    let isBlank = layout.separator == UInt8(ascii: " ")
    if isBlank, text.isHexadecimalNumber, text.isDecimalNumber { return true }
    if text.startsWithName("std") || text.startsWithName("standard")
      || text.isName("s") || text.isStandardInChinese
    {
      isExtended = false
    } else if text.startsWithName("ext") || text.isOneOf("x xtd")
      || text.isExtendedInChinese
    {
      isExtended = true
    } else if text.isOneOf("xr rx") {
      isExtended = true
      isRemote = true
    } else if text.startsWithName("remote") || text.isOneOf("r rtr")
      || text.isRemoteInChinese
    {
      isRemote = true
    } else if text.startsWithName("err") || text.isName("e") {
      isError = true
    } else if text.isName("fd") {
      isFlexible = true
    } else if text.isName("self") {
      // What the interface of IXXAT has sent, and received itself.
      frame.direction = .transmitted
    } else if text.isName("0"), layout.has(.identifier) {
      isExtended = false
    } else if text.isName("1") {
      isExtended = true
    }
    // "Data frame" and "X R" are two words.
    if isBlank {
      let position = cells.position
      if let next = cells.next() {
        let word = line.extracting(next)
        if word.isOneOf("r x e") {
          return readWords(word, &cells, layout, line, into: &frame)
        }
        if !word.isName("frame") { cells.go(to: position) }
      }
    }
    return false
  }

  private mutating func readLength(
    _ text: Span<UInt8>, at start: Int
  ) throws(MalformedFrame) {
    if text.isEmpty { return }
    lengthStart = start
    var cursor = LineCursor(text)
    let value: Int?
    if cursor.skipHexPrefix() {
      let digits = cursor.hexLength
      value =
        digits > 0 && digits <= 2 ? cursor.hex(digits).map { Int($0) } : nil
    } else {
      value = cursor.decimal(upTo: Payload.maximumCount)
    }
    guard let value, value <= Payload.maximumCount, cursor.isAtEnd else {
      throw MalformedFrame(.badLength, at: start)
    }
    length = length ?? value
  }

  private mutating func readByte(
    _ text: Span<UInt8>, at start: Int, into frame: inout CANFrame
  ) throws(MalformedFrame) {
    // Cells beyond the length are not data, whatever is in them.
    if let length, frame.payload.count >= length { return }
    var cursor = LineCursor(text)
    noteBase(of: text)
    cursor.skipHexPrefix()
    let digits = cursor.hexLength
    if digits == 0, cursor.isAtEnd {
      if length != nil { throw MalformedFrame(.tooLittleData, at: start) }
      // The data ends with the first cell that is empty.
      length = frame.payload.count
      return
    }
    guard digits > 0, digits <= 2, let byte = cursor.hex(digits), cursor.isAtEnd
    else { throw MalformedFrame(.badHexDigit, at: start) }
    frame.payload.append(UInt8(truncatingIfNeeded: byte))
  }

  /// Takes note of what the digits of data say about their base.
  private mutating func noteBase(of text: Span<UInt8>) {
    var cursor = LineCursor(text)
    while !cursor.isAtEnd {
      let length = cursor.wordBytes
      let word = text.extracting(
        cursor.position..<(cursor.position &+ length))
      for index in word.indices where word[index].isLetter { hasHexData = true }
      if length == 3, let byte = cursor.decimal(upTo: 255), byte > 99 {
        hasDecimalByte = true
      } else {
        cursor.advance(by: max(length, 1))
      }
    }
  }

  /// Reads all data, which may go on in the cells behind it.
  private mutating func readData(
    _ text: Span<UInt8>, at start: Int, _ cells: inout TableCells,
    _ layout: TableLayout, isLast: Bool, _ line: Span<UInt8>,
    into frame: inout CANFrame
  ) throws(MalformedFrame) {
    if layout.hasSign, isRemote { return }
    // CL2000 writes all bytes as one word.
    if !layout.hasSign, layout.program != .cl2000 {
      if isRemote { return cells.go(to: start) }
      return try readDataWords(at: start, &cells, line, into: &frame)
    }
    var cursor = LineCursor(text)
    cursor.skipBlanks()
    // CANalyst-II has `x| ` before it.
    if cursor.skip(["x", "|"]) { cursor.skipBlanks() }
    if cursor.isBase64(length) {
      return cursor.base64(into: &frame)
    }
    if cursor.isAtEnd { return }
    noteBase(of: text)
    let dataStart = cursor.position
    if !cursor.skipHexPrefix() || cursor.hexLength < 3 {
      cursor.go(to: dataStart)
    }
    let digits = cursor.hexLength
    if digits > 2 {
      guard digits % 2 == 0, digits <= Payload.maximumCount &* 2 else {
        throw MalformedFrame(.oddHexDigits, at: start)
      }
      for _ in 0..<(digits / 2) { frame.payload.append(try cursor.hexByte()) }
      cursor.skipBlanks()
      guard cursor.isAtEnd else {
        throw MalformedFrame(.badHexDigit, at: start)
      }
    } else {
      try cursor.tableBytes(at: start, into: &frame)
      if isLast { try readMore(&cells, line, into: &frame) }
    }
    if let length, frame.payload.count > length {
      // The DLC of CAN FD is a code.
      guard length > 8,
        frame.payload.count
          == CANFrame.byteCount(
            forLengthCode: UInt8(truncatingIfNeeded: length))
      else { throw MalformedFrame(.tooMuchData, at: start) }
      self.length = frame.payload.count
    }
  }

  /// Reads one byte a cell, up to the end of the line.
  private mutating func readMore(
    _ cells: inout TableCells, _ line: Span<UInt8>, into frame: inout CANFrame
  ) throws(MalformedFrame) {
    while let cell = cells.next() {
      if let length, frame.payload.count >= length { return }
      if cell.isEmpty { return }
      noteBase(of: line.extracting(cell))
      var cursor = LineCursor(line.extracting(cell))
      try cursor.tableBytes(at: cell.lowerBound, into: &frame)
    }
  }

  /// Reads as many words as the length says.
  private mutating func readDataWords(
    at start: Int, _ cells: inout TableCells, _ line: Span<UInt8>,
    into frame: inout CANFrame
  ) throws(MalformedFrame) {
    guard let length else { throw MalformedFrame(.badLength, at: start) }
    if length == 0 { return cells.go(to: start) }
    var cursor = LineCursor(line)
    cursor.go(to: start)
    for _ in 0..<length {
      cursor.skipBlanks()
      let wordStart = cursor.position
      guard !cursor.isAtEnd else { throw cursor.failure(.tooLittleData) }
      let digits = cursor.hexLength
      let byte: UInt8?
      if isDecimal {
        byte = cursor.decimal(upTo: 255).map { UInt8(truncatingIfNeeded: $0) }
      } else {
        byte =
          digits > 0 && digits <= 2
          ? cursor.hex(digits).map { UInt8(truncatingIfNeeded: $0) } : nil
      }
      guard let byte, cursor.isAtWordEnd else {
        throw MalformedFrame(.badHexDigit, at: wordStart)
      }
      frame.payload.append(byte)
    }
    cells.go(to: cursor.position)
  }
}

extension NumberField {
  /// What a time in a table counts: since 1970 if it has as many digits, or else what
  /// the table says; seconds if it says nothing and the time has a fraction.
  fileprivate func unit(else stated: TimeUnit?) -> TimeUnit {
    let digits = point &- start
    if hasFraction { return digits == 10 ? .seconds : stated ?? .seconds }
    switch digits {
    case 19: return .nanoseconds
    case 16: return stated ?? .microseconds
    default: return stated ?? .milliseconds
    }
  }
}

extension LineCursor {
  /// Reads `*(["0x"] 1*2HEXDIG *BLANK)` up to the end.
  fileprivate mutating func tableBytes(
    at start: Int, into frame: inout CANFrame
  ) throws(MalformedFrame) {
    skipBlanks()
    while !isAtEnd {
      skipHexPrefix()
      let digits = hexLength
      guard digits > 0, digits <= 2, frame.payload.count < Payload.maximumCount,
        let byte = hex(digits), isAtWordEnd
      else { throw MalformedFrame(.badHexDigit, at: start &+ position) }
      frame.payload.append(UInt8(truncatingIfNeeded: byte))
      skipBlanks()
    }
  }

  /// Reads the time of CARBUS Analyzer: seconds, a comma, and a number of milliseconds
  /// or microseconds, which SavvyCAN writes without leading zeros.
  fileprivate mutating func carbusTime(_ unit: TimeUnit) -> Timestamp? {
    guard let seconds = digits(1...9), skip(UInt8(ascii: ",")),
      let fraction = decimal(upTo: 999_999), isAtEnd
    else { return nil }
    let scale: Int64 = unit == .milliseconds ? 1_000_000 : 1000
    return Timestamp(
      nanoseconds: Int64(widening: seconds) &* 1_000_000_000
        &+ Int64(widening: Int32(truncatingIfNeeded: fraction)) &* scale,
      fractionDigits: UInt8(truncatingIfNeeded: 9 &- unit.exponent))
  }

  /// Whether the rest is base64 (RFC 4648) of as many bytes as a length says, and
  /// no hexadecimal digits of as many.
  fileprivate func isBase64(_ length: Int?) -> Bool {
    let count = line.count &- position
    guard let length, length > 0, count == (length &+ 2) / 3 &* 4 else {
      return false
    }
    if hexLength == count, count == length &* 2 { return false }
    let padding = (3 &- length % 3) % 3
    let end = line.count &- padding
    for index in position..<line.count {
      let isPadding = line[index] == UInt8(ascii: "=")
      guard index < end ? line[index].base64Value != nil : isPadding else {
        return false
      }
    }
    return true
  }

  fileprivate mutating func base64(into frame: inout CANFrame) {
    var bits: UInt32 = 0
    var count = 0
    while !isAtEnd, let value = peek.base64Value {
      bits = bits &<< 6 | UInt32(value)
      count &+= 6
      if count >= 8 {
        count &-= 8
        let shift = UInt32(truncatingIfNeeded: count)
        frame.payload.append(UInt8(truncatingIfNeeded: bits &>> shift))
      }
      advance()
    }
  }
}

extension Span<UInt8> {
  /// Whether the text says yes, in the languages of spreadsheets that write TRUE in
  /// their own: German, Italian, Spanish, French, Dutch and Portuguese.
  fileprivate var isYes: Bool {
    isOneOf("true t 1 yes wahr vero verdadero vrai waar verdadeiro")
  }
}

extension Payload {
  /// The first bytes.
  fileprivate func first(_ count: Int) -> Payload {
    var bytes = Payload()
    for index in 0..<count { bytes.append(self[index]) }
    return bytes
  }
}

extension UInt8 {
  /// The value of a digit of base64, or `nil`.
  fileprivate var base64Value: UInt8? {
    switch self {
    case UInt8(ascii: "A")...UInt8(ascii: "Z"): self &- UInt8(ascii: "A")
    case UInt8(ascii: "a")...UInt8(ascii: "z"): self &- UInt8(ascii: "a") &+ 26
    case UInt8(ascii: "0")...UInt8(ascii: "9"): self &- UInt8(ascii: "0") &+ 52
    case UInt8(ascii: "+"): 62
    case UInt8(ascii: "/"): 63
    default: nil
    }
  }
}

extension Span<UInt8> {
  /// Whether a row of CanKing, which does not say so, has hexadecimal numbers: an
  /// identifier of eight digits, and bytes of two.
  fileprivate var isHexadecimalInKvaser: Bool {
    var cursor = LineCursor(self)
    cursor.skipBlanks()
    cursor.skipWord()
    cursor.skipBlanks()
    guard cursor.wordLength == 8 else { return false }
    if cursor.peek == UInt8(ascii: "0") { return true }
    cursor.skipWord()
    cursor.skipBlanks()
    while cursor.peek.isLetter { cursor.skipWord(); cursor.skipBlanks() }
    guard let length = cursor.decimal(upTo: 8) else { return false }
    for _ in 0..<length {
      cursor.skipBlanks()
      guard cursor.wordLength == 2 else { return false }
      cursor.skipWord()
    }
    return true
  }

  fileprivate var isReceivedInChinese: Bool {
    has("接收") || has([0xBD, 0xD3, 0xCA, 0xD5] as InlineArray<4, UInt8>)
  }

  fileprivate var isSentInChinese: Bool {
    has("发送") || has([0xB7, 0xA2, 0xCB, 0xCD] as InlineArray<4, UInt8>)
  }

  fileprivate var isStandardInChinese: Bool {
    has("标准") || has([0xB1, 0xEA, 0xD7, 0xBC] as InlineArray<4, UInt8>)
  }

  fileprivate var isExtendedInChinese: Bool {
    has("扩展") || has([0xC0, 0xA9, 0xD5, 0xB9] as InlineArray<4, UInt8>)
  }

  fileprivate var isRemoteInChinese: Bool {
    has("远程") || has([0xD4, 0xB6, 0xB3, 0xCC] as InlineArray<4, UInt8>)
  }

  @inline(__always)
  private func has(_ word: String) -> Bool { contains(word.utf8.span) }

  private func has(_ word: InlineArray<4, UInt8>) -> Bool {
    contains(word.span)
  }
}
