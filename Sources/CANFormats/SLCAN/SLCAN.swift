// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

public import CANBus

/// What serial adapters with the LAWICEL protocol (slcan) send.
///
///     line   = ["b'"] kind id length *(2HEXDIG) [time] [remark]
///     kind   = "t" | "T"                    ; data, 11 or 29 bits
///            | "r" | "R"                    ; remote, 11 or 29 bits
///            | "d" | "D" | "b" | "B"        ; CAN FD, without or with BRS
///     id     = 3HEXDIG | 8HEXDIG
///     length = HEXDIG                       ; 0 to 8, of CAN FD 0 to F
///     time   = 4HEXDIG                      ; milliseconds, 0 to 59,999
///
/// for example `t35181402740E740ECC0104D2`. Lines end with a carriage return.
/// Blanks within the data are passed over, as a terminal puts them where it breaks
/// a line; no remark follows then. Sources: the manual of the LAWICEL CANUSB; the CAN FD letters are those
/// of python-can and of CANable 2.
public struct SLCAN: LineFormat, Sendable {
  /// The time of the line before, and how many minutes have passed.
  private var last: Int32 = 0
  private var minutes: Int32 = 0
  /// Whether a frame with data has been read: so many names are like an empty one,
  /// or one of CAN FD.
  private var isKnown = false

  /// Creates a parser that has seen no line.
  public init() {}

  /// The letter of the kind, or that of a Python literal.
  ///
  /// - Parameter byte: The first byte behind blanks.
  /// - Returns: Whether a line can begin with it.
  public static func canBegin(with byte: UInt8) -> Bool {
    switch byte | 0x20 {
    case UInt8(ascii: "t"), UInt8(ascii: "r"), UInt8(ascii: "d"),
      UInt8(ascii: "b"):
      byte.isLetter
    default: false
    }
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
    var cursor = LineCursor(line)
    cursor.skipBlanks()
    _ = cursor.skip(["b", "'"]) || cursor.skip(["b", "\""])
    let start = cursor.position
    let letter = cursor.peek
    guard Self.canBegin(with: letter) else { throw cursor.failure(.notAFrame) }
    cursor.advance()
    frame.reset()
    let isExtended = letter & 0x20 == 0
    guard let bits = cursor.hex(isExtended ? 8 : 3),
      let id = FrameID(bits, isExtended: isExtended),
      let code = cursor.peek.hexValue
    else { throw MalformedFrame(.notAFrame, at: start) }
    cursor.advance()
    frame.id = id
    frame.dlc = code
    switch letter | 0x20 {
    case UInt8(ascii: "t"), UInt8(ascii: "r"):
      guard code <= 8 else { throw MalformedFrame(.notAFrame, at: start) }
      if letter | 0x20 == UInt8(ascii: "r") { frame.kind = .remote }
    case UInt8(ascii: "d"): frame.kind = .flexibleData(FDFlags())
    default: frame.kind = .flexibleData(FDFlags(bitRateSwitch: true))
    }
    let count =
      frame.kind == .remote ? 0 : CANFrame.byteCount(forLengthCode: code)
    let dataStart = cursor.position
    for _ in 0..<count {
      cursor.skipBlanks()
      guard let byte = cursor.wrappedByte() else {
        // Only a line with all its data is one of this format for certain.
        throw MalformedFrame(.notAFrame, at: start)
      }
      frame.payload.append(byte)
    }
    let isWrapped = cursor.position &- dataStart > count &* 2
    let digits = cursor.hexLength
    if digits == 4, let time = cursor.hex(4), time < 60_000 {
      frame.timestamp = timestamp(Int32(truncatingIfNeeded: time))
    }
    let isData = letter | 0x20 == UInt8(ascii: "t") && count > 0
    guard isData || isKnown else { throw MalformedFrame(.notAFrame, at: start) }
    // So little data may be one of many names before a word: `t1000 lathe`.
    guard cursor.endsBeforeRemark(hasLength: true),
      !cursor.isBeforeWord || (isData && count > 1),
      !cursor.isBeforeConsoleFrame,
      !isWrapped || cursor.isAtEnd
    else {
      throw MalformedFrame(.notAFrame, at: start)
    }
    if isData { isKnown = true }
    return true
  }

  /// Keeps that the format is in use, for reading the lines again.
  mutating func beginAnew() {
    last = 0
    minutes = 0
  }

  /// The time since the minute of the first line.
  private mutating func timestamp(_ milliseconds: Int32) -> Timestamp? {
    if milliseconds < last { minutes &+= 1 }
    last = milliseconds
    let total =
      Int64(widening: minutes) &* 60_000 &+ Int64(widening: milliseconds)
    return Timestamp(nanoseconds: total &* 1_000_000, fractionDigits: 3)
  }
}

extension LineCursor {
  /// Whether a word follows.
  fileprivate var isBeforeWord: Bool {
    var rest = ahead()
    rest.skipGap()
    return rest.peek.isWordByte
  }

  /// Whether the identifier and length of a frame of ``CandumpConsole`` follow this
  /// word, which would be its interface.
  fileprivate var isBeforeConsoleFrame: Bool {
    if isAtEnd { return false }
    var rest = ahead()
    rest.skipWord()
    rest.skipGap()
    let digits = rest.hexLength
    rest.advance(by: digits)
    return digits > 0 && rest.skipGap()
      && (rest.peek == UInt8(ascii: "[") || rest.peek == UInt8(ascii: "{"))
  }

  /// Reads two hexadecimal digits, which a blank may separate.
  fileprivate mutating func wrappedByte() -> UInt8? {
    guard let high = peek.hexValue else { return nil }
    advance()
    skipBlanks()
    guard let low = peek.hexValue else { return nil }
    advance()
    return high &<< 4 | low
  }
}
