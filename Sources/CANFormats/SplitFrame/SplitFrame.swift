// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

public import CANBus

/// Frames that a program prints on several lines.
///
///     received can message (#1) std can_id=0x351 size=8      ; ESPHome
///       can_message.data[0]=14                               ; one line a byte
///
///     Get data from ID: 0x351                                ; Seeed
///     14      2       74      E       74      E       CC      1
///
///     Received packet with id 0x351 and length 8             ; CANReceiver, in hex
///     14 2 74 E 74 E CC 1                                    ; or behind a colon
///
///     Message is in Standard Format                          ; esp32 TWAIreceive
///     ID: 351
///     Byte: 0 = 14, 1 = 02, 2 = 74, 3 = 0e, ...
///
/// The frame is that of its last line; a frame of Seeed without data, whose line of
/// data is empty, that of the line behind it. ESPHome prints bytes at its most verbose
/// levels only; below them, a received frame is announced and its data is missing.
/// A sent one is then logged by the program that sends it. Sources: `canbus.cpp`
/// of ESPHome; the receive examples of Seeed_Arduino_CAN and of TWAI in
/// arduino-esp32.
public struct SplitFrame: LineFormat, Sendable {
  private var pending: CANFrame?
  private var count = 0
  /// Whether an empty line follows the identifier.
  private var hasEmptyLine = false
  private var source = Source.espHome
  private var isExtended: Bool?
  /// Whether the capture has had lines of data.
  private var hasData = false
  /// Whether numbers have turned out to be decimal.
  private var isDecimal = false

  fileprivate enum Source {
    case espHome, seeed, twai
  }

  /// Creates a parser that has seen no line.
  public init() {}

  /// The first letters of all lines, the digits of data, the hyphens of a rule, and
  /// nothing.
  ///
  /// - Parameter byte: The first byte behind blanks.
  /// - Returns: Whether a line can begin with it.
  public static func canBegin(with byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "r"), UInt8(ascii: "s"), UInt8(ascii: "c"),
      UInt8(ascii: "d"), UInt8(ascii: "G"), UInt8(ascii: "g"),
      UInt8(ascii: "M"), UInt8(ascii: "I"), UInt8(ascii: "B"),
      UInt8(ascii: "R"), UInt8(ascii: "-"), 0:
      true
    default: byte.hexValue != nil
    }
  }

  /// Forgets the frame that is not complete, but not what lines have shown.
  mutating func beginAnew() {
    pending = nil
    hasEmptyLine = false
    isExtended = nil
  }

  /// Reads one line.
  ///
  /// - Parameters:
  ///   - line: The line without its end.
  ///   - frame: Where the frame goes.
  /// - Returns: Whether the line completes a frame; `false` for one before it.
  /// - Throws: ``MalformedFrame`` when the line is not of this format, and
  ///   ``MalformedFrame/Reason/withoutData`` for a frame whose data is not
  ///   printed.
  public mutating func parse(
    _ line: Span<UInt8>, into frame: inout CANFrame
  ) throws(MalformedFrame) -> Bool {
    var cursor = LineCursor(line)
    cursor.skipGap()
    switch cursor.peek {
    case UInt8(ascii: "r"), UInt8(ascii: "s"):
      return try announcement(&cursor, into: &frame)
    case UInt8(ascii: "G"), UInt8(ascii: "g"), UInt8(ascii: "I"),
      UInt8(ascii: "M"):
      let waiting = emptyFrame
      let isFrame = try identifier(&cursor)
      guard let waiting else { return isFrame }
      frame = waiting
      return true
    case UInt8(ascii: "-"), 0: return try emptyLine(&cursor, into: &frame)
    case UInt8(ascii: "R"): return try packet(&cursor, into: &frame)
    default: break
    }
    guard var waiting = pending else { throw MalformedFrame(.notAFrame, at: 0) }
    hasEmptyLine = false
    let isComplete: Bool
    switch source {
    case .espHome: isComplete = try cursor.indexedByte(count, &waiting)
    case .seeed:
      if cursor.hasDecimalByte { isDecimal = true }
      if isDecimal { throw MalformedFrame(.decimalIdentifier, at: 0) }
      isComplete = try cursor.byteLine(count, &waiting)
    case .twai: isComplete = try cursor.numberedBytes(&waiting)
    }
    hasData = true
    pending = isComplete ? nil : waiting
    guard isComplete else { return false }
    waiting.dlc = UInt8(truncatingIfNeeded: waiting.payload.count)
    frame = waiting
    return true
  }

  /// The frame without data that waits for a line behind its empty one.
  private var emptyFrame: CANFrame? {
    // One that says how much data it has is not empty.
    guard hasEmptyLine, source == .seeed, let pending, pending.dlc == 0,
      pending.payload.count == 0
    else { return nil }
    return pending
  }

  /// Reads an empty line, or the rule behind it.
  private mutating func emptyLine(
    _ cursor: inout LineCursor, into frame: inout CANFrame
  ) throws(MalformedFrame) -> Bool {
    guard pending != nil, source == .seeed, count == 8 else {
      throw MalformedFrame(.notAFrame, at: 0)
    }
    if cursor.isAtEnd {
      hasEmptyLine = true
      return false
    }
    while cursor.skip(UInt8(ascii: "-")) {}
    cursor.skipGap()
    guard cursor.isAtEnd, let waiting = emptyFrame else {
      throw MalformedFrame(.notAFrame, at: 0)
    }
    pending = nil
    hasEmptyLine = false
    frame = waiting
    return true
  }

  /// Reads the first line of ESPHome.
  private mutating func announcement(
    _ cursor: inout LineCursor, into frame: inout CANFrame
  ) throws(MalformedFrame) -> Bool {
    let isReceived = cursor.skip([
      "r", "e", "c", "e", "i", "v", "e", "d", " ", "c", "a", "n", " ",
    ])
    guard isReceived || cursor.skip(["s", "e", "n", "d", " "]) else {
      throw MalformedFrame(.notAFrame, at: 0)
    }
    var isExtended: Bool?
    var id: UInt32?
    var size: Int?
    var isRemote = false
    while !cursor.isAtEnd {
      cursor.skipGap()
      if cursor.word.isOneOf("std standard") { isExtended = false }
      if cursor.word.isOneOf("ext extended") { isExtended = true }
      if cursor.word.isName("rtr=true") { isRemote = true }
      if cursor.skip(["c", "a", "n", "_"]) { continue }
      if cursor.skip(["i", "d", "=", "0", "x"]) {
        let digits = cursor.hexLength
        id = digits <= 8 ? cursor.hex(digits) : nil
      } else if cursor.skip(["s", "i", "z", "e", "="]) {
        size = cursor.decimal(upTo: 8)
      }
      cursor.skipWord()
    }
    guard let isExtended, let id, let size,
      let number = FrameID(id, isExtended: isExtended)
    else { throw MalformedFrame(.notAFrame, at: 0) }
    var next = CANFrame(id: number)
    next.direction = isReceived ? .received : .transmitted
    source = .espHome
    count = size
    pending = nil
    if isRemote {
      next.kind = .remote
      next.dlc = UInt8(truncatingIfNeeded: size)
    }
    if isRemote || size == 0 {
      frame = next
      return true
    }
    pending = next
    guard hasData || !isReceived else {
      throw MalformedFrame(.withoutData, at: 0)
    }
    return false
  }

  /// Reads a line that has the identifier alone, or its width.
  private mutating func identifier(
    _ cursor: inout LineCursor
  ) throws(MalformedFrame) -> Bool {
    if cursor.skip(["M", "e", "s", "s", "a", "g", "e", " ", "i", "s", " "]) {
      _ = cursor.skip(["i", "n", " "])
      isExtended = cursor.word.isName("extended")
      guard isExtended == true || cursor.word.isName("standard") else {
        throw MalformedFrame(.notAFrame, at: 0)
      }
      return false
    }
    let isSeeed = cursor.skipLetters([
      "g", "e", "t", " ", "d", "a", "t", "a", " ", "f", "r", "o", "m", " ",
    ])
    guard cursor.skipLetters(["i", "d", ":", " "]) else {
      throw MalformedFrame(.notAFrame, at: 0)
    }
    let isPrefixed = cursor.skip(["0", "x"])
    let start = cursor.position
    let digits = cursor.hexLength
    guard digits > 0, digits <= 8, let bits = cursor.hex(digits) else {
      throw MalformedFrame(.notAFrame, at: 0)
    }
    cursor.skipGap()
    guard cursor.isAtEnd else { throw MalformedFrame(.notAFrame, at: 0) }
    // 849 is 0x351, and then no line without `0x` is hexadecimal.
    if !isPrefixed, digits == 3, bits > UInt32(StandardID.maximum) {
      isDecimal = true
    }
    if isDecimal, !isPrefixed {
      throw MalformedFrame(.decimalIdentifier, at: start)
    }
    let isWide = isExtended ?? (bits > UInt32(StandardID.maximum))
    guard let id = FrameID(bits, isExtended: isWide) else {
      throw MalformedFrame(.notAFrame, at: 0)
    }
    pending = CANFrame(id: id)
    pending?.direction = .received
    source = isSeeed ? .seeed : .twai
    count = 8
    hasEmptyLine = false
    isExtended = nil
    return false
  }

  /// Reads `Received [extended] [RTR] packet with id 0x351 and [requested] length 8`.
  private mutating func packet(
    _ cursor: inout LineCursor, into frame: inout CANFrame
  ) throws(MalformedFrame) -> Bool {
    guard cursor.skip(["R", "e", "c", "e", "i", "v", "e", "d", " "]) else {
      throw MalformedFrame(.notAFrame, at: 0)
    }
    let isExtended = cursor.skip([
      "e", "x", "t", "e", "n", "d", "e", "d", " ",
    ])
    let isRemote = cursor.skip(["R", "T", "R", " "])
    guard
      cursor.skip([
        "p", "a", "c", "k", "e", "t", " ", "w", "i", "t", "h", " ", "i", "d",
        " ", "0", "x",
      ])
    else { throw MalformedFrame(.notAFrame, at: 0) }
    let digits = cursor.hexLength
    guard digits > 0, digits <= 8, let bits = cursor.hex(digits),
      let id = FrameID(
        bits, isExtended: isExtended || bits > UInt32(StandardID.maximum)),
      cursor.skip([" ", "a", "n", "d", " "])
    else { throw MalformedFrame(.notAFrame, at: 0) }
    _ = cursor.skip(["r", "e", "q", "u", "e", "s", "t", "e", "d", " "])
    guard cursor.skip(["l", "e", "n", "g", "t", "h", " "]),
      let length = cursor.decimal(upTo: 8)
    else { throw MalformedFrame(.notAFrame, at: 0) }
    var next = CANFrame(id: id)
    next.direction = .received
    next.dlc = UInt8(truncatingIfNeeded: length)
    if !isRemote, cursor.skip(UInt8(ascii: ":")) {
      cursor.skipGap()
      if cursor.hasDecimalByte { isDecimal = true }
      if length > 0 {
        guard let data = cursor.printedData(limit: length, into: &next),
          data.count == length
        else { throw cursor.failure(.tooLittleData) }
        // The bytes of another line are decimal.
        guard !isDecimal || data.hasLetter || data.hasPrefix else {
          throw cursor.failure(.uncertain)
        }
      }
      try cursor.remark(hasLength: true)
      pending = nil
      frame = next
      return true
    }
    source = .seeed
    hasEmptyLine = false
    count = length
    if isRemote { next.kind = .remote }
    guard isRemote || length == 0 else {
      pending = next
      return false
    }
    pending = nil
    frame = next
    return true
  }
}

extension LineCursor {
  /// Reads `can_message.data[0]=14` or `data[0]=14`.
  ///
  /// - Returns: Whether it is the last byte.
  fileprivate mutating func indexedByte(
    _ count: Int, _ frame: inout CANFrame
  ) throws(MalformedFrame) -> Bool {
    _ = skip(["c", "a", "n", "_", "m", "e", "s", "s", "a", "g", "e", "."])
    guard skip(["d", "a", "t", "a", "["]), let index = decimal(upTo: 63),
      skip(["]", "="]), index == frame.payload.count, index < count
    else { throw MalformedFrame(.notAFrame, at: 0) }
    frame.payload.append(try hexByte())
    return frame.payload.count == count
  }

  /// Whether a line of decimal numbers has one of three digits.
  fileprivate var hasDecimalByte: Bool {
    var cursor = ahead()
    var isFound = false
    while true {
      cursor.skipGap()
      if cursor.isAtEnd { return isFound }
      let start = cursor.position
      cursor.skipDigits()
      guard cursor.position > start, cursor.isAtGap else { return false }
      if cursor.position &- start == 3 { isFound = true }
    }
  }

  /// Reads a line of bytes and nothing else.
  fileprivate mutating func byteLine(
    _ count: Int, _ frame: inout CANFrame
  ) throws(MalformedFrame) -> Bool {
    guard let data = printedData(limit: count, into: &frame), !data.goesOn,
      count == 8 || data.count == count
    else { throw MalformedFrame(.notAFrame, at: 0) }
    skipGap()
    guard isAtEnd else { throw MalformedFrame(.notAFrame, at: 0) }
    return true
  }

  /// Reads `Byte: 0 = 14, 1 = 02, `.
  fileprivate mutating func numberedBytes(
    _ frame: inout CANFrame
  ) throws(MalformedFrame) -> Bool {
    guard skip(["B", "y", "t", "e", ":"]) else {
      throw MalformedFrame(.notAFrame, at: 0)
    }
    while true {
      skipGap()
      if isAtEnd { return true }
      guard let index = decimal(upTo: 7), index == frame.payload.count else {
        throw failure(.badHexDigit)
      }
      skipBlanks()
      guard skip(UInt8(ascii: "=")) else { throw failure(.badHexDigit) }
      skipBlanks()
      frame.payload.append(try hexByte())
      _ = skip(UInt8(ascii: ","))
    }
  }
}
