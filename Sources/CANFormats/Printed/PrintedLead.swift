// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

internal import CANBus

/// What stands before the identifier of a printed line.
struct PrintedLead {
  /// Whether the line begins with a brace.
  var hasBrace = false
  /// Whether the word before the identifier says that it is one.
  var isLabelled = false
  /// Whether the word that says so stands right behind one that says nothing
  /// about a frame: `Order ID`, `chip id`.
  var isOfOther = false
  /// Whether there is a word of CAN.
  var hasCAN = false
  /// Whether a word names another bus.
  var isForeign = false
  /// Whether there are words that say nothing about a frame.
  var hasOtherWords = false
  var isExtended: Bool?
  var isRemote = false
  /// Whether the value of a flag says so.
  var isRemoteBesideData = false
  /// Whether nothing but a letter has told how wide the identifier is.
  var isWidthLetter = false
  var direction = Direction.unknown
  var interface: Range<Int>?
  var time: LineTime?
  /// The number that the line begins with.
  var number: NumberField?
  /// Whether a bracket stands right before the identifier.
  var isBracketed = false
  /// How many other numbers there are.
  var otherNumbers = 0
  /// Whether a sign, and not only blanks, stands right before the identifier.
  var hasSign = false
  /// Whether words have been passed over.
  fileprivate(set) var hasNames = false
  /// Whether anything but a time and a number has been passed over.
  fileprivate var hasWords = false
  fileprivate var last: PrintedLabel?
  /// Whether the next number belongs to a name that says nothing about a frame:
  /// `rssi=-120`.
  fileprivate var isBehindName = false
}

extension LineCursor {
  /// Moves on to a number that may be an identifier.
  ///
  /// - Parameter lead: Takes in what is passed over.
  /// - Returns: Whether there is one.
  mutating func goToIdentifier(_ lead: inout PrintedLead) -> Bool {
    while true {
      skipGap()
      guard !isAtEnd else { return false }
      if isAtDigit, mayHaveMoment, !isInsideTime {
        if let time = moment() {
          lead.time = time
          lead.last = nil
          continue
        }
        if skipDate() {
          lead.last = nil
          continue
        }
      }
      guard peek.isWordByte else {
        readSign(&lead)
        continue
      }
      if isAtDigit, lead.isAtBeginning, let number = leadNumber() {
        lead.number = number
        lead.last = nil
        // It may as well be the identifier.
        if !number.hasFraction, isPossibleIdentifier(at: number.start) {
          go(to: number.start)
          lead.number = nil
          lead.isLabelled = false
          lead.hasSign = false
          return true
        }
        continue
      }
      if isAtDigit, case .some(.time) = lead.last, let number = leadNumber(),
        number.hasFraction
      {
        lead.number = number
        lead.last = nil
        continue
      }
      if isPossibleIdentifier(at: position) {
        if lead.isBehindName {
          passIdentifier(&lead)
          continue
        }
        // What is called a length or data, behind another number, is that.
        if lead.last.isDataLabel, lead.hasNumbers { return false }
        lead.isLabelled = lead.last.isIdentifierLabel
        return true
      }
      passWord(&lead)
    }
  }

  /// Passes over a number that was no identifier.
  mutating func passIdentifier(_ lead: inout PrintedLead) {
    if isAtDigit, lead.isAtBeginning, let number = leadNumber() {
      lead.number = number
    } else {
      let length = max(wordBytes, 1)
      // `E 18F26677 0300` of a sketch.
      if length == 1, peek == UInt8(ascii: "E"), !lead.hasWords {
        lead.isExtended = true
        lead.isWidthLetter = true
      } else {
        lead.otherNumbers += 1
      }
      lead.hasWords = true
      advance(by: length)
    }
    lead.last = nil
    lead.isBehindName = false
  }

  /// Passes over a date without a time of day.
  private mutating func skipDate() -> Bool {
    let start = position
    guard calendarDate() != nil, isAtEnd || !peek.isWordByte else {
      go(to: start)
      return false
    }
    return true
  }

  /// Reads a decimal number that is a whole word.
  private mutating func leadNumber() -> NumberField? {
    let start = position
    guard let number = number(), isAtEnd || !peek.isWordByte else {
      go(to: start)
      return nil
    }
    return number
  }

  private mutating func readSign(_ lead: inout PrintedLead) {
    switch peek {
    case UInt8(ascii: ":"), UInt8(ascii: "="), UInt8(ascii: "<"),
      UInt8(ascii: ">"), UInt8(ascii: "-"), UInt8(ascii: "["),
      UInt8(ascii: "|"), UInt8(ascii: "#"):
      lead.hasSign = true
      if peek == UInt8(ascii: ":") || peek == UInt8(ascii: "="),
        case .some(.frame) = lead.last
      {
        lead.last = .identifier
      }
      if peek == UInt8(ascii: "[") { lead.isBracketed = true }
      if peek == UInt8(ascii: "="), case .some(.other) = lead.last {
        lead.isBehindName = true
      }
    default:
      lead.hasSign = false
      lead.last = nil
    }
    advance()
  }

  private mutating func passWord(_ lead: inout PrintedLead) {
    let start = position
    let length = wordBytes
    let range = start..<(start &+ length)
    let word = line.extracting(range)
    advance(by: length)
    let isBehindWord = !lead.hasSign && lead.last.isOtherWord
    lead.hasSign = false
    lead.isBehindName = false
    if word.hasOnlyDigits(behind: 0) {
      lead.otherNumbers += 1
      lead.last = nil
      if peek == UInt8(ascii: ".") {
        advance()
        skipDigits()
      }
      lead.hasWords = true
      return
    }
    lead.hasNames = true
    if let denied = deniedFlag(behind: word) {
      lead.setFlag(denied, false)
      lead.last = denied
      lead.hasWords = true
      return
    }
    let label = PrintedLabel(word)
    // "frame from 0x351".
    if case .some(.frame) = lead.last, word.isName("from") {
      lead.last = .identifier
      return
    }
    if label == .identifier {
      lead.isOfOther = isBehindWord && !word.startsWithName("can")
    }
    // "can id" is of CAN, though "can" alone need not be.
    lead.last = word.isName("can") ? .can : label
    lead.hasWords = true
    lead.isBracketed = false
    switch label {
    case .can, .identifier: lead.hasCAN = true
    case .interface: lead.interface = range
    case .standard, .extended, .remote: lead.setFlag(label, flagValue())
    case .received: lead.direction = .received
    case .transmitted: lead.direction = .transmitted
    case .foreign: lead.isForeign = true
    case .other: lead.hasOtherWords = true
    case .filler, .frame: break
    case .length, .data, .time: break
    }
    // `S 351 1402` of the same.
    if label == .other, word.count == 1, word[0] == UInt8(ascii: "S") {
      lead.isExtended = false
      lead.isWidthLetter = true
      lead.hasOtherWords = false
    }
    if label == .identifier {
      // sID and eID of STM32.
      if word.isOneOf("sid stdid") { lead.isExtended = false }
      if word.isOneOf("eid extid") { lead.isExtended = true }
    }
  }

  /// Whether the position is behind a digit and a colon, as within a time.
  private var isInsideTime: Bool {
    position >= 2 && line[position &- 1] == UInt8(ascii: ":")
      && line[position &- 2].decimalValue != nil
  }

  /// Whether a number at a position may be an identifier.
  private func isPossibleIdentifier(at start: Int) -> Bool {
    guard start < line.count, line[start].hexValue != nil else { return false }
    var number = LineCursor(line)
    number.go(to: start)
    if start > 0 {
      let before = line[start &- 1]
      if before.isWordByte || before == UInt8(ascii: ".")
        || before == UInt8(ascii: "/") || before == UInt8(ascii: "\\")
        || before == UInt8(ascii: "+")
      {
        return false
      }
      // Two digits behind another and a colon are part of a time or an address.
      if before == UInt8(ascii: ":"), start > 1,
        line[start &- 2].hexValue != nil
      {
        if number.hexLength == 2, number.wordBytes == 2 { return false }
      }
    }
    return number.skipPrintedNumber() && !number.isAtFraction
  }

  /// Whether a point follows, and a digit.
  var isAtFraction: Bool {
    peek == UInt8(ascii: ".") && position &+ 1 < line.count
      && line[position &+ 1].decimalValue != nil
  }

  /// Passes over what ``printedNumber()`` reads.
  ///
  /// - Returns: Whether it was there; if not, the position is anywhere.
  private mutating func skipPrintedNumber() -> Bool {
    skipHexPrefix()
    let digits = hexLength
    guard digits > 0, digits <= 9 else { return false }
    advance(by: digits)
    if !isAtEnd, peek | 0x20 == UInt8(ascii: "h") { advance() }
    return isAtEnd || !peek.isWordByte
  }

  /// Reads `["0x"] 1*9HEXDIG ["h"]` as a whole word.
  ///
  /// - Returns: The number, how many digits it has, and whether it is marked as
  ///   hexadecimal; `nil` if the word is none.
  mutating func printedNumber() -> PrintedNumber? {
    let start = position
    var isPrefixed = skipHexPrefix()
    let digits = hexLength
    guard digits > 0, digits <= 9 else {
      go(to: start)
      return nil
    }
    let (value, isDecimal) = number(ofDigits: digits)
    advance(by: digits)
    if !isPrefixed, skip(UInt8(ascii: "h")) || skip(UInt8(ascii: "H")) {
      isPrefixed = true
    }
    guard isAtEnd || !peek.isWordByte else {
      go(to: start)
      return nil
    }
    return PrintedNumber(
      value: value, digits: digits, isPrefixed: isPrefixed,
      isDecimal: isDecimal && !isPrefixed)
  }
}

extension LineCursor {
  /// The number that some hexadecimal digits write, of which the value has no more
  /// than eight, and whether all of them are decimal.
  private func number(ofDigits count: Int) -> (value: UInt32, isDecimal: Bool) {
    if count <= 8, line.count >= 8 {
      // Zeros take the place of what stands before them.
      let end = position &+ count
      let start = max(end &- 8, 0)
      let others = UInt64(
        widening: UInt32(truncatingIfNeeded: 8 &- count) &* 8)
      let shift = UInt64(
        widening: UInt32(truncatingIfNeeded: start &+ 8 &- end) &* 8)
      let word = line.word(at: start) &<< shift
      let zeros = Span<UInt8>.all(0x30) &>> (64 &- others)
      let digits = ASCIIWord(
        count == 8 ? word : ((word &>> others) &<< others) | zeros)
      return (digits.hexNumber ?? 0, digits.isDecimal)
    }
    var value: UInt32 = 0
    var isDecimal = true
    for index in position..<(position &+ count) {
      value = value &<< 4 | UInt32(line[index].hexValue ?? 0)
      if line[index].decimalValue == nil { isDecimal = false }
    }
    return (value, isDecimal)
  }
}

/// A number as it is printed.
struct PrintedNumber {
  /// The number, if its digits are hexadecimal.
  let value: UInt32
  let digits: Int
  /// Whether it is marked as hexadecimal.
  let isPrefixed: Bool
  /// Whether it could be a decimal number as well.
  let isDecimal: Bool

  /// Whether a digit is above 9.
  var hasLetter: Bool { !isDecimal && !isPrefixed }
}

extension PrintedLead {
  /// Takes in what a flag says: its value, or its name alone.
  fileprivate mutating func setFlag(_ label: PrintedLabel, _ isSet: Bool?) {
    switch label {
    case .standard: isExtended = isSet == false
    case .extended: isExtended = isSet != false
    case .remote:
      isRemote = isSet != false
      isRemoteBesideData = isSet == true
    default: break
    }
  }

  /// Whether neither words that say nothing about a frame nor other numbers stand
  /// before the identifier.
  var isPlain: Bool { !hasOtherWords && otherNumbers == 0 }

  /// Whether numbers alone cannot be a frame behind it: those of a dump or a table,
  /// of which some have been passed over.
  var isBehindNumbers: Bool {
    otherNumbers > 1 && !isLabelled && !hasCAN && !isWidthLetter
      && isExtended == nil
  }

  /// Whether no word has said anything about a frame.
  var saysNothing: Bool {
    !hasCAN && !isLabelled && !isWidthLetter && !isRemote && isExtended == nil
      && last == nil
  }

  /// Whether only words behind the identifier could tell that it is one, if it is not
  /// called so: other numbers stand before it, or words that say nothing about a
  /// frame.
  var needsWordsBehind: Bool { !isPlain && !hasCAN && !isWidthLetter }

  /// Whether a number has been passed over that is none of a time.
  fileprivate var hasNumbers: Bool {
    otherNumbers > 0 || (number.map { !$0.hasFraction } ?? false)
  }

  /// Whether nothing but blanks and signs has been passed over.
  fileprivate var isAtBeginning: Bool {
    !hasWords && number == nil && time == nil
  }
}

extension PrintedLabel? {
  fileprivate var isOtherWord: Bool {
    if case .some(.other) = self { true } else { false }
  }

  fileprivate var isIdentifierLabel: Bool {
    if case .some(.identifier) = self { true } else { false }
  }

  fileprivate var isDataLabel: Bool {
    switch self {
    case .some(.length), .some(.data): true
    default: false
    }
  }
}
