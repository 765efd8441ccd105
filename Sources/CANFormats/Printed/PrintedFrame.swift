// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

public import CANBus

/// A frame as people and small programs print it, with any labels between its
/// parts.
///
///     line    = lead id middle [length middle] data [remark]
///     lead    = *(word | number | separator)       ; see below
///     id      = number [*BLANK "(" number ")"]      ; in both bases
///     number  = ["0x"] 1*8HEXDIG ["h"]
///     middle  = *(label | mark | separator)
///     length  = label number | "[" number "]" | "(" number ")" | number
///     data    = *(byte gap) byte                    ; 1*2HEXDIG, also with 0x
///             | 1*8(2HEXDIG)                        ; joined
///             | (nothing)                           ; behind a sign
///             | 2*(2HEXDIG ".") 2HEXDIG             ; format_hex_pretty of ESPHome
///             | *(name byte gap) name byte          ; B0:14 B1:02, D0=14 D1=02
///             | ["bytearray("] "b" python [")"]     ; as Python prints bytes
///     label   = "ID" | "DLC" | "len" | "data" | ...  ; see PrintedLabel
///     mark    = "Standard" | "S" | "ext: False" | "rtr" | ...  ; see PrintedFlag
///     remark  = see LineRemark.swift
///
/// for example
///
///     351 8 14 2 74 E 74 E CC 1
///     CANId=0x351, FrameLength=8, Data=0x28, 0x2, ...
///     [Pytes] Received CAN message: 0x0400 - 38 02 2C 01 EE 02 C7 01
///     DEBUG:CAN:id:0x351, ex:False, rtr:False, data:b'(\x02\xe8\x03'
///     0x351 - 14 02 74 0E 74 0E CC 01 - limits
///
/// So many texts have numbers in them that a line is a frame for certain only if
///
/// - it states a length and has as many bytes; beside numbers alone, one of them, or
///   one in another line of the form, has to be hexadecimal, by a digit above 9, a
///   leading zero or `0x`; or
/// - it says what both the identifier and the data are, by labels or marks of CAN,
///   and has several bytes of two digits, or some number in it or in another line
///   of the form has to be hexadecimal; or
/// - it says so of one of them, or has the word "CAN" and a sign at the identifier,
///   and has several bytes of two hexadecimal digits.
///
/// Behind words that say nothing about a frame, a length has to be 8, or one in
/// brackets before bytes of two digits at the end of the line, unless an interface
/// or a direction stands before the identifier.
///
/// Where another word stands right before "ID", as in `Order ID`, the stated length
/// is not enough without a number that has to be hexadecimal, nor are labels without
/// eight bytes. Without a length, a sentence is no frame: a word follows the data
/// behind one blank, and words stand before the identifier as well, the bytes have
/// one digit each, or the word is like "bytes", "and", "are".
///
/// A line that begins with a brace has to state its length, or an identifier with `0x`.
/// Only lines that are certain may leave out leading zeros. Any other line, such as
/// `351: 14 02`, is a frame if lines of its form have digits above 9, identifiers
/// that grow and become smaller, or repeat, and if no line of the form breaks it: by
/// more than eight bytes, by bytes of one digit, or as a dump of memory does, whose
/// addresses grow by the bytes that are there. Behind `0x351:` bytes may have one
/// digit if others are above 9. Where eight bytes follow an identifier that is no
/// multiple of eight, one such line is enough, unless the identifier is like an
/// address: `4210`, `0351`, `00000351`. Joined data needs such a line.
///
/// Identifiers of one or two digits without `0x`, frames without data, and a single
/// byte behind what is called an identifier, are read where other lines of the form
/// are frames. A word of another bus, such as
/// "Modbus" or "register", makes a line no frame.
///
/// An identifier has 11 bits if it is at most 7FF and has fewer than eight digits,
/// or a mark says so. Three digits above 7FF are no identifier. `849`, which is
/// 0x351, is decimal; then no line of the form is a frame. Where a byte has three
/// decimal digits, only lines with a digit above 9 or `0x` in their data are.
///
/// The first number of a line is its time: seconds with a point, milliseconds
/// without, or microseconds if it is too large for a clock of 32 bits that counts
/// milliseconds. Where these numbers count the lines they are not.
///
/// Sources: the receive examples of the Arduino libraries mcp_can, arduino-mcp2515
/// and esp32_can; sdikiy/Dyness-BMS-CAN; esphome-yambms and esphome-jk-bms-can;
/// mr-manuel/venus-os_dbus-serialbattery; ai-republic/bms-to-inverter;
/// ArminJo/JK-BMSToPylontechCAN; canutils 3 and 4; issues of OpenDTU-OnBattery and
/// Battery-Emulator.
public struct PrintedFrame: LineFormat, Sendable {
  private var evidence = PrintedEvidence()
  private var numbering = LineNumbering()
  private var clock = DayClock()

  /// Creates a parser that has seen no line.
  public init() {}

  /// Any byte may begin a line.
  ///
  /// - Parameter byte: The first byte behind blanks.
  /// - Returns: Whether a line can begin with it.
  public static func canBegin(with byte: UInt8) -> Bool { true }

  /// Whether any line has had decimal identifiers.
  private(set) var hasDecimals = false

  /// Forgets where the lines were, but not what they have shown.
  mutating func beginAnew() {
    evidence.beginAnew()
    numbering.beginAnew()
    clock = DayClock()
    hasDecimals = false
  }

  /// Reads one line.
  ///
  /// - Parameters:
  ///   - line: The line without its end.
  ///   - frame: Where the frame goes.
  /// - Returns: `true`, since every line is a frame.
  /// - Throws: ``MalformedFrame`` when the line is not a frame.
  public mutating func parse(
    _ line: Span<UInt8>, into frame: inout CANFrame
  ) throws(MalformedFrame) -> Bool {
    frame.reset()
    var cursor = LineCursor(line)
    cursor.skipBlanks()
    // Numbers in JSON are something else, as far as JSONLine does not know them.
    let hasBrace = cursor.skip(UInt8(ascii: "{"))
    cursor.skipBlanks()
    let isQuoted =
      cursor.peek == UInt8(ascii: "\"") || cursor.peek == UInt8(ascii: "'")
    let isJSON = (hasBrace && isQuoted) || cursor.skip(["[", "{"])
    guard !isJSON, line.count <= Self.maximumLength,
      line.mayHaveLongIdentifier(from: 0)
        || (evidence.hasStatedForms && line.firstDigitIndex() != nil),
      !line.isBinary
    else {
      throw MalformedFrame(.notAFrame, at: 0)
    }
    cursor.go(to: 0)
    if try cursor.structDump(into: &frame) { return true }
    guard !cursor.isBeforePlainText(hasWords: false) else {
      throw MalformedFrame(.notAFrame, at: 0)
    }
    var lead = PrintedLead()
    lead.hasBrace = hasBrace
    try read(&cursor, lead, into: &frame)
    return true
  }

  /// The longest line of a frame of 64 bytes, with much beside it.
  private static var maximumLength: Int { 1024 }

  /// Tries the first numbers that may be the identifier: those that are called so,
  /// then the others.
  ///
  /// - Parameters:
  ///   - cursor: The line.
  ///   - lead: What is known before anything is passed over.
  ///   - frame: Where the frame goes.
  /// - Throws: ``MalformedFrame`` where the line is a frame that is not read, or
  ///   what is wrong with a number that is called an identifier.
  private mutating func read(
    _ cursor: inout LineCursor, _ lead: PrintedLead,
    into frame: inout CANFrame
  ) throws(MalformedFrame) {
    var flaw = MalformedFrame(.notAFrame, at: 0)
    var others = PrintedCandidates()
    var hasLabelled = false
    var isSearched = false
    var lead = lead
    var count = 0
    while count < PrintedCandidates.maximum, cursor.goToIdentifier(&lead),
      !lead.isForeign
    {
      // Only words behind the last of them could tell that one is an identifier.
      if lead.isBehindNumbers {
        if !hasLabelled, !isSearched, lead.saysNothing {
          if cursor.isBeforePlainText(hasWords: true) { break }
          isSearched = true
        }
        lead.otherNumbers += cursor.passNumbersBeforeOthers()
      }
      let start = cursor.position
      if lead.isLabelled { hasLabelled = true }
      if !evidence.hasStatedForms, cursor.isAtShortNumber {
        // Only beside longer ones of other lines.
      } else if lead.isLabelled {
        if try isFrame(&cursor, lead, &flaw, into: &frame) { return }
        cursor.go(to: start)
      } else if !lead.needsWordsBehind || !cursor.isBeforeJoinedData {
        others.append(
          PrintedCandidate(
            position: start, lead: lead, isBehindLabelled: hasLabelled))
      }
      count += 1
      cursor.passIdentifier(&lead)
      // Most numbers of a dump or a table are too short.
      guard
        evidence.hasStatedForms
          || cursor.line.mayHaveLongIdentifier(from: cursor.position)
      else { break }
    }
    for index in 0..<others.count {
      guard let other = others[index] else { break }
      // The numbers behind an identifier are those of its frame.
      if other.isBehindLabelled, flaw.reason != .notAFrame { break }
      cursor.go(to: other.position)
      if try isFrame(&cursor, other.lead, &flaw, into: &frame) { return }
    }
    throw flaw
  }

  /// Reads a line whose identifier is known.
  ///
  /// - Parameters:
  ///   - cursor: The line, at the number that may be the identifier.
  ///   - lead: What stands before it.
  ///   - flaw: Takes what is wrong with one that is called an identifier.
  ///   - frame: Where the frame goes.
  /// - Returns: Whether it is a frame.
  /// - Throws: ``MalformedFrame`` where the line is a frame that is not read.
  private mutating func isFrame(
    _ cursor: inout LineCursor, _ lead: PrintedLead,
    _ flaw: inout MalformedFrame, into frame: inout CANFrame
  ) throws(MalformedFrame) -> Bool {
    let start = cursor.position
    var tail = PrintedTail()
    var isFrame = cursor.printedTail(lead, &tail, into: &frame)
    if !isFrame, tail.isShort || tail.needsProof, evidence.isStated(tail.form) {
      cursor.go(to: start)
      tail = PrintedTail()
      tail.isShortKnown = true
      tail.isKnown = true
      isFrame = cursor.printedTail(lead, &tail, into: &frame)
    }
    if isFrame {
      // Objects of source code have numbers of all kinds.
      guard !lead.hasBrace || tail.length != nil || tail.form.isPrefixed else {
        throw MalformedFrame(.notAFrame, at: 0)
      }
      try accept(lead, tail, cursor, at: start, into: &frame)
      return true
    }
    if tail.hasDecimalBytes { evidence.noteDecimalBytes(tail.form) }
    if tail.isDecimal, !evidence.hasHexIdentifiers(tail.form) {
      noteDecimal(tail.form)
      throw MalformedFrame(.decimalIdentifier, at: start)
    }
    if tail.announces { throw MalformedFrame(.withoutData, at: start) }
    if let reason = tail.flaw, flaw.reason == .notAFrame {
      flaw = MalformedFrame(reason, at: start)
    }
    if tail.breaksForm { evidence.noteBroken(tail.form) }
    return false
  }

  private mutating func noteDecimal(_ form: PrintedForm) {
    evidence.noteDecimal(form)
    hasDecimals = true
  }

  /// Decides whether what was read is a frame, and completes it.
  private mutating func accept(
    _ lead: PrintedLead, _ tail: PrintedTail, _ cursor: borrowing LineCursor,
    at start: Int, into frame: inout CANFrame
  ) throws(MalformedFrame) {
    if tail.hasHexIdentifier { evidence.noteHexIdentifier(tail.form) }
    guard !evidence.isDecimal(tail.form) else {
      throw MalformedFrame(.decimalIdentifier, at: start)
    }
    guard
      tail.hasLetter || tail.hasPrefixedBytes
        || !evidence.hasDecimalBytes(tail.form)
    else {
      throw MalformedFrame(.uncertain, at: start)
    }
    if tail.hasFourDigits, !tail.isCertain {
      if tail.identifier <= UInt32(StandardID.maximum) {
        evidence.notePadded(tail.form)
      } else if evidence.isPadded(tail.form) {
        // usb-can-analyzer cuts identifiers of 29 bits to four digits.
        throw MalformedFrame(.uncertain, at: start)
      }
    }
    if tail.isCertain {
      if !tail.isShortKnown {
        evidence.noteStated(tail.form, hasLetter: !tail.needsLetters)
      }
      guard !tail.needsLetters || evidence.isLettered(tail.form) else {
        throw MalformedFrame(.uncertain, at: start)
      }
    } else if tail.isEmpty {
      var joined = tail.form
      joined.isJoined = true
      guard evidence.isProved(tail.form) || evidence.isProved(joined) else {
        throw MalformedFrame(.notAFrame, at: 0)
      }
    } else {
      let isHexadecimal =
        tail.form.isPrefixed && !tail.isWeak && !tail.lacksZeros
      let hasLetter = tail.hasLetter || isHexadecimal
      let isAnchor =
        frame.payload.count == 8 && tail.identifier % 8 != 0 && hasLetter
        && !tail.isWeak
      evidence.note(
        tail.form, id: tail.identifier, count: frame.payload.count,
        hasLetter: hasLetter, isAnchor: isAnchor)
      // A single byte is like a joined one.
      var joined = tail.form
      joined.isJoined = frame.payload.count == 1
      guard !evidence.isBroken(tail.form),
        isAnchor || evidence.isProved(tail.form) || evidence.isProved(joined)
      else { throw MalformedFrame(.uncertain, at: start) }
    }
    frame.direction = tail.direction ?? lead.direction
    if let range = lead.interface ?? tail.interface {
      frame.interface = InterfaceName(cursor.line.extracting(range))
    }
    if let time = lead.time {
      frame.timestamp = time.timestamp(&clock)
    } else if let number = lead.number {
      // A number before words counts something else.
      let isTime =
        numbering.isTime(cursor.wholeNumber(number)) && !lead.hasNames
      if number.hasFraction || isTime {
        let unit = tail.hasBus ? .microseconds : cursor.unit(of: number)
        frame.timestamp = try cursor.time(number, in: unit)
          .timestamp(after: nil)
      }
    }
  }
}

/// Tells the numbers of lines from times: they grow by one.
struct LineNumbering: Equatable, Sendable {
  private var last: UInt32?
  private var hasSteps = false
  private var hasOtherSteps = false

  /// Whether a number at the beginning of a line is a time.
  mutating func isTime(_ number: UInt32) -> Bool {
    if let last {
      if number == last &+ 1 { hasSteps = true } else { hasOtherSteps = true }
    }
    last = number
    return hasOtherSteps || !hasSteps
  }

  /// Keeps what is known when the lines are read again.
  mutating func beginAnew() { last = nil }
}

extension LineCursor {
  /// Whether a text follows that says nothing about a frame.
  ///
  /// It has no words that say what a number is, no number in brackets and none that
  /// could be a decimal byte, nor more bytes than a frame has. Behind other words, or
  /// numbers, nothing in it is a frame, or proves anything about others. It is a
  /// first look, which spares most texts the search.
  ///
  /// - Parameter hasWords: Whether other words or numbers stand before it, and a
  ///   byte of the line; else it has to begin with such a word.
  /// - Returns: Whether it does.
  fileprivate func isBeforePlainText(hasWords: Bool) -> Bool {
    var hasWords = hasWords
    var last = 0..<0
    var bytes = 0
    var start = position
    while start < line.count {
      let first = line[start]
      guard first.isWordByte else {
        start &+= 1
        guard first == UInt8(ascii: "[") || first == UInt8(ascii: "(") else {
          continue
        }
        if isShortDecimal(at: start) { return false }
        continue
      }
      let (length, digits) = line.wordLength(at: start)
      let word = line.extracting(start..<(start &+ length))
      // So many in a row are more than a frame has.
      bytes = word.mayBeByte ? bytes &+ 1 : 0
      guard bytes < 9 else { return false }
      if first.decimalValue != nil {
        // What stands behind a time in the same word may be a label, and three
        // digits behind another number a decimal byte.
        guard hasWords,
          line[start &- 1].isBlank || word.hasOnlyDigits(behind: 0)
        else { return false }
        if length == 3, line[start &- 1] != UInt8(ascii: "."),
          line.extracting(last).isHexadecimal
        {
          return false
        }
      } else {
        // An `h` may stand behind a number.
        guard hasWords || digits &+ 1 < length else { return false }
        switch PrintedLabel(word) {
        case .identifier, .length, .data, .standard, .extended, .remote, .can,
          .frame:
          return false
        case .other where length == 1:
          // Letters of esp32_can, and the one of an extended identifier.
          if word.isWidthLetter || word.isName("e") { return false }
          hasWords = true
        case .other, .foreign: hasWords = true
        case .received, .transmitted, .interface, .time, .filler: break
        }
      }
      last = start..<(start &+ length)
      start &+= length
    }
    return hasWords
  }

  /// Whether one or two decimal digits stand at a position, behind any blanks.
  private func isShortDecimal(at start: Int) -> Bool {
    var next = LineCursor(line)
    next.go(to: start)
    next.skipBlanks()
    return next.digits(1...2) != nil && !next.isAtDigit
  }

  /// Whether the number that follows has one or two digits, which is an identifier
  /// only if other lines are frames, or before a letter of esp32_can.
  fileprivate var isAtShortNumber: Bool {
    let length = wordBytes
    guard length <= 2 else { return false }
    var next = ahead()
    next.advance(by: length)
    next.skipGap()
    return next.peek != UInt8(ascii: "S") && next.peek != UInt8(ascii: "X")
  }

  /// Whether joined bytes follow this number, and nothing that could be a decimal
  /// one.
  fileprivate var isBeforeJoinedData: Bool {
    var next = ahead()
    next.advance(by: next.wordBytes)
    guard next.skipBlanks() else { return false }
    let digits = next.hexLength
    guard digits >= 4, digits <= 16, digits % 2 == 0 else { return false }
    next.advance(by: digits)
    guard next.isAtGap else { return false }
    next.skipGap()
    return next.peek != UInt8(ascii: ",") && next.wordBytes != 3
  }

  /// Passes over hexadecimal numbers as long as only blanks stand between one and
  /// the next.
  ///
  /// - Returns: How many they were.
  fileprivate mutating func passNumbersBeforeOthers() -> Int {
    var count = 0
    var next = ahead()
    next.advance(by: next.hexLength)
    while next.isAtGap {
      next.skipGap()
      let start = next.position
      next.advance(by: next.hexLength)
      guard next.position > start, next.isAtEnd || next.isAtGap else { break }
      go(to: start)
      count += 1
    }
    return count
  }

  /// A number without its fraction, as far as 32 bits have it.
  fileprivate func wholeNumber(_ number: NumberField) -> UInt32 {
    var value: UInt32 = 0
    for index in number.start..<number.point {
      value = value &* 10 &+ UInt32(line[index].decimalValue ?? 0)
    }
    return value
  }

  /// What a number at the beginning of a line counts.
  fileprivate func unit(of number: NumberField) -> TimeUnit {
    if number.hasFraction { return .seconds }
    let digits = number.end &- number.start
    if digits != 10 { return digits < 10 ? .milliseconds : .microseconds }
    var cursor = LineCursor(line)
    cursor.go(to: number.start)
    return line[number.start] < UInt8(ascii: "4")
      ? .milliseconds : .microseconds
  }
}

extension Span<UInt8> {
  /// Whether there is a control character other than tabs and those of colours.
  fileprivate var isBinary: Bool {
    guard hasControls else { return false }
    for index in indices
    where self[index] < 0x20 && self[index] != UInt8(ascii: "\t")
      && self[index] != LineCursor.escape
    { return true }
    return false
  }

  /// How long the word at a position is, and how many hexadecimal digits it begins
  /// with.
  @inline(__always)
  fileprivate func wordLength(at start: Int) -> (length: Int, digits: Int) {
    if count &- start >= 8 {
      let word = ASCIIWord(word(at: start))
      let length = word.leadingWordByteCount
      if length < 8 { return (length, Swift.min(word.leadingHexCount, length)) }
    }
    var cursor = LineCursor(self)
    cursor.go(to: start)
    return (cursor.wordBytes, cursor.hexLength)
  }

  /// Whether the word may be a byte: one or two digits, `0x14` or `14h`.
  fileprivate var mayBeByte: Bool {
    guard self[0].hexValue != nil else { return false }
    return count <= 2 || self[1] | 0x20 == UInt8(ascii: "x")
      || self[2] | 0x20 == UInt8(ascii: "h")
  }

  /// Whether all characters are hexadecimal digits.
  fileprivate var isHexadecimal: Bool {
    for index in indices where self[index].hexValue == nil { return false }
    return true
  }

  /// Whether there may be an identifier that needs no other line beside it: a word
  /// of three hexadecimal digits, one of them below 10, `0x`, or a number behind a
  /// letter of esp32_can.
  ///
  /// It is a first look, which spares prose the search.
  ///
  /// - Parameter start: Where to begin, which is no part of a word before.
  /// - Returns: Whether there may be one.
  fileprivate func mayHaveLongIdentifier(from start: Int) -> Bool {
    var start = start
    while let digit = firstDigitIndex(from: start) {
      var first = digit
      while first > start, self[first &- 1].hexValue != nil { first &-= 1 }
      var end = digit &+ 1
      while end < count, self[end].hexValue != nil { end &+= 1 }
      if end &- first >= 3, isWord(first, end) { return true }
      if end < count, self[end] | 0x20 == UInt8(ascii: "x") { return true }
      if isBehindWidthLetter(first) { return true }
      start = end
    }
    return false
  }

  /// Whether hexadecimal digits are a word, also with an `h` behind them.
  private func isWord(_ start: Int, _ end: Int) -> Bool {
    if start > 0, self[start &- 1].isWordByte { return false }
    return end == count || !self[end].isWordByte
      || self[end].lowercased == UInt8(ascii: "h")
  }

  /// Whether `S` or `X` stands before a position, as a word.
  private func isBehindWidthLetter(_ position: Int) -> Bool {
    var end = position
    while end > 0, self[end &- 1].isBlank { end &-= 1 }
    guard end > 0, end < position else { return false }
    let letter = self[end &- 1]
    return (letter == UInt8(ascii: "S") || letter == UInt8(ascii: "X"))
      && (end == 1 || !self[end &- 2].isWordByte)
  }
}
