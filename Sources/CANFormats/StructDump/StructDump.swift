// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

public import CANBus

/// The `struct can_frame` that JavaCAN programs print.
///
///     line  = ("CAN frame sending: " | "CAN read frame ")
///             "Buffer (HEX): [" byte 15(", " byte) "]"
///     byte  = "0x" 2HEXDIG
///
/// for example `CAN read frame Buffer (HEX): [0x5C, 0x03, 0x00, ...]`. The bytes
/// are those of ``SocketCANRecord`` with the identifier in little-endian order,
/// as in the memory of the computers that run it. Source: the log of
/// ai-republic/bms-to-inverter.
public struct StructDump: LineFormat, Sendable {
  /// Creates a parser; the format has no state.
  public init() {}

  /// The word `CAN`.
  ///
  /// - Parameter byte: The first byte behind blanks.
  /// - Returns: Whether a line can begin with it.
  public static func canBegin(with byte: UInt8) -> Bool {
    byte == UInt8(ascii: "C")
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
    let start = cursor.position
    guard cursor.skip(["C", "A", "N", " "]) else {
      throw cursor.failure(.notAFrame)
    }
    let isSent = cursor.skip([
      "f", "r", "a", "m", "e", " ", "s", "e", "n", "d", "i", "n", "g", ":", " ",
    ])
    guard
      isSent
        || cursor.skip([
          "r", "e", "a", "d", " ", "f", "r", "a", "m", "e", " ",
        ]),
      cursor.skip([
        "B", "u", "f", "f", "e", "r", " ", "(", "H", "E", "X", ")", ":", " ",
        "[",
      ])
    else { throw MalformedFrame(.notAFrame, at: start) }
    frame.reset()
    frame.direction = isSent ? .transmitted : .received
    let first = cursor.position
    let record = try cursor.record()
    do throws(MalformedFrame) {
      try SocketCANRecord.parse(
        record.span, at: 0, .littleEndian, into: &frame)
    } catch {
      // Each byte takes six characters, `0x5C, `, and the last one four.
      let offset = min(error.offset &* 6, 94)
      throw MalformedFrame(error.reason, at: first &+ offset)
    }
    guard case .flexibleData = frame.kind else { return true }
    throw MalformedFrame(.badLength, at: first &+ 4 &* 6)
  }
}

extension LineCursor {
  /// Reads sixteen bytes, the bracket behind them, and the end of the line.
  fileprivate mutating func record()
    throws(MalformedFrame) -> InlineArray<16, UInt8>
  {
    var record = InlineArray<16, UInt8>(repeating: 0)
    for index in record.indices {
      if index > 0 {
        guard skip([",", " "]) else {
          let isEnd = isAtEnd || peek == UInt8(ascii: "]")
          throw failure(isEnd ? .tooLittleData : .badHexDigit)
        }
      }
      guard skip(["0", "x"]) else {
        throw failure(isAtEnd ? .tooLittleData : .badHexDigit)
      }
      record[index] = try hexByte()
    }
    guard skip(UInt8(ascii: "]")) else {
      throw failure(
        isAtEnd
          ? .tooLittleData
          : peek == UInt8(ascii: ",") ? .tooMuchData : .badHexDigit)
    }
    try endOfLine()
    return record
  }
}
