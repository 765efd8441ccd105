// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

internal import CANBus

// What follows "CANFD":
//
//     flexible = channel 1*BLANK direction 1*BLANK id [1*BLANK name]
//                1*BLANK brs 1*BLANK esi 1*BLANK dlc 1*BLANK length
//                *(1*BLANK 2HEXDIG)
//                [1*BLANK duration 1*BLANK bits 1*BLANK flags *(1*BLANK word)]
//              | channel 1*BLANK direction 1*BLANK "ErrorFrame" [1*BLANK text]
//     brs      = "0" | "1"
//     esi      = "0" | "1"
//     length   = 1*2DIGIT                           ; decimal in any base
//     flags    = 1*8HEXDIG                          ; 1000 FD frame, 10 remote
//
// What follows "CANXL" has a type before the identifier:
//
//     flexible = channel 1*BLANK direction 1*BLANK type 1*BLANK duration 1*BLANK
//                bits 1*BLANK id [1*BLANK name] 1*BLANK dlc 1*BLANK length
//                *(1*BLANK 2HEXDIG) *(1*BLANK word)
//     type     = "CBFF" | "CEFF"                    ; classic CAN
//              | "FBFF" | "FEFF"                    ; CAN FD
//              | "XLFF"                             ; CAN XL, not decoded
//
// The first flags, behind a checksum, have 10 for a remote frame, 2000 for the bit
// rate switch and 4000 for the error state of CAN FD.
//
// A channel that can do CAN FD logs classic frames so too, without the flag
// 1000. Where the flags are missing it is CAN FD, and a remote frame if the
// code says that there are bytes and the length that there are none, as
// python-can has it. More than eight bytes are CAN FD without the flag: it is not
// in the oldest logs. Sources: Vector, `asc2log.c` and `log2asc.c` of
// can-utils, python-can.

extension LineCursor {
  /// Reads what stands behind the identifier.
  mutating func flexibleContent(
    isDecimal: Bool, into frame: inout CANFrame
  ) throws(MalformedFrame) {
    skipBlanks()
    if !isFlag { skipWord() }
    let bitRateSwitch = try flag()
    let errorStateIndicator = try flag()
    frame.dlc = try lengthCode(isDecimal: isDecimal)
    skipBlanks()
    let lengthStart = position
    let length = decimal(upTo: Payload.maximumCount)
    let full = CANFrame.byteCount(forLengthCode: frame.dlc)
    // A classic frame has 8 bytes at most, whatever the code says.
    guard let length, length == full || length == min(full, 8) || length == 0,
      isAtWordEnd
    else { throw MalformedFrame(.badLength, at: lengthStart) }
    try ascData(length, isDecimal: isDecimal, into: &frame)
    let flags = try detailFlags()
    let isRemote = flags.map { $0 & 0x10 != 0 } ?? (length == 0 && full > 0)
    let isFlexible = flags.map { $0 & 0x1000 != 0 || length > 8 } ?? true
    if isRemote {
      frame.kind = .remote
      frame.payload.removeAll()
    } else if isFlexible {
      frame.kind = .flexibleData(
        FDFlags(
          bitRateSwitch: bitRateSwitch,
          errorStateIndicator: errorStateIndicator))
    }
    guard isRemote || length == (isFlexible ? full : min(full, 8)) else {
      throw MalformedFrame(.badLength, at: lengthStart)
    }
  }

  /// Reads the words behind `"CANXL"`.
  mutating func longFrame(into frame: inout CANFrame) throws(MalformedFrame) {
    skipWord()
    skipBlanks()
    try channel(into: &frame)
    guard let direction = direction() else { throw failure(.notAFrame) }
    frame.direction = direction
    skipBlanks()
    let type = word
    if type.isName("xlff") { throw failure(.canXL) }
    let isFlexible = type.isOneOf("fbff feff")
    guard isFlexible || type.isOneOf("cbff ceff") else {
      throw failure(.badFlags)
    }
    for _ in 0..<3 {
      skipWord()
      skipBlanks()
    }
    try ascIdentifier(isDecimal: false, into: &frame)
    skipBlanks()
    // A length code has one digit.
    if wordLength != 1 {
      skipWord()
      skipBlanks()
    }
    frame.dlc = try lengthCode(isDecimal: false)
    skipBlanks()
    let lengthStart = position
    guard let length = decimal(upTo: Payload.maximumCount), isAtWordEnd else {
      throw MalformedFrame(.badLength, at: lengthStart)
    }
    try hexBytes(length, into: &frame)
    if isFlexible {
      skipBlanks()
      skipWord()
    }
    skipBlanks()
    skipWord()
    skipBlanks()
    let digits = hexLength
    let flags = digits > 0 && digits <= 8 ? hex(digits) : nil
    guard let flags else { throw failure(.badFlags) }
    if isFlexible {
      frame.kind = .flexibleData(
        FDFlags(
          bitRateSwitch: flags & 0x2000 != 0,
          errorStateIndicator: flags & 0x4000 != 0))
    } else if flags & 0x10 != 0 {
      frame.kind = .remote
      frame.payload.removeAll()
    }
  }

  /// Whether the word is `"0" | "1"`, not the name of a message.
  private var isFlag: Bool {
    wordLength == 1
      && (peek == UInt8(ascii: "0") || peek == UInt8(ascii: "1"))
  }

  private mutating func flag() throws(MalformedFrame) -> Bool {
    skipBlanks()
    guard isFlag else { throw failure(.badFlags) }
    let isSet = peek == UInt8(ascii: "1")
    advance()
    skipBlanks()
    return isSet
  }

  /// Reads `[duration bits flags ...]`.
  private mutating func detailFlags() throws(MalformedFrame) -> UInt32? {
    skipBlanks()
    if isAtEnd { return nil }
    let start = position
    var words = 0
    while words < 2 {
      let first = position
      skipDigits()
      guard position > first, isAtWordEnd else {
        throw MalformedFrame(.trailingText, at: start)
      }
      skipBlanks()
      words &+= 1
    }
    let digits = hexLength
    guard digits > 0, digits <= 8, let flags = hex(digits), isAtWordEnd else {
      throw failure(.badFlags)
    }
    return flags
  }
}
