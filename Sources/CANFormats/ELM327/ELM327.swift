// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

public import CANBus

/// What an ELM327 and its clones print of a bus, with identifiers and without blanks
/// between the bytes.
///
///     line    = command | frame | end
///     command = "AT" *BLANK ("MA" | ("MR" | "MT") *BLANK 2HEXDIG | "D0" | "D1")
///     frame   = 3HEXDIG [length] *8(2HEXDIG)     ; 11 bits
///             | 8HEXDIG [length] *8(2HEXDIG)     ; 29 bits
///     length  = "0"..."8"                        ; behind `ATD1`
///     end     = "STOPPED" | "BUFFER FULL"
///
/// for example `3511402740E740ECC01`. So many texts have words of digits that they
/// are frames only behind a command that begins to monitor, up to the end or any
/// other command. Digits are capital. Where a command has not said whether lengths
/// are printed, a line that could be read both ways is none. With blanks between the
/// bytes, `PrintedFrame` reads the lines.
///
/// Source: ELM327 data sheet, "AT Commands" and "Monitoring the Bus".
public struct ELM327: LineFormat, Sendable {
  /// Whether a command has begun to monitor the bus.
  private(set) var isMonitoring = false
  /// Whether lengths are printed, if a command has said so.
  private var hasLengths: Bool?

  /// Creates a parser that has seen no command.
  public init() {}

  /// A hexadecimal digit, of which `ATMA` begins with one, or the `S` of
  /// `STOPPED`.
  ///
  /// - Parameter byte: The first byte behind blanks.
  /// - Returns: Whether a line can begin with it.
  public static func canBegin(with byte: UInt8) -> Bool {
    byte.hexValue != nil || byte == UInt8(ascii: "S")
  }

  /// Reads one line.
  ///
  /// - Parameters:
  ///   - line: The line without its end.
  ///   - frame: Where the frame goes.
  /// - Returns: Whether the line is a frame; `false` for a command, or the end.
  /// - Throws: ``MalformedFrame`` when the line is neither.
  public mutating func parse(
    _ line: Span<UInt8>, into frame: inout CANFrame
  ) throws(MalformedFrame) -> Bool {
    var cursor = LineCursor(line)
    cursor.skipBlanks()
    if cursor.skipLetters(["a", "t"]) {
      isMonitoring = false
      if command(&cursor) { return false }
      throw MalformedFrame(.notAFrame, at: 0)
    }
    guard isMonitoring else { throw MalformedFrame(.notAFrame, at: 0) }
    let text = line.extracting(cursor.position...).withoutBlanks
    if text.isExactly("STOPPED") || text.isExactly("BUFFER FULL") {
      isMonitoring = false
      return false
    }
    guard text.isInCapitals else { throw MalformedFrame(.notAFrame, at: 0) }
    try cursor.monitored(text.count, hasLengths, into: &frame)
    return true
  }

  /// Reads what follows `AT`.
  ///
  /// - Returns: Whether it begins to monitor, or says whether lengths are printed.
  private mutating func command(_ cursor: inout LineCursor) -> Bool {
    cursor.skipBlanks()
    var monitors = cursor.skipLetters(["m", "a"])
    var tells = false
    if !monitors,
      cursor.skipLetters(["m", "r"]) || cursor.skipLetters(["m", "t"])
    {
      cursor.skipBlanks()
      monitors = cursor.hexLength == 2
      cursor.advance(by: 2)
    } else if !monitors, cursor.skipLetters(["d"]) {
      let isSet = cursor.skip(UInt8(ascii: "1"))
      tells = isSet || cursor.skip(UInt8(ascii: "0"))
      if tells { hasLengths = isSet }
    }
    cursor.skipBlanks()
    guard cursor.isAtEnd else { return false }
    isMonitoring = monitors
    return monitors || tells
  }
}

extension LineCursor {
  /// Reads a word of digits as a frame.
  ///
  /// - Parameters:
  ///   - count: How many digits there are.
  ///   - hasLengths: Whether a length follows the identifier, if that is known.
  ///   - frame: Where the frame goes.
  /// - Throws: ``MalformedFrame`` when they are none, or could be read in two ways.
  fileprivate mutating func monitored(
    _ count: Int, _ hasLengths: Bool?, into frame: inout CANFrame
  ) throws(MalformedFrame) {
    let start = position
    // Without lengths an even number of digits has 29 bits, and with them 11.
    let isOdd = count & 1 == 1
    let withLength = hasMonitoredLength(isOdd ? 8 : 3, of: count)
    let without = isMonitored(isOdd ? 3 : 8, of: count)
    if let hasLengths {
      guard hasLengths ? withLength : without else {
        throw MalformedFrame(.notAFrame, at: 0)
      }
    } else {
      guard without else { throw MalformedFrame(.notAFrame, at: 0) }
      if withLength { throw MalformedFrame(.uncertain, at: start) }
    }
    let hasLength = hasLengths == true
    let isExtended = isOdd == hasLength
    frame.reset()
    guard let bits = hex(isExtended ? 8 : 3),
      let id = FrameID(bits, isExtended: isExtended)
    else { throw MalformedFrame(.identifierOutOfRange, at: start) }
    if hasLength { advance() }
    frame.kind = .data
    frame.id = id
    while position < start &+ count { frame.payload.append(try hexByte()) }
    frame.dlc = UInt8(truncatingIfNeeded: frame.payload.count)
  }

  /// Whether an identifier of so many digits, and whole bytes, are all digits.
  private func isMonitored(_ digits: Int, of count: Int) -> Bool {
    count >= digits && count <= digits &+ 16
      && (digits == 3 || line[position] < UInt8(ascii: "2"))
      && (digits == 8 || line[position] < UInt8(ascii: "8"))
  }

  /// Whether a length behind an identifier of so many digits agrees.
  private func hasMonitoredLength(_ digits: Int, of count: Int) -> Bool {
    guard count > digits, isMonitored(digits, of: count &- 1),
      let length = line[position &+ digits].decimalValue
    else { return false }
    return digits &+ 1 &+ Int(length) &* 2 == count
  }
}

extension Span<UInt8> {
  /// Whether all characters are hexadecimal digits, letters among them capital.
  fileprivate var isInCapitals: Bool {
    for index in indices
    where self[index].hexValue == nil || self[index] >= UInt8(ascii: "a") {
      return false
    }
    return !isEmpty
  }
}
