// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

public import CANBus

/// The log of BUSMASTER.
///
///     line    = "***" text "***"            ; header, see below
///             | time 1*BLANK direction 1*BLANK channel 1*BLANK id 1*BLANK type
///               1*BLANK dlc *(1*BLANK byte)
///     time    = 1*DIGIT ":" 2DIGIT ":" 2DIGIT ":" 1*9DIGIT   ; fraction last
///     direction = "Rx" | "Tx"
///     channel = 1*DIGIT
///     id      = ["0x"] 1*8HEXDIG | 1*9DIGIT  ; hexadecimal or decimal
///     type    = ("s" | "x") ["r"]            ; 11 or 29 bits, remote frame
///     byte    = 2HEXDIG | 1*3DIGIT
///
/// for example `10:00:00:1234 Rx 1 0x351 s 8 14 02 74 0E 74 0E CC 01`. The header
/// tells when the log begins (`START DATE AND TIME 15:1:2025 10:0:0:123`), whether
/// numbers are hexadecimal (`HEX`) or decimal (`DEC`), and what times are: of day
/// (`SYSTEM MODE`), since the beginning (`ABSOLUTE MODE`), or since the line before
/// (`RELATIVE MODE`). Source: the logging of BUSMASTER 3.2.
public struct Busmaster: LineFormat, Sendable {
  private var isDecimal = false
  private var mode = Mode.system
  private var hasHeader = false
  private var start: ClockTime?
  private var startOfDay: ClockTime?
  private var clock = DayClock()
  /// The time of the line before.
  private var elapsed = ClockTime()

  fileprivate enum Mode {
    case system, absolute, relative
  }

  /// Creates a parser that has seen no header.
  public init() {}

  /// The asterisks of a header, or a time.
  ///
  /// - Parameter byte: The first byte behind blanks.
  /// - Returns: Whether a line can begin with it.
  public static func canBegin(with byte: UInt8) -> Bool {
    byte == UInt8(ascii: "*") || byte.decimalValue != nil
  }

  /// Reads one line.
  ///
  /// - Parameters:
  ///   - line: The line without its end.
  ///   - frame: Where the frame goes.
  /// - Returns: Whether the line is a frame; `false` for a header.
  /// - Throws: ``MalformedFrame`` when the line is not of this format.
  public mutating func parse(
    _ line: Span<UInt8>, into frame: inout CANFrame
  ) throws(MalformedFrame) -> Bool {
    var cursor = LineCursor(line)
    cursor.skipBlanks()
    if cursor.skip(["*", "*", "*"]) {
      guard readHeader(&cursor) else { throw MalformedFrame(.notAFrame, at: 0) }
      return false
    }
    let begin = cursor.position
    guard let time = cursor.elapsedTime(), cursor.skipBlanks(),
      let direction = cursor.direction(), cursor.skipBlanks(), cursor.isAtDigit
    else { throw MalformedFrame(.notAFrame, at: 0) }
    frame.reset()
    frame.direction = direction
    let channel = cursor.position
    cursor.skipDigits()
    frame.interface = InterfaceName(line.extracting(channel..<cursor.position))
    guard cursor.skipBlanks() else { throw cursor.failure(.badInterface) }
    try cursor.content(isDecimal: isDecimal, into: &frame)
    guard let timestamp = timestamp(time) else {
      throw MalformedFrame(.badTimestamp, at: begin)
    }
    frame.timestamp = timestamp
    return true
  }

  private mutating func timestamp(_ time: ClockTime) -> Timestamp? {
    switch mode {
    case .system: return clock.time(ofDay: time).timestamp(after: startOfDay)
    case .absolute: return time.timestamp(after: start)
    case .relative:
      guard let sum = elapsed.adding(time) else { return nil }
      elapsed = sum
      return sum.timestamp(after: start)
    }
  }

  /// Reads what stands between asterisks.
  ///
  /// - Returns: Whether it is a header of BUSMASTER: its first line is, and any
  ///   that comes behind it.
  private mutating func readHeader(_ cursor: inout LineCursor) -> Bool {
    let start = cursor.position
    let end =
      cursor.line.firstIndex(of: UInt8(ascii: "*"), from: start)
      ?? cursor.line.count
    let text = cursor.line.extracting(start..<end)
    if text.startsWithName("busmaster ver") {
      self = Busmaster()
      hasHeader = true
    } else if text.startsWithName("start date and time ") {
      cursor.advance(by: 20)
      readStart(&cursor)
      hasHeader = true
    } else if text.isName("dec") || text.isName("hex") {
      isDecimal = text.isName("dec")
    } else if text.isName("system mode") {
      mode = .system
    } else if text.isName("absolute mode") {
      mode = .absolute
    } else if text.isName("relative mode") {
      mode = .relative
    }
    return hasHeader
  }

  /// Reads `15:1:2025 10:0:0:123`: day, month and year, and milliseconds last.
  private mutating func readStart(_ cursor: inout LineCursor) {
    guard let day = cursor.digits(1...2), cursor.skip(UInt8(ascii: ":")),
      let month = cursor.digits(1...2), cursor.skip(UInt8(ascii: ":")),
      let year = cursor.digits(4...4), cursor.skipBlanks(),
      (1970...2261).contains(year),
      let days = LineCursor.checkedDays(year: year, month: month, day: day),
      let hour = cursor.digits(1...2), cursor.skip(UInt8(ascii: ":")),
      let minute = cursor.digits(1...2), cursor.skip(UInt8(ascii: ":")),
      let second = cursor.digits(1...2), cursor.skip(UInt8(ascii: ":")),
      let milliseconds = cursor.digits(1...3)
    else { return }
    let seconds = (hour &* 60 &+ minute) &* 60 &+ second
    startOfDay = ClockTime(days: days, ClockTime())
    start = ClockTime(
      days: days,
      ClockTime(
        nanoseconds: Int64(widening: seconds) &* 1_000_000_000
          &+ Int64(widening: milliseconds) &* 1_000_000,
        fractionDigits: 3))
  }
}

extension LineCursor {
  /// Reads hours, minutes, seconds and their fraction, with a colon before each.
  fileprivate mutating func elapsedTime() -> ClockTime? {
    guard let hour = digits(1...6), skip(UInt8(ascii: ":")),
      let minute = digits(2...2), minute < 60, skip(UInt8(ascii: ":")),
      let second = digits(2...2), second < 61, skip(UInt8(ascii: ":")),
      isAtDigit
    else { return nil }
    var nanoseconds: Int32 = 0
    var count: UInt8 = 0
    while count < 9, let digit = peek.decimalValue {
      nanoseconds = nanoseconds &* 10 &+ Int32(digit)
      count &+= 1
      advance()
    }
    for _ in count..<9 { nanoseconds = nanoseconds &* 10 }
    let minutes = Int64(widening: hour) &* 60 &+ Int64(widening: minute)
    let seconds = minutes &* 60 &+ Int64(widening: second)
    let fraction = Int64(widening: nanoseconds)
    return ClockTime(
      nanoseconds: seconds &* 1_000_000_000 &+ fraction,
      fractionDigits: count)
  }

  /// Reads identifier, type, length and data.
  fileprivate mutating func content(
    isDecimal: Bool, into frame: inout CANFrame
  ) throws(MalformedFrame) {
    let start = position
    _ = skip(["0", "x"])
    let bits: UInt32?
    if isDecimal {
      bits = decimalIdentifier()
    } else {
      let digits = hexLength
      bits = digits > 0 && digits <= 8 ? hex(digits) : nil
    }
    guard let bits, skipBlanks() else {
      throw MalformedFrame(.badIdentifier, at: start)
    }
    let isExtended = peek | 0x20 == UInt8(ascii: "x")
    guard isExtended || peek | 0x20 == UInt8(ascii: "s") else {
      throw failure(.badIdentifier)
    }
    guard let id = FrameID(bits, isExtended: isExtended) else {
      throw MalformedFrame(.identifierOutOfRange, at: start)
    }
    frame.id = id
    advance()
    let isRemote = skip(UInt8(ascii: "r")) || skip(UInt8(ascii: "R"))
    guard skipBlanks() else { throw failure(.badLength) }
    let lengthStart = position
    guard let length = decimal(upTo: 8), isAtWordEnd else {
      throw MalformedFrame(.badLength, at: lengthStart)
    }
    frame.dlc = UInt8(truncatingIfNeeded: length)
    if isRemote {
      frame.kind = .remote
    } else {
      try ascData(length, isDecimal: isDecimal, into: &frame)
    }
    try remark(hasLength: true)
  }

  /// Reads up to nine decimal digits.
  private mutating func decimalIdentifier() -> UInt32? {
    var value: UInt32 = 0
    let start = position
    while let digit = peek.decimalValue {
      guard position &- start < 9 else { return nil }
      value = value &* 10 &+ UInt32(digit)
      advance()
    }
    return position > start ? value : nil
  }
}
