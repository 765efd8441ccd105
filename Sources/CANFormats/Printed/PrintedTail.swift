// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

internal import CANBus

/// What a printed line has from its identifier on, beside the data.
struct PrintedTail {
  var form = PrintedForm()
  /// The number of the identifier.
  var identifier: UInt32 = 0
  var direction: Direction?
  /// Whether the line is a frame whatever others show.
  var isCertain = false
  /// Whether a digit of the data is above 9.
  var hasLetter = false
  /// Whether the line is a frame only if other lines of the form have such digits.
  var needsLetters = false
  /// Whether lines of the form are known to be frames.
  var isKnown = false
  /// Whether the line would be a frame if lines of the form were.
  var needsProof = false
  /// Whether the numbers are decimal.
  var isDecimal = false
  /// Whether bytes begin with `0x`.
  var hasPrefixedBytes = false
  /// Whether a byte of three decimal digits follows the data.
  var hasDecimalBytes = false
  /// Whether other lines of the form have to prove it.
  var isWeak = false
  /// Whether bytes lack the zero that others of two digits have.
  var lacksZeros = false
  /// Whether nothing follows the identifier but a sign.
  var isEmpty = false
  /// Whether the identifier has four digits without `0x`.
  var hasFourDigits = false
  /// Whether a letter of esp32_can and the name of a bus follow the identifier, as
  /// ESP32RET prints them.
  var hasBus = false
  /// Whether the line is of its form, and no frame.
  var breaksForm = false
  /// Whether an identifier of one or two digits is enough, since lines of the form
  /// with longer ones are frames.
  var isShortKnown = false
  /// Whether the line would be a frame if its identifier were longer.
  var isShort = false
  /// Whether it says how much data the frame has, and has none.
  var announces = false
  /// Whether the identifier has a digit above 9.
  var hasHexIdentifier = false
  /// What is wrong with a line whose words say that it is a frame.
  var flaw: MalformedFrame.Reason?

  var length: Int?
  var isExtended: Bool?
  var isRemote = false
  /// Whether it is remote even with data behind it: the value of a flag says so.
  var isRemoteBesideData = false
  var hasDataLabel = false
  /// Whether a colon or an equals sign follows the label of the data.
  var hasDataSign = false
  /// Whether the length is called a DLC.
  var hasDataCode = false
  var hasMark = false
  var hasOtherWords = false
  var lastIsWidth = false
  var hasSign = false
  /// Where the name of an interface is.
  var interface: Range<Int>?

  /// Takes note of a byte of three decimal digits behind or among data.
  fileprivate mutating func noteDecimalByte(
    _ data: PrintedBytes, follows: Bool
  ) {
    guard !data.hasLetter, !data.hasPrefix else { return }
    // Behind all the bytes that are stated it is no byte.
    let isByte = follows && length != data.count
    if data.isDecimal || isByte { hasDecimalBytes = true }
  }

  /// Takes in what a flag says.
  ///
  /// - Parameters:
  ///   - label: Which flag it is.
  ///   - isSet: Its value, if it has one; its name alone says that it is set.
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
}

extension LineCursor {
  /// Reads a line from its identifier on.
  ///
  /// - Parameters:
  ///   - lead: What stands before it.
  ///   - tail: What stands behind it, of use also if it is no frame.
  ///   - frame: Where identifier and data go.
  /// - Returns: Whether it may be a frame.
  mutating func printedTail(
    _ lead: PrintedLead, _ tail: inout PrintedTail, into frame: inout CANFrame
  ) -> Bool {
    guard var id = printedNumber() else { return false }
    if let same = sameInParentheses(as: id) { id = same }
    tail.identifier = id.value
    tail.hasHexIdentifier = id.hasLetter
    tail.hasFourDigits = id.digits == 4 && !id.isPrefixed
    tail.form.isPrefixed = id.isPrefixed
    tail.form.hasNumber = lead.number != nil
    tail.form.isLabelled = lead.isLabelled
    tail.hasSign = lead.hasSign
    tail.isRemote = lead.isRemote
    tail.isRemoteBesideData = lead.isRemoteBesideData
    // mcp_can leaves the flag of Linux in identifiers of 11 bits.
    if id.digits == 8, id.isPrefixed, lead.isLabelled,
      let number = id.withoutRemoteFlag
    {
      id = number
      tail.isRemote = true
      tail.isRemoteBesideData = true
    }
    tail.form.separator = separator
    frame.kind = .data
    guard middle(lead, id, &tail, into: &frame) else { return false }
    guard !id.isDecimalProof, setIdentifier(lead, id, tail, into: &frame) else {
      tail.isDecimal = id.isDecimalProof
      if lead.isLabelled { tail.flaw = .identifierOutOfRange }
      return false
    }
    if frame.payload.count > 8 { frame.kind = .flexibleData(FDFlags()) }
    frame.dlc = CANFrame.lengthCode(for: frame.payload.count)
    if tail.isRemote {
      guard (tail.length ?? 0) <= 15 else {
        tail.flaw = .badLength
        return false
      }
      frame.kind = .remote
      frame.payload.removeAll()
      frame.dlc = UInt8(truncatingIfNeeded: tail.length ?? 0)
    }
    return true
  }

  /// Reads the identifier once more, in parentheses and in the other base.
  ///
  ///     same = *BLANK "(" number ")"           ; 0x351 (849), 849 (0x351)
  ///
  /// - Returns: The hexadecimal one of both, or `nil` if there is no other.
  private mutating func sameInParentheses(
    as id: PrintedNumber
  ) -> PrintedNumber? {
    let start = position
    skipGap()
    if skip(UInt8(ascii: "(")), let other = printedNumber(),
      skip(UInt8(ascii: ")"))
    {
      if other.isDecimal, other.decimalValue == id.value { return id }
      if id.isDecimal, id.decimalValue == other.value { return other }
    }
    go(to: start)
    return nil
  }

  /// What separates the identifier, which ends here, from the rest.
  private var separator: PrintedForm.Separator {
    var cursor = ahead()
    let isTab = cursor.peek == UInt8(ascii: "\t")
    cursor.skipGap()
    // A cell in quotes.
    if cursor.skip(["\"", ","]) || cursor.skip(["\"", ";"]) { return .comma }
    switch cursor.peek {
    case UInt8(ascii: ":"): return .colon
    case UInt8(ascii: "-"): return .hyphen
    case UInt8(ascii: ","), UInt8(ascii: ";"): return .comma
    case UInt8(ascii: "|"): return .pipe
    case UInt8(ascii: "="), UInt8(ascii: ">"): return .equals
    case UInt8(ascii: "["), UInt8(ascii: "{"), UInt8(ascii: "("): break
    default:
      if !cursor.isAtEnd, !cursor.peek.isWordByte { return .other }
    }
    return isTab ? .tab : .blank
  }

  /// Sets the identifier, with the width that marks and digits tell.
  private func setIdentifier(
    _ lead: PrintedLead, _ id: PrintedNumber, _ tail: PrintedTail,
    into frame: inout CANFrame
  ) -> Bool {
    // Nine digits are decimal.
    guard id.digits <= 8 else { return false }
    if id.digits == 8, id.value & LinuxFlags.extended != 0 {
      frame.id = .extended(ExtendedID(truncating: id.value))
      return id.value & LinuxFlags.error == 0
    }
    let isExtended =
      tail.isExtended ?? lead.isExtended
      ?? (id.digits == 8 || id.value > UInt32(StandardID.maximum))
    // Three digits above 7FF are no 29-bit identifier.
    if id.digits < 4, id.value > UInt32(StandardID.maximum),
      tail.isExtended ?? lead.isExtended != true
    {
      return false
    }
    guard let number = FrameID(id.value, isExtended: isExtended) else {
      return false
    }
    frame.id = number
    return true
  }

  /// Reads what stands between identifier and data, and the data.
  private mutating func middle(
    _ lead: PrintedLead, _ id: PrintedNumber, _ tail: inout PrintedTail,
    into frame: inout CANFrame
  ) -> Bool {
    while true {
      skipSeparators(&tail)
      if isAtEnd { return endsWithoutData(lead, id, &tail, into: &frame) }
      if let quote = pythonQuote {
        advance(by: quote)
        tail.hasDataLabel = true
        guard pythonBytes(into: &frame) else {
          if lead.isLabelled {
            tail.flaw =
              frame.payload.count == 8
              ? .tooMuchData : isAtEnd ? .tooLittleData : .badHexDigit
          }
          return false
        }
        if frame.payload.count == 0, lead.isLabelled {
          tail.isCertain = endsBeforeRemark(hasLength: false)
          return tail.isCertain
        }
        var data = PrintedBytes()
        data.count = frame.payload.count
        data.hasLetter = true
        return fits(lead, id, &tail, data)
      }
      if tail.length == nil, !tail.hasDataLabel,
        let length = bracketedLength()
      {
        tail.length = length
        tail.form.length = .bracketed
        continue
      }
      if lead.isLabelled || lead.hasCAN, tail.length == nil,
        let length = countOfBytes()
      {
        tail.length = length
        tail.form.length = .labelled
        tail.hasDataLabel = false
        continue
      }
      guard peek.isWordByte else {
        let isComplete = tail.isRemote || tail.length == 0
        let isRemark = isComplete && peek == UInt8(ascii: "(")
        if isRemark || !skipOpening() {
          return endsWithoutData(lead, id, &tail, into: &frame)
        }
        continue
      }
      if isAtNumber {
        if !tail.hasOtherWords || tail.hasDataLabel {
          return numbers(lead, id, &tail, into: &frame)
        }
        // A value beside other words.
        advance(by: wordBytes)
        if peek == UInt8(ascii: ".") { advance() }
        continue
      }
      guard label(lead, &tail) else { return false }
    }
  }

  /// Passes over a bracket or parenthesis with something in it.
  private mutating func skipOpening() -> Bool {
    switch peek {
    case UInt8(ascii: "["), UInt8(ascii: "("), UInt8(ascii: "{"),
      UInt8(ascii: "<"), UInt8(ascii: "]"), UInt8(ascii: ")"),
      UInt8(ascii: "."), UInt8(ascii: "%"), UInt8(ascii: "+"),
      UInt8(ascii: "/"), UInt8(ascii: "!"):
      advance()
      return true
    default: return false
    }
  }

  private mutating func skipSeparators(_ tail: inout PrintedTail) {
    while !isAtEnd {
      if skipGap() { continue }
      switch peek {
      case UInt8(ascii: ":"), UInt8(ascii: "="), UInt8(ascii: "-"),
        UInt8(ascii: ">"), UInt8(ascii: "|"):
        tail.hasSign = true
        advance()
      case UInt8(ascii: ","), UInt8(ascii: ";"), UInt8(ascii: "\""),
        UInt8(ascii: "`"), UInt8(ascii: "*"):
        advance()
      case UInt8(ascii: "'") where pythonQuote == nil: advance()
      default: return
      }
    }
  }

  /// Reads `"[" 1*2DIGIT "]"`, or the same in parentheses.
  private mutating func bracketedLength() -> Int? {
    let start = position
    let isBracket = skip(UInt8(ascii: "["))
    guard isBracket || skip(UInt8(ascii: "(")) else { return nil }
    skipBlanks()
    if let number = digits(1...2), number <= 64 {
      skipBlanks()
      if skip(isBracket ? UInt8(ascii: "]") : UInt8(ascii: ")")) {
        return Int(number)
      }
    }
    go(to: start)
    return nil
  }

  /// Reads `8 bytes`, which states the length.
  private mutating func countOfBytes() -> Int? {
    guard isAtDigit else { return nil }
    let start = position
    if let number = digits(1...2), number <= 64, skipGap() {
      let word = line.extracting(position..<(position &+ wordBytes))
      if word.isOneOf("bytes byte") {
        advance(by: word.count)
        return Int(number)
      }
    }
    go(to: start)
    return nil
  }

  /// Whether a number follows, and no label of one letter such as `D:`.
  private var isAtNumber: Bool {
    var cursor = ahead()
    guard !cursor.skipHexPrefix() else {
      return cursor.peek.hexValue != nil
    }
    let digits = cursor.hexLength
    guard digits > 0 else { return false }
    cursor.advance(by: digits)
    if !cursor.isAtEnd, cursor.peek.isWordByte {
      guard cursor.peek.lowercased == UInt8(ascii: "h") else { return false }
      cursor.advance()
      return cursor.isAtEnd || !cursor.peek.isWordByte
    }
    guard digits == 1, peek.isLetter else { return true }
    // `e` before joined data says that the identifier is extended.
    if cursor.peek == UInt8(ascii: ":") || cursor.peek == UInt8(ascii: "=") {
      return false
    }
    cursor.skipGap()
    return !(peek.lowercased == UInt8(ascii: "e") && cursor.hexLength > 3)
  }

  /// Reads a label, and the number or word that belongs to it.
  ///
  /// - Returns: Whether the line may go on.
  private mutating func label(
    _ lead: PrintedLead, _ tail: inout PrintedTail
  ) -> Bool {
    let length = wordBytes
    let word = line.extracting(position..<(position &+ length))
    let label = word.isName("e") ? .extended : PrintedLabel(word)
    advance(by: length)
    // Other buses have bytes as well, but no identifiers that are called so.
    if word.isName("bytes"), lead.isLabelled,
      peek == UInt8(ascii: ":") || peek == UInt8(ascii: "=")
    {
      return true
    }
    if let denied = deniedFlag(behind: word) {
      tail.setFlag(denied, false)
      tail.hasMark = true
      return true
    }
    if case .interface = label, tail.lastIsWidth { tail.hasBus = true }
    tail.lastIsWidth = false
    // "Data" before another word is no label of the data.
    tail.hasDataLabel = false
    tail.hasDataSign = false
    switch label {
    case .length:
      var cursor = ahead()
      cursor.skipSeparators(&tail)
      guard let number = cursor.lengthNumber() else { return true }
      tail.length = number
      tail.form.length = .labelled
      if word.endsWithName("dlc") { tail.hasDataCode = true }
      go(to: cursor.position)
    case .data:
      tail.hasDataLabel = true
      var next = ahead()
      next.skipGap()
      tail.hasDataSign =
        next.peek == UInt8(ascii: ":") || next.peek == UInt8(ascii: "=")
    case .standard, .extended:
      let isSet = flagValue()
      tail.setFlag(label, isSet)
      if isSet != nil || isBeforeFrameWord || word.isName("e") {
        tail.hasMark = true
      }
    case .remote:
      let isSet = flagValue()
      tail.setFlag(label, isSet)
      if isSet != nil { tail.hasMark = true }
    case .received: tail.direction = .received
    case .transmitted: tail.direction = .transmitted
    case .can: tail.hasMark = true
    case .other where length == 1 && word.isWidthLetter:
      // `S` and `X` of esp32_can.
      tail.isExtended = word.isName("x")
      tail.lastIsWidth = true
    case .foreign: return false
    case .interface:
      tail.interface = (position &- length)..<position
    case .identifier, .filler, .frame, .time: break
    case .other: tail.hasOtherWords = true
    }
    return true
  }

  /// Whether "ID", "frame" or "format" follows.
  private var isBeforeFrameWord: Bool {
    var next = ahead()
    next.skipGap()
    let word = next.line.extracting(
      next.position..<(next.position &+ next.wordBytes))
    return word.isOneOf("id frame format")
  }

  /// Reads `1*2DIGIT`, `"0x" 1*2HEXDIG` or the same in brackets.
  private mutating func lengthNumber() -> Int? {
    if let length = bracketedLength() { return length }
    let start = position
    if skipHexPrefix() {
      let digits = hexLength
      if digits > 0, digits <= 2, let length = hex(digits), length <= 64 {
        return Int(length)
      }
    } else if let length = digits(1...2), length <= 64, !isAtDigit {
      return Int(length)
    }
    go(to: start)
    return nil
  }

  /// Reads the length, if it is a number alone, and the data.
  private mutating func numbers(
    _ lead: PrintedLead, _ id: PrintedNumber, _ tail: inout PrintedTail,
    into frame: inout CANFrame
  ) -> Bool {
    let start = position
    if tail.length == nil, !tail.hasDataLabel, tail.interface == nil {
      if tail.lastIsWidth {
        var glued = tail
        if gluedData(lead, id, &glued, into: &frame) {
          tail = glued
          return true
        }
        go(to: start)
      }
      let isPrefixed = peek == UInt8(ascii: "0") && wordBytes > 2
      if tail.form.separator.isBeforeLength, wordBytes == 1 || isPrefixed,
        let length = lengthNumber(), length > 0, length <= 8,
        !isAtEnd, !peek.isWordByte, !isAtFraction
      {
        var rest = tail
        rest.form.length = .bare
        skipSeparators(&rest)
        _ = skipOpening()
        // Where all bytes have `0x`, the first one is no length.
        if isPrefixed, ahead().startsWithPrefix() {
          go(to: start)
          return dataWithoutLength(lead, id, &tail, into: &frame)
        }
        rest.length = length
        // PCAN-View: `305h 8 Remote Request`.
        if lead.isPlain, id.isPrefixed || id.hasLetter, isAtRemoteWord {
          tail.form.length = .bare
          tail.length = length
          tail.isRemote = true
          return endsWithoutData(lead, id, &tail, into: &frame)
        }
        if bareData(lead, id, &rest, into: &frame) {
          tail = rest
          return true
        }
        if rest.isDecimal || rest.isShort || rest.hasDecimalBytes {
          tail = rest
          return false
        }
      }
      go(to: start)
      if isAtLastZero, tail.form.separator.isBeforeLength {
        tail.form.length = .bare
        tail.length = 0
        return endsWithoutData(lead, id, &tail, into: &frame)
      }
    }
    return dataWithoutLength(lead, id, &tail, into: &frame)
  }

  /// Whether "remote" or "RTR" follows.
  private var isAtRemoteWord: Bool {
    let word = line.extracting(position..<(position &+ wordBytes))
    return word.isOneOf("remote rtr")
  }

  /// Whether nothing follows but a zero.
  private var isAtLastZero: Bool {
    var next = ahead()
    guard next.skip(UInt8(ascii: "0")) else { return false }
    while next.skipGap() || next.skip(UInt8(ascii: ",")) {}
    return next.isAtEnd
  }

  /// Reads data up to something else, or as much as a label has said.
  private mutating func dataWithoutLength(
    _ lead: PrintedLead, _ id: PrintedNumber, _ tail: inout PrintedTail,
    into frame: inout CANFrame
  ) -> Bool {
    guard
      let data = printedData(
        limit: tail.length ?? 8, isDecimal: false, into: &frame)
    else {
      tail.hasDecimalBytes = isBeforeDecimalBytes
      return false
    }
    if data.goesOn { tail.breaksForm = true }
    tail.noteDecimalByte(data, follows: isBeforeDecimalByte)
    return fits(lead, id, &tail, data)
  }

  /// Whether three decimal digits up to 255 follow, as a word.
  private var isBeforeDecimalByte: Bool {
    var next = ahead()
    return next.skipDecimalByte()
  }

  /// Whether such a byte follows, and another number: alone it may be damaged.
  private var isBeforeDecimalBytes: Bool {
    var next = ahead()
    guard next.skipDecimalByte() else { return false }
    next.skipByteGap()
    return next.isAtDigit && next.wordBytes <= 3
  }

  private mutating func skipDecimalByte() -> Bool {
    skipByteGap()
    guard wordBytes == 3, let number = digits(3...3) else { return false }
    return number > 99 && number <= 255
  }

  private mutating func skipByteGap() {
    skipGap()
    _ = skip(UInt8(ascii: ",")) || skip(UInt8(ascii: ";"))
    skipGap()
  }

  /// Whether `0x` follows.
  private consuming func startsWithPrefix() -> Bool {
    skipHexPrefix()
  }

  /// Reads as many bytes as a number before them says.
  private mutating func bareData(
    _ lead: PrintedLead, _ id: PrintedNumber, _ tail: inout PrintedTail,
    into frame: inout CANFrame
  ) -> Bool {
    guard let length = tail.length else { return false }
    guard
      let data = printedData(
        limit: length, isDecimal: id.isDecimal, into: &frame)
    else {
      tail.hasDecimalBytes = isBeforeDecimalBytes
      return false
    }
    tail.noteDecimalByte(data, follows: isBeforeDecimalByte)
    if data.isDecimal {
      // A number above FF proves it, if nothing is hexadecimal.
      tail.isDecimal = !data.hasLetter && data.count == length && isAtGap
      return false
    }
    return fits(lead, id, &tail, data)
  }

  /// Reads the length and the first byte in one word, as the example of esp32_can
  /// prints them: `351 S 814 2 74 E 74 E CC 1`.
  private mutating func gluedData(
    _ lead: PrintedLead, _ id: PrintedNumber, _ tail: inout PrintedTail,
    into frame: inout CANFrame
  ) -> Bool {
    let digits = wordBytes
    guard let length = peek.decimalValue, length > 0, length <= 8 else {
      return false
    }
    advance()
    guard digits >= 2, digits <= 3,
      let data = printedData(
        limit: Int(length), isDecimal: false, into: &frame)
    else { return false }
    tail.length = Int(length)
    tail.form.length = .bare
    // The letter says that it is a frame, whatever its identifier is.
    tail.hasMark = true
    tail.isShortKnown = true
    return fits(lead, id, &tail, data)
  }
}

extension Span<UInt8> {
  /// Whether the word is `S` or `X`.
  var isWidthLetter: Bool {
    self[0] == UInt8(ascii: "S") || self[0] == UInt8(ascii: "X")
  }
}

extension PrintedForm.Separator {
  /// Whether a length may stand behind it without a label: a colon or hyphen is
  /// before data.
  fileprivate var isBeforeLength: Bool {
    switch self {
    case .blank, .tab, .comma, .pipe: true
    default: false
    }
  }
}

extension PrintedNumber {
  /// The number that the digits are if they are decimal.
  fileprivate var decimalValue: UInt32 {
    var number: UInt32 = 0
    for place in 0..<digits {
      let shift = UInt32(truncatingIfNeeded: (digits &- 1 &- place) &* 4)
      // Nine digits are more than the value has.
      let digit = shift < 32 ? value &>> shift & 15 : 0
      number = number &* 10 &+ digit
    }
    return number
  }

  /// The identifier without the flag of a remote frame, or `nil` if it has none.
  fileprivate var withoutRemoteFlag: PrintedNumber? {
    let bits = value & ~LinuxFlags.remote
    guard value & LinuxFlags.remote != 0,
      bits & ~LinuxFlags.extended <= ExtendedID.maximum
    else { return nil }
    return PrintedNumber(
      value: bits, digits: 8, isPrefixed: true, isDecimal: false)
  }

  /// Whether the number can only be a decimal identifier.
  var isDecimalProof: Bool {
    guard isDecimal else { return false }
    return digits == 9 || (digits == 3 && value > UInt32(StandardID.maximum))
  }
}
