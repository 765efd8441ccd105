// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

public import CANBus

/// The ASC logging format of Vector's CANoe and CANalyzer.
///
///     line      = header | time 1*BLANK (frame | event)
///     header    = "date" 1*BLANK date
///               | "base" 1*BLANK ("hex" | "dec")
///                 [1*BLANK "timestamps" 1*BLANK ("absolute" | "relative")]
///               | ["no" 1*BLANK] "internal events logged"
///               | "Begin Triggerblock" [1*BLANK date] | "End TriggerBlock"
///     date      = see VectorASC+Date.swift
///     time      = 1*DIGIT ("." | ",") 1*9DIGIT      ; seconds
///     frame     = channel 1*BLANK id 1*BLANK direction 1*BLANK
///                 (data | remote) [1*BLANK details]
///               | channel 1*BLANK "ErrorFrame" [1*BLANK text]
///               | "CANFD" 1*BLANK flexible          ; see VectorASC+CANFD.swift
///               | "CANXL" 1*BLANK flexible          ; the same
///     channel   = 1*DIGIT
///     id        = 1*8HEXDIG ["x"]                   ; 29 bits with x; or a name
///     direction = "Rx" | "Tx"
///     data      = "d" 1*BLANK dlc *(1*BLANK 2HEXDIG)
///     remote    = "r" [1*BLANK dlc]
///     dlc       = HEXDIG                            ; 9 to F are 8 bytes
///     details   = LETTER text                       ; Length = ... ID = 849
///     event     = "Start of measurement" | channel 1*BLANK "Statistic:" text
///               | channel 1*BLANK id 1*BLANK "TxRq" text
///               | known text                        ; behind a header
///     known     = "CAN" | "LIN" | "SV:" | "Status" | ... ; see isKnownEvent
///
/// for example `   0.015991 1  351             Rx   d 2 14 02`. Words are of
/// either case. Of `base dec` identifiers, codes and bytes are decimal. Where a
/// name from a database stands for the identifier, the details have its number
/// in decimal. `TxRq` is the wish to send, before the frame itself.
///
/// Times count from the start of the measurement, or from the line before if
/// they are `relative`. The start is the one of `date`, or of the trigger block
/// if it has the start of the measurement in it. Times that are seconds since 1970
/// themselves are not added to it. Sources: Vector's "CAN, Log &
/// Trigger ASC Logging Format", and what log2asc of can-utils and python-can
/// write.
public struct VectorASC: LineFormat, Sendable {
  private var isDecimal = false
  private var isRelative = false
  private var hasHeader = false
  private var start: ClockTime?
  private var blockStart: ClockTime?
  /// The time of the line before.
  private var elapsed = ClockTime()
  /// What the dates of headers leave in doubt.
  private(set) var doubts = TextDoubts()

  /// Creates a parser that has seen no header: numbers are hexadecimal, and
  /// times count from a start that is not known.
  public init() {}

  /// A time, or the first word of a header.
  ///
  /// - Parameter byte: The first byte behind blanks.
  /// - Returns: Whether a line can begin with it.
  public static func canBegin(with byte: UInt8) -> Bool {
    switch byte | 0x20 {
    case UInt8(ascii: "d"), UInt8(ascii: "b"), UInt8(ascii: "n"),
      UInt8(ascii: "e"), UInt8(ascii: "i"):
      true
    default: byte.decimalValue != nil
    }
  }

  /// Reads one line.
  ///
  /// - Parameters:
  ///   - line: The line without its end.
  ///   - frame: Where the frame goes.
  /// - Returns: Whether the line is a frame; `false` for headers and events.
  /// - Throws: ``MalformedFrame`` when the line is not of this format.
  public mutating func parse(
    _ line: Span<UInt8>, into frame: inout CANFrame
  ) throws(MalformedFrame) -> Bool {
    var cursor = LineCursor(line)
    cursor.skipBlanks()
    if cursor.peek.isLetter {
      apply(try cursor.header())
      return false
    }
    guard let number = cursor.number(allowsComma: true), number.hasFraction,
      cursor.skipBlanks()
    else { throw cursor.failure(.notAFrame) }
    let subject = try cursor.ahead().subject(behindHeader: hasHeader)
    let offset = try cursor.time(number, in: .seconds)
    if case .start = subject, let block = blockStart { setStart(block) }
    frame.reset()
    frame.timestamp = try timestamp(offset, at: number.start)
    switch subject {
    case .start, .event: return false
    case .frame: try cursor.classicFrame(isDecimal: isDecimal, into: &frame)
    case .flexibleFrame:
      try cursor.flexibleFrame(isDecimal: isDecimal, into: &frame)
    case .longFrame: try cursor.longFrame(into: &frame)
    }
    return true
  }

  private mutating func apply(_ header: Header) {
    hasHeader = true
    switch header {
    case .date(let date):
      note(date)
      start = date.time
      elapsed = ClockTime()
      blockStart = nil
    case .base(let isDecimal, let isRelative):
      self.isDecimal = isDecimal
      self.isRelative = isRelative
      elapsed = ClockTime()
    case .block(let date):
      blockStart = date?.time
      if let date { note(date) }
      if let time = date?.time, start == nil { setStart(time) }
    case .other: break
    }
  }

  private mutating func note(_ date: HeaderDate) {
    if date.time == nil { doubts.insert(.unknownMonth) }
    if date.hasWrongWeekday { doubts.insert(.wrongWeekday) }
  }

  private mutating func setStart(_ time: ClockTime) {
    start = time
    elapsed = ClockTime()
  }

  private mutating func timestamp(
    _ offset: ClockTime, at position: Int
  ) throws(MalformedFrame) -> Timestamp {
    let failure = MalformedFrame(.badTimestamp, at: position)
    var offset = offset
    if isRelative {
      guard let sum = elapsed.adding(offset) else { throw failure }
      offset = sum
    }
    let isAbsolute = !isRelative && offset.nanoseconds >= Self.firstAbsolute
    let start = isAbsolute ? nil : start
    guard let timestamp = offset.timestamp(after: start) else { throw failure }
    elapsed = offset
    return timestamp
  }
}

extension VectorASC {
  /// From which time on it counts from 1970: no measurement takes thirty years.
  private static var firstAbsolute: Int64 { 1_000_000_000_000_000_000 }

  /// What a line before the frames says.
  fileprivate enum Header {
    case date(HeaderDate)
    case base(isDecimal: Bool, isRelative: Bool)
    case block(HeaderDate?)
    case other
  }

  /// What a line with a time is about.
  fileprivate enum Subject {
    case frame
    case flexibleFrame
    case longFrame
    case start
    case event
  }
}

extension LineCursor {
  fileprivate mutating func header()
    throws(MalformedFrame) -> VectorASC.Header
  {
    let failure = failure(.notAFrame)
    // Most words are none of these.
    switch peek | 0x20 {
    case UInt8(ascii: "b"), UInt8(ascii: "d"), UInt8(ascii: "e"),
      UInt8(ascii: "i"), UInt8(ascii: "n"):
      break
    default: throw failure
    }
    if skipWord(["d", "a", "t", "e"]) {
      skipBlanks()
      return .date(try date())
    }
    if skipWord(["b", "a", "s", "e"]) {
      skipBlanks()
      let isDecimal = skipWord(["d", "e", "c"])
      guard isDecimal || skipWord(["h", "e", "x"]) else { throw failure }
      skipBlanks()
      _ = skipWord(["t", "i", "m", "e", "s", "t", "a", "m", "p", "s"])
      skipBlanks()
      let isRelative = skipWord(["r", "e", "l", "a", "t", "i", "v", "e"])
      return .base(isDecimal: isDecimal, isRelative: isRelative)
    }
    if skipWord(["b", "e", "g", "i", "n"]) {
      skipBlanks()
      guard skipTriggerBlock() else { throw failure }
      skipBlanks()
      return .block(isAtEnd ? nil : try date())
    }
    if skipWord(["e", "n", "d"]) {
      skipBlanks()
      guard skipTriggerBlock() else { throw failure }
      return .other
    }
    if skipWord(["n", "o"]) { skipBlanks() }
    guard skipWord(["i", "n", "t", "e", "r", "n", "a", "l"]), skipBlanks(),
      skipWord(["e", "v", "e", "n", "t", "s"]), skipBlanks(),
      skipWord(["l", "o", "g", "g", "e", "d"])
    else { throw failure }
    return .other
  }

  private mutating func skipTriggerBlock() -> Bool {
    skipWord(["t", "r", "i", "g", "g", "e", "r", "b", "l", "o", "c", "k"])
  }

  /// Tells a frame from an event by the words behind the time.
  fileprivate consuming func subject(
    behindHeader: Bool
  ) throws(MalformedFrame) -> VectorASC.Subject {
    if skipWord(["c", "a", "n", "f", "d"]) { return .flexibleFrame }
    if skipWord(["c", "a", "n", "x", "l"]) { return .longFrame }
    if isMeasurementStart { return .start }
    if peek.isLetter {
      guard behindHeader, isKnownEvent else { throw failure(.notAFrame) }
      return .event
    }
    let start = position
    skipDigits()
    guard position > start, skipBlanks() else { throw failure(.notAFrame) }
    if isErrorFrame { return .frame }
    if skipLetters(["s", "t", "a", "t", "i", "s", "t", "i", "c", ":"]) {
      return .event
    }
    let isIdentifier = peek.hexValue != nil
    skipWord()
    skipBlanks()
    if skipWord(["t", "x", "r", "q"]) { return .event }
    if direction() != nil { return .frame }
    guard behindHeader, !isIdentifier else { throw failure(.notAFrame) }
    return .event
  }

  /// Whether the first word is one of an event: of another bus, of a status, a
  /// system variable, a trigger, a comment, or the tools themselves.
  private var isKnownEvent: Bool {
    let name = line.extracting(position..<(position &+ wordBytes))
    // The channels of LIN are L1 and so on.
    if name.count == 2, peek.lowercased == UInt8(ascii: "l"),
      name[1].decimalValue != nil
    {
      return true
    }
    return name.isOneOf(
      """
      can lin fr most eth ethernet j1939tp j1587 afdx a429 gps diag wlan sv \
      status statistic log trigger comment measurement start end begin tfs \
      testmodule teststructure capl write marker env lin_bus linsched
      """)
  }

  /// Whether the text is `Start of measurement`.
  private var isMeasurementStart: Bool {
    var cursor = ahead()
    return cursor.skipWord(["s", "t", "a", "r", "t"]) && cursor.skipBlanks()
      && cursor.skipWord(["o", "f"]) && cursor.skipBlanks()
      && cursor.skipLetters(["m", "e", "a", "s", "u", "r", "e"])
  }

  /// Whether the word is `ErrorFrame`.
  private var isErrorFrame: Bool {
    var cursor = ahead()
    return cursor.skipWord(["e", "r", "r", "o", "r", "f", "r", "a", "m", "e"])
  }

  /// Reads `channel`.
  mutating func channel(
    into frame: inout CANFrame
  ) throws(MalformedFrame) {
    let start = position
    skipDigits()
    guard position > start, isAtWordEnd else { throw failure(.badInterface) }
    frame.interface = InterfaceName(line.extracting(start..<position))
    skipBlanks()
  }

  /// Reads a frame of classic CAN, from the channel on.
  fileprivate mutating func classicFrame(
    isDecimal: Bool, into frame: inout CANFrame
  ) throws(MalformedFrame) {
    try channel(into: &frame)
    if isErrorFrame { return frame.becomeBusError() }
    try ascIdentifier(isDecimal: isDecimal, into: &frame)
    skipBlanks()
    frame.direction = direction() ?? .unknown
    skipBlanks()
    if skipWord(["r"]) {
      frame.kind = .remote
      var length = ahead()
      length.skipBlanks()
      if length.peek.hexValue != nil, length.wordLength <= 2 {
        skipBlanks()
        frame.dlc = try lengthCode(isDecimal: isDecimal)
      }
    } else {
      guard skipWord(["d"]) else { throw failure(.badLength) }
      skipBlanks()
      frame.dlc = try lengthCode(isDecimal: isDecimal)
      try ascData(
        min(Int(frame.dlc), 8), isDecimal: isDecimal, into: &frame)
    }
    try remark(hasLength: true)
  }

  /// Reads the words behind `"CANFD"` and what they say.
  fileprivate mutating func flexibleFrame(
    isDecimal: Bool, into frame: inout CANFrame
  ) throws(MalformedFrame) {
    skipWord()
    skipBlanks()
    try channel(into: &frame)
    guard let direction = direction() else { throw failure(.notAFrame) }
    frame.direction = direction
    skipBlanks()
    if isErrorFrame { return frame.becomeBusError() }
    try ascIdentifier(isDecimal: isDecimal, into: &frame)
    try flexibleContent(isDecimal: isDecimal, into: &frame)
  }
}
