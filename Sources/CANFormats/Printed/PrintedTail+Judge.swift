// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

internal import CANBus

/// Judging whether what was read is a frame: the rules of ``PrintedFrame``.
extension LineCursor {
  /// Decides by what was read whether it may be a frame.
  func fits(
    _ lead: PrintedLead, _ id: PrintedNumber, _ tail: inout PrintedTail,
    _ data: PrintedBytes
  ) -> Bool {
    tail.hasLetter = data.hasLetter
    tail.hasPrefixedBytes = data.hasPrefix
    tail.isShort = id.digits <= 2 && !id.isPrefixed
    if tail.isDecimal || (tail.isShort && !tail.isShortKnown) { return false }
    guard let length = tail.length else {
      let isFrame = fitsWithoutLength(lead, id, &tail, data)
      if !isFrame, lead.isLabelled, tail.hasDataLabel {
        tail.flaw = data.goesOn ? .tooMuchData : .badHexDigit
      }
      return isFrame
    }
    guard data.count == length, endsBeforeRemark(hasLength: true),
      CANFrame.isPossibleCount(length)
    else {
      let isPlain = !lead.hasOtherWords && lead.otherNumbers == 0
      if lead.isLabelled && tail.form.length == .labelled
        || isPlain && tail.form.length == .bracketed
      {
        tail.flaw =
          !CANFrame.isPossibleCount(length)
          ? .badLength : data.count < length ? .tooLittleData : .tooMuchData
      }
      return false
    }
    // The names of columns, or of bits: remote frames have no data.
    if !tail.isRemoteBesideData { tail.isRemote = false }
    if lead.isLabelled || lead.hasCAN || tail.hasMark {
      tail.isCertain = true
      tail.needsLetters = lead.isOfOther && !looksHexadecimal(id, data)
    } else if tail.form.length == .bare {
      // Numbers alone, and no words that say something else.
      guard !lead.hasOtherWords, !lead.isWidthLetter,
        lead.otherNumbers <= (lead.number == nil ? 0 : 1)
          || lead.isExtended != nil
      else { return false }
      tail.isCertain = true
      // They are no decimal numbers if one of them cannot be.
      tail.needsLetters = !looksHexadecimal(id, data)
    } else {
      let isKnown =
        !lead.hasOtherWords || lead.direction != .unknown
        || lead.interface != nil || (length == 8 && isAtEnd)
      // Behind other words, as candump prints it. Logs of memories have labels.
      let isLikeConsole =
        tail.form.length == .bracketed && length > 1 && data.isPadded
        && !data.isJoined && isAtEnd
      tail.isCertain = isKnown || isLikeConsole
      tail.needsLetters = !isKnown && !looksHexadecimal(id, data)
    }
    return tail.isCertain
  }

  /// Whether a number of the line is no decimal one.
  private func looksHexadecimal(
    _ id: PrintedNumber, _ data: PrintedBytes
  ) -> Bool {
    data.hasLetter || data.hasZero || data.hasPrefix || id.isPrefixed
      || id.hasLetter
  }

  /// Decides about a line that does not state a length.
  private func fitsWithoutLength(
    _ lead: PrintedLead, _ id: PrintedNumber, _ tail: inout PrintedTail,
    _ data: PrintedBytes
  ) -> Bool {
    guard data.count > 0, !tail.isRemote else { return false }
    let looksHexadecimal = looksHexadecimal(id, data)
    // Several bytes of two digits, or eight in one word.
    let isPlainData =
      data.isPadded && (data.isJoined ? data.count == 8 : data.count > 1)
    let isNamed: Bool
    if tail.hasBus {
      isNamed = lead.isPlain
    } else if lead.isLabelled, tail.hasDataLabel || tail.hasMark {
      isNamed = !lead.isOfOther || (isPlainData && data.count == 8)
    } else if tail.hasMark || lead.isLabelled {
      isNamed =
        looksHexadecimal
        && (isPlainData || isNamedByte(lead, id, &tail, data))
    } else if tail.hasDataSign {
      isNamed = isPlainData && (!lead.hasOtherWords || lead.isBracketed)
    } else if lead.hasCAN, tail.hasSign {
      // The sign of "CAN IDs: 0x351 0x355" belongs to other words.
      isNamed =
        data.count > 1 && !data.isJoined && looksHexadecimal
        && (!lead.hasOtherWords || tail.form.separator.isSign)
    } else {
      isNamed =
        lead.isWidthLetter && data.isJoined && !lead.hasOtherWords
        && lead.otherNumbers == 0
    }
    if isNamed {
      guard !isSentence(lead, data, isPlain: isPlainData) else { return false }
      tail.isCertain = endsBeforeRemark(hasLength: false)
      // Several bytes of two digits, or numbers that others show to be such.
      tail.needsLetters = !isPlainData && !looksHexadecimal
      return tail.isCertain
    }
    let isPlain =
      !lead.hasOtherWords && lead.otherNumbers == 0 && !tail.hasOtherWords
      && !lead.isLabelled && !lead.isWidthLetter
    guard isPlain, id.canBeAlone else { return false }
    // Dumps have addresses of four digits, most of them from 0000 on.
    if id.isZeroPadded, tail.form.separator != .colon || id.value == 0 {
      tail.breaksForm = true
      return false
    }
    tail.form.isJoined = data.isJoined
    // Behind `0x351:` bytes may lack their zeros, if letters show that they are no
    // decimal numbers.
    let mayLackZeros =
      id.isPrefixed && !data.isJoined && tail.form.separator.isBeforeData
    guard data.isPadded || mayLackZeros, !data.goesOn else {
      tail.breaksForm = true
      return false
    }
    tail.isWeak = id.isUnusual
    tail.lacksZeros = !data.isPadded
    return endsPlainly
  }

  /// Whether a word follows the data so closely that the line is a sentence about
  /// numbers: because words stand before the identifier as well, the numbers are
  /// not printed as bytes are, or the word tells what they are or counts.
  private func isSentence(
    _ lead: PrintedLead, _ data: PrintedBytes, isPlain: Bool
  ) -> Bool {
    guard peek == UInt8(ascii: " ") else { return false }
    var next = ahead()
    next.advance()
    let word = next.line.extracting(
      next.position..<(next.position &+ next.wordBytes))
    guard word.count > 1, next.peek.isLetter else { return false }
    if word.isOneOf("and are as byte bytes is mean means or to") { return true }
    let isPrinted = isPlain || (data.hasLetter && data.count > 1)
    return lead.hasOtherWords || !isPrinted
  }

  /// Whether a single byte, behind what is called an identifier, is data: at the end
  /// of a line that has no other words, or where other lines of the form are frames.
  private func isNamedByte(
    _ lead: PrintedLead, _ id: PrintedNumber, _ tail: inout PrintedTail,
    _ data: PrintedBytes
  ) -> Bool {
    guard lead.isLabelled, lead.isPlain, !tail.hasOtherWords, data.count == 1,
      data.isPadded, isAtEnd
    else { return false }
    if tail.isKnown || (id.isPrefixed && tail.form.separator.isBeforeData) {
      return true
    }
    tail.needsProof = true
    return false
  }

  /// Whether nothing follows, or a sign or two blanks and a remark.
  private var endsPlainly: Bool {
    if isAtEnd { return true }
    guard isAtGap else { return endsBeforeRemark(hasLength: false) }
    var rest = ahead()
    rest.skipGap()
    if rest.isAtEnd { return true }
    guard endsBeforeRemark(hasLength: false) else { return false }
    return rest.position &- position > 1 || !rest.peek.isWordByte
  }

  /// Decides what a line is that ends before any data.
  func endsWithoutData(
    _ lead: PrintedLead, _ id: PrintedNumber, _ tail: inout PrintedTail,
    into frame: inout CANFrame
  ) -> Bool {
    frame.payload.removeAll()
    tail.isShort = id.digits <= 2 && !id.isPrefixed
    if tail.isShort, !tail.isShortKnown { return false }
    let isStated =
      tail.form.length == .labelled || tail.form.length == .bracketed
      || (tail.form.length == .bare && (tail.length == 0 || tail.isRemote))
    if tail.hasBus {
      tail.isCertain = lead.isPlain
      return tail.isCertain
    }
    if !tail.isRemote, tail.length == nil, isAtEnd {
      if isEmpty(lead, id, tail) {
        tail.isEmpty = true
        return true
      }
      // Announced without data, unless other lines of the form have some.
      if lead.isLabelled, tail.hasDataLabel, tail.hasDataSign {
        if tail.isKnown {
          tail.isCertain = true
          return true
        }
        tail.needsProof = true
      }
    }
    guard let length = tail.length, isStated else {
      // A remote frame may not say how much data it asks for.
      tail.isCertain =
        tail.isRemote && lead.isLabelled && !tail.hasOtherWords
      tail.announces =
        !tail.isRemote && lead.isLabelled && tail.hasDataLabel
        && (id.digits >= 3 || id.isPrefixed)
      return tail.isCertain
    }
    let isNamed = lead.isLabelled || lead.hasCAN || tail.hasMark
    if tail.isRemote {
      tail.isCertain = isNamed || !lead.hasOtherWords
      return tail.isCertain
    }
    guard length > 0 else {
      // So many texts have a 0 behind a number that other lines have to prove it.
      let isPlain =
        !lead.hasOtherWords && lead.otherNumbers == 0 && !tail.hasOtherWords
      tail.isCertain =
        (isNamed && tail.hasDataCode) || (isPlain && tail.isKnown)
      tail.needsProof = isPlain
      return tail.isCertain
    }
    tail.announces =
      isNamed && lead.isLabelled && tail.form.length == .labelled
      && !tail.hasDataLabel
    return false
  }
}

extension LineCursor {
  /// Whether a line has an identifier, a sign such as a colon, and nothing else.
  private func isEmpty(
    _ lead: PrintedLead, _ id: PrintedNumber, _ tail: PrintedTail
  ) -> Bool {
    lead.isPlain && !lead.isLabelled && !lead.isWidthLetter
      && !tail.hasOtherWords && !tail.hasDataLabel && id.canBeAlone
      && tail.form.separator.isBeforeData
  }
}

extension CANFrame {
  /// Whether a frame, classic or CAN FD, can have so many bytes.
  fileprivate static func isPossibleCount(_ count: Int) -> Bool {
    count <= Payload.maximumCount
      && byteCount(forLengthCode: lengthCode(for: count)) == count
  }
}

extension PrintedNumber {
  /// Whether the identifier is like an address, so that its form has to repeat: four
  /// digits or more and no zeros before them, as of Pylontech's high-voltage
  /// batteries, or zeros before all of it.
  fileprivate var isUnusual: Bool {
    digits == 8
      ? value <= 0xFFFF
      : digits >= 4 && (value > UInt32(StandardID.maximum) || !isPrefixed)
  }

  /// Whether a zero stands before three digits, as usb-can-analyzer prints them.
  fileprivate var isZeroPadded: Bool {
    digits == 4 && !isPrefixed && value <= UInt32(StandardID.maximum)
  }

  /// Whether the number may be an identifier without a word that says so: three
  /// digits, also with `0x` and a zero before them, or eight above 7FF.
  fileprivate var canBeAlone: Bool {
    if isDecimalProof { return true }
    guard value <= ExtendedID.maximum else { return false }
    if digits == 8, value > UInt32(StandardID.maximum) { return true }
    if isUnusual { return isPrefixed || digits == 4 }
    guard value <= UInt32(StandardID.maximum) else { return false }
    return digits == 3 || digits == 4
  }
}

extension PrintedForm.Separator {
  /// Whether it is more than blanks.
  fileprivate var isSign: Bool {
    switch self {
    case .blank, .tab, .other: false
    default: true
    }
  }

  /// Whether it says that data follows.
  fileprivate var isBeforeData: Bool {
    switch self {
    case .colon, .hyphen, .equals: true
    default: false
    }
  }
}
