// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

public import CANBus

/// What python-can prints (`can.logger` on a console, `print(message)`).
///
///     line  = "Timestamp:" *BLANK seconds 1*BLANK "ID:" 1*BLANK id 1*BLANK
///             *(flag 1*BLANK) ("DL:" | "DLC:") 1*BLANK 1*2DIGIT
///             *(1*BLANK 2HEXDIG) [1*BLANK "'" text "'"]
///             [1*BLANK "Channel:" 1*BLANK interface]
///     flag  = "S" | "X"                     ; 11 or 29 bits
///           | "Rx" | "Tx"                   ; since 4.0
///           | "E" | "R"                     ; error frame, remote frame
///           | "F" | "BS" | "EI"             ; CAN FD, its bit rate switch and error
///                                           ; state
///
/// for example `Timestamp: 1736935200.123456    ID:      351    S Rx
/// DL:  8    14 02 74 0e 74 0e cc 01     Channel: can0`, in one line. Source:
/// `Message.__str__` of python-can 3.3 to 4.6.
public struct PythonPrinter: LineFormat, Sendable {
  /// Creates a parser; the format has no state.
  public init() {}

  /// The word `Timestamp`.
  ///
  /// - Parameter byte: The first byte behind blanks.
  /// - Returns: Whether a line can begin with it.
  public static func canBegin(with byte: UInt8) -> Bool {
    byte == UInt8(ascii: "T")
  }

  /// Reads one line.
  ///
  /// - Parameters:
  ///   - line: The line without its end.
  ///   - frame: Where the frame goes.
  /// - Returns: `true`, since every line is a frame.
  /// - Throws: ``MalformedFrame`` when the line is not a frame.
  public func parse(
    _ line: Span<UInt8>, into frame: inout CANFrame
  ) throws(MalformedFrame) -> Bool {
    var cursor = LineCursor(line)
    cursor.skipBlanks()
    guard
      cursor.skip(["T", "i", "m", "e", "s", "t", "a", "m", "p", ":"]),
      cursor.skipBlanks()
    else { throw MalformedFrame(.notAFrame, at: 0) }
    frame.reset()
    guard let number = cursor.number(), cursor.skipBlanks(),
      cursor.skip(["I", "D", ":"]), cursor.skipBlanks()
    else { throw MalformedFrame(.notAFrame, at: 0) }
    frame.timestamp = try cursor.time(number, in: .seconds)
      .timestamp(after: nil)
    let start = cursor.position
    let digits = cursor.hexLength
    guard digits > 0, digits <= 8, let bits = cursor.hex(digits),
      cursor.skipBlanks()
    else { throw MalformedFrame(.badIdentifier, at: start) }
    let isExtended = try cursor.printerFlags(into: &frame)
    guard let id = FrameID(bits, isExtended: isExtended) else {
      throw MalformedFrame(.identifierOutOfRange, at: start)
    }
    frame.id = id
    let lengthStart = cursor.position
    var maximumLength = 8
    if case .flexibleData = frame.kind { maximumLength = Payload.maximumCount }
    guard let length = cursor.decimal(upTo: maximumLength) else {
      throw MalformedFrame(.badLength, at: lengthStart)
    }
    frame.dlc = CANFrame.lengthCode(for: length)
    if frame.kind != .remote { try cursor.hexBytes(length, into: &frame) }
    cursor.printerChannel(into: &frame)
    if frame.kind == .error { frame.becomeBusError() }
    return true
  }
}

extension LineCursor {
  /// Reads flags up to the label of the length.
  ///
  /// - Returns: Whether the identifier has 29 bits.
  fileprivate mutating func printerFlags(
    into frame: inout CANFrame
  ) throws(MalformedFrame) -> Bool {
    var isExtended: Bool?
    var flags = FDFlags()
    var isFlexible = false
    while true {
      skipBlanks()
      if skipWord(["s"]) {
        isExtended = false
      } else if skipWord(["x"]) {
        isExtended = true
      } else if let direction = direction() {
        frame.direction = direction
      } else if skipWord(["e"]) {
        frame.kind = .error
      } else if skipWord(["r"]) {
        frame.kind = .remote
      } else if skipWord(["f"]) {
        isFlexible = true
      } else if skipWord(["b", "s"]) {
        flags = FDFlags(
          bitRateSwitch: true, errorStateIndicator: flags.errorStateIndicator)
      } else if skipWord(["e", "i"]) {
        flags = FDFlags(
          bitRateSwitch: flags.bitRateSwitch, errorStateIndicator: true)
      } else {
        break
      }
    }
    guard let isExtended,
      skip(["D", "L", ":"]) || skip(["D", "L", "C", ":"])
    else { throw failure(.badLength) }
    skipBlanks()
    if isFlexible, frame.kind == .data { frame.kind = .flexibleData(flags) }
    return isExtended
  }

  /// Reads `"Channel:" 1*BLANK interface` at the end of the line.
  fileprivate mutating func printerChannel(into frame: inout CANFrame) {
    while !isAtEnd {
      skipBlanks()
      if skip(["C", "h", "a", "n", "n", "e", "l", ":"]) {
        skipBlanks()
        let name = word
        if !name.isEmpty { frame.interface = InterfaceName(name) }
        return
      }
      advance(by: max(wordLength, 1))
    }
  }
}
