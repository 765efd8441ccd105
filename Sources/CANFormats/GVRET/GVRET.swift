// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

public import CANBus

/// The CSV of SavvyCAN and of loggers with the GVRET firmware.
///
///     line     = header | frame
///     header   = "Time Stamp,ID" text
///     frame    = time "," id "," extended "," [direction ","] bus "," length
///                *("," [byte])
///     time     = 1*DIGIT ["." 1*3DIGIT]             ; microseconds
///     id       = ["0x"] 1*8HEXDIG
///     extended = "true" | "false"                   ; 29 bits or 11
///     direction = "Rx" | "Tx"                       ; not in older files
///     bus      = 1*DIGIT
///     length   = 1*2DIGIT                           ; 0 to 64 bytes
///     byte     = ["0x"] 1*2HEXDIG
///
/// for example `166064000,00000351,false,Rx,0,2,14,02,`. Letters are of either
/// case and blanks may stand around commas. Cells beyond the length are not
/// data, whatever is in them: SavvyCAN leaves a comma behind the last byte, and
/// older versions fill eight cells up with zeros. There is no column for CAN
/// FD, so that more than 8 bytes are it. Source: `framefileio.cpp` of SavvyCAN.
public struct GVRET: LineFormat, Sendable {
  /// Creates a parser; the format has no state.
  public init() {}

  /// A time, or the header.
  ///
  /// - Parameter byte: The first byte behind blanks.
  /// - Returns: Whether a line can begin with it.
  public static func canBegin(with byte: UInt8) -> Bool {
    byte.decimalValue != nil || byte | 0x20 == UInt8(ascii: "t")
  }

  /// Reads one line.
  ///
  /// - Parameters:
  ///   - line: The line without its end.
  ///   - frame: Where the frame goes.
  /// - Returns: Whether the line is a frame; `false` for the header.
  /// - Throws: ``MalformedFrame`` when the line is not of this format.
  public func parse(
    _ line: Span<UInt8>, into frame: inout CANFrame
  ) throws(MalformedFrame) -> Bool {
    var cursor = LineCursor(line)
    cursor.skipBlanks()
    if cursor.skipLetters(Self.header) { return false }
    guard let number = cursor.number(), cursor.skipComma() else {
      throw cursor.failure(.notAFrame)
    }
    let isExtended = try cursor.ahead().isExtended()
    frame.reset()
    frame.timestamp = try cursor.time(number, in: .microseconds)
      .timestamp(after: nil)
    try cursor.identifier(isExtended: isExtended, into: &frame)
    try cursor.origin(into: &frame)
    let length = try cursor.length(into: &frame)
    try cursor.data(length, into: &frame)
    return true
  }

  private static var header: InlineArray<13, Unicode.Scalar> {
    ["t", "i", "m", "e", " ", "s", "t", "a", "m", "p", ",", "i", "d"]
  }
}

extension LineCursor {
  /// Passes over a comma and the blanks around it.
  fileprivate mutating func skipComma() -> Bool {
    skipBlanks()
    guard skip(UInt8(ascii: ",")) else { return false }
    skipBlanks()
    return true
  }

  /// Whether the cell ends here.
  private var isAtCellEnd: Bool {
    isAtWordEnd || peek == UInt8(ascii: ",")
  }

  /// Reads `["0x"]`.
  private mutating func skipPrefix() {
    if !skip(["0", "x"]) { _ = skip(["0", "X"]) }
  }

  /// Looks for `id "," extended ","`, which no other format has.
  fileprivate consuming func isExtended() throws(MalformedFrame) -> Bool {
    skipPrefix()
    advance(by: hexLength)
    guard skipComma() else { throw failure(.notAFrame) }
    let isExtended = skipLetters(["t", "r", "u", "e"])
    guard isExtended || skipLetters(["f", "a", "l", "s", "e"]), isAtCellEnd
    else { throw failure(.notAFrame) }
    return isExtended
  }

  /// Reads `id "," extended ","`.
  fileprivate mutating func identifier(
    isExtended: Bool, into frame: inout CANFrame
  ) throws(MalformedFrame) {
    let start = position
    skipPrefix()
    let digits = hexLength
    guard digits > 0, digits <= 8, let bits = hex(digits) else {
      throw MalformedFrame(.badIdentifier, at: start)
    }
    guard let id = FrameID(bits, isExtended: isExtended) else {
      throw MalformedFrame(.identifierOutOfRange, at: start)
    }
    frame.id = id
    _ = skipComma()
    while peek.isLetter { advance() }
    guard skipComma() else { throw failure(.badInterface) }
  }

  /// Reads `[direction ","] bus ","`.
  fileprivate mutating func origin(
    into frame: inout CANFrame
  ) throws(MalformedFrame) {
    if skipLetters(["r", "x"]) {
      frame.direction = .received
    } else if skipLetters(["t", "x"]) {
      frame.direction = .transmitted
    }
    if frame.direction != .unknown, !skipComma() {
      throw failure(.badInterface)
    }
    let start = position
    skipDigits()
    guard position > start, isAtCellEnd else { throw failure(.badInterface) }
    frame.interface = InterfaceName(line.extracting(start..<position))
    guard skipComma() else { throw failure(.badLength) }
  }

  /// Reads `length`.
  fileprivate mutating func length(
    into frame: inout CANFrame
  ) throws(MalformedFrame) -> Int {
    let start = position
    guard let length = decimal(upTo: Payload.maximumCount), isAtCellEnd else {
      throw MalformedFrame(.badLength, at: start)
    }
    if length > 8 { frame.kind = .flexibleData(FDFlags()) }
    frame.dlc = CANFrame.lengthCode(for: length)
    return length
  }

  /// Reads `*("," [byte])`.
  fileprivate mutating func data(
    _ count: Int, into frame: inout CANFrame
  ) throws(MalformedFrame) {
    while skipComma() {
      skipPrefix()
      let digits = hexLength
      if frame.payload.count < count, digits <= 2, let byte = hex(digits) {
        guard digits > 0 else {
          throw failure(isAtCellEnd ? .tooLittleData : .badHexDigit)
        }
        frame.payload.append(UInt8(truncatingIfNeeded: byte))
      } else {
        advance(by: digits)
      }
      guard digits <= 2, isAtCellEnd else { throw failure(.badHexDigit) }
    }
    skipBlanks()
    guard isAtEnd else { throw failure(.trailingText) }
    guard frame.payload.count == count else { throw failure(.tooLittleData) }
  }
}
