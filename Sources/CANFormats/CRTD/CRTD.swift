// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

public import CANBus

/// The CRTD format of the Open Vehicle Monitoring System (OVMS).
///
///     line   = time 1*BLANK [bus] (frame | other)
///     time   = 1*DIGIT "." 1*9DIGIT                 ; seconds since 1970
///     bus    = 1*2DIGIT
///     frame  = ("R" | "T") ("11" | "29") 1*BLANK id *(1*BLANK byte)
///     id     = 1*8HEXDIG                            ; 11 or 29 bits
///     byte   = 1*2HEXDIG                            ; 0 to 8 of them
///     other  = "C" 2LETTER [1*BLANK text]           ; comment, event, status
///
/// for example `1320745424.002 1R11 402 FA 01 C3 A0 96 00 07 01`. Records other
/// than frames, such as `CXX`, `CEV`, `CER` and `CST`, all begin with a C. The
/// bus is 1 where none is written. Sources: "CRTD CAN Log Format" 3.1
/// (docs.openvehicles.com), which leaves digits unpadded, and
/// `canformat_crtd.cpp` of OVMS.
public struct CRTD: LineFormat, Sendable {
  /// Creates a parser; the format has no state.
  public init() {}

  /// A time.
  ///
  /// - Parameter byte: The first byte behind blanks.
  /// - Returns: Whether a line can begin with it.
  public static func canBegin(with byte: UInt8) -> Bool {
    byte.decimalValue != nil
  }

  /// Reads one line.
  ///
  /// - Parameters:
  ///   - line: The line without its end.
  ///   - frame: Where the frame goes.
  /// - Returns: Whether the line is a frame; `false` for other records.
  /// - Throws: ``MalformedFrame`` when the line is not of this format.
  public func parse(
    _ line: Span<UInt8>, into frame: inout CANFrame
  ) throws(MalformedFrame) -> Bool {
    var cursor = LineCursor(line)
    cursor.skipBlanks()
    guard let number = cursor.number(), number.hasFraction,
      cursor.skipBlanks()
    else { throw cursor.failure(.notAFrame) }
    frame.reset()
    try cursor.bus(into: &frame)
    guard let isExtended = try cursor.recordType(into: &frame) else {
      return false
    }
    frame.timestamp = try cursor.time(number, in: .seconds)
      .timestamp(after: nil)
    cursor.skipBlanks()
    try cursor.identifier(isExtended: isExtended, into: &frame)
    try cursor.data(into: &frame)
    return true
  }
}

extension LineCursor {
  /// Reads `[bus]`, of which more digits are those of an identifier: `18495CAD`.
  fileprivate mutating func bus(
    into frame: inout CANFrame
  ) throws(MalformedFrame) {
    let start = position
    skipDigits()
    guard position &- start <= 2 else { throw failure(.notAFrame) }
    frame.interface =
      position > start
      ? InterfaceName(line.extracting(start..<position))
      : InterfaceName(word: UInt64(widening: 0x31), count: 1)
  }

  /// Reads the type of a record.
  ///
  /// - Returns: Whether it is a frame of 29 bits, or `nil` if it is no frame.
  fileprivate mutating func recordType(
    into frame: inout CANFrame
  ) throws(MalformedFrame) -> Bool? {
    let start = position
    let length = wordLength
    let failure = failure(.notAFrame)
    guard length == 3 else { throw failure }
    if peek == UInt8(ascii: "C"), line[start &+ 1].isLetter,
      line[start &+ 2].isLetter
    {
      return nil
    }
    if skip(UInt8(ascii: "R")) {
      frame.direction = .received
    } else if skip(UInt8(ascii: "T")) {
      frame.direction = .transmitted
    } else {
      throw failure
    }
    if skip(["1", "1"]) { return false }
    guard skip(["2", "9"]) else { throw failure }
    return true
  }

  fileprivate mutating func identifier(
    isExtended: Bool, into frame: inout CANFrame
  ) throws(MalformedFrame) {
    let start = position
    let digits = hexLength
    guard digits > 0, digits <= 8, let bits = hex(digits), isAtWordEnd else {
      throw failure(.badIdentifier)
    }
    guard let id = FrameID(bits, isExtended: isExtended) else {
      throw MalformedFrame(.identifierOutOfRange, at: start)
    }
    frame.id = id
  }

  /// Whether a remark follows instead of a byte.
  private var endsBehindByte: Bool {
    if isAtRemarkMark { return true }
    var cursor = LineCursor(line)
    cursor.go(to: max(0, position &- 1))
    return cursor.peek.isBlank && cursor.endsBeforeRemark(hasLength: false)
  }

  /// Reads bytes up to the end or a remark.
  fileprivate mutating func data(
    into frame: inout CANFrame
  ) throws(MalformedFrame) {
    skipBlanks()
    while !isAtEnd, !endsBehindByte {
      let start = position
      let digits = hexLength
      guard digits > 0, digits <= 2, let byte = hex(digits),
        isAtWordEnd || isAtRemarkMark
      else {
        throw failure(.badHexDigit)
      }
      guard frame.payload.count < 8 else {
        throw MalformedFrame(.tooMuchData, at: start)
      }
      frame.payload.append(UInt8(truncatingIfNeeded: byte))
      skipBlanks()
    }
    frame.dlc = UInt8(truncatingIfNeeded: frame.payload.count)
  }
}
