// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

public import CANBus

/// What candump prints on a console, with any of its options.
///
///     line      = *BLANK ["(" time ")" 1*BLANK] interface 1*BLANK
///                 [flags 1*BLANK] id 1*BLANK "[" length "]" [content]
///     flags     = ("RX" | "TX") BLANK ("B" | "-") BLANK ("E" | "-")  ; -x
///     length    = DIGIT                          ; classic CAN, 0 to 8
///               | 2DIGIT                         ; CAN FD, 00 to 64
///     content   = 1*BLANK "remote request"
///               | *(1*BLANK 2HEXDIG) [1*BLANK "ERRORFRAME"]
///                 [1*BLANK "'" ascii "'"]        ; -a
///
/// for example `  can0  351   [8]  14 02 74 0E 74 0E CC 01`. The flags B and E
/// are the bit rate switch and the error state of CAN FD. As many bytes are
/// data as the length says, so that an ASCII column is never taken for data.
/// Source: `lib.c` and `candump.c` of can-utils.
public struct CandumpConsole: LineFormat, Sendable {
  /// Creates a parser; the format has no state.
  public init() {}

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
    frame.timestamp = nil
    if cursor.peek == UInt8(ascii: "(") {
      frame.timestamp = try cursor.timestamp()
      guard cursor.skipBlanks() else { throw cursor.failure(.badInterface) }
    }
    // Without a length in brackets no mistake makes it a frame.
    guard cursor.rest(contains: UInt8(ascii: "[")) else {
      throw cursor.failure(.notAFrame)
    }
    frame.interface = try cursor.interface()
    guard cursor.skipBlanks() else { throw cursor.failure(.badIdentifier) }
    let flags = try cursor.flags(into: &frame)
    try cursor.identifier(into: &frame)
    guard cursor.skipBlanks(), cursor.peek == UInt8(ascii: "[") else {
      throw cursor.failure(.badIdentifier)
    }
    let (length, isFlexible) = try cursor.length()
    frame.payload.removeAll()
    frame.dlc = CANFrame.lengthCode(for: length)
    if isFlexible, frame.kind == .data { frame.kind = .flexibleData(flags) }
    cursor.skipBlanks()
    if frame.kind == .data, cursor.skip(Self.remoteRequest) {
      frame.kind = .remote
    } else {
      try cursor.data(length, into: &frame)
    }
    try cursor.rest(of: frame.kind)
    return true
  }

  private static var remoteRequest: InlineArray<14, Unicode.Scalar> {
    ["r", "e", "m", "o", "t", "e", " ", "r", "e", "q", "u", "e", "s", "t"]
  }
}

extension LineCursor {
  /// Reads the flags of `candump -x`, if they are there.
  fileprivate mutating func flags(
    into frame: inout CANFrame
  ) throws(MalformedFrame) -> FDFlags {
    frame.direction = .unknown
    if skip(["R", "X", " "]) {
      frame.direction = .received
    } else if skip(["T", "X", " "]) {
      frame.direction = .transmitted
    } else {
      return FDFlags()
    }
    skipBlanks()
    let bitRateSwitch = try flag("B")
    let errorStateIndicator = try flag("E")
    return FDFlags(
      bitRateSwitch: bitRateSwitch, errorStateIndicator: errorStateIndicator)
  }

  private mutating func flag(
    _ letter: Unicode.Scalar
  ) throws(MalformedFrame) -> Bool {
    let isSet = skip(UInt8(ascii: letter))
    guard isSet || skip(UInt8(ascii: "-")), skipBlanks() else {
      throw failure(.badFlags)
    }
    return isSet
  }

  /// Reads `"[" length "]"`.
  fileprivate mutating func length()
    throws(MalformedFrame) -> (count: Int, isFlexible: Bool)
  {
    advance()
    let start = position
    guard let first = peek.decimalValue else { throw failure(.badLength) }
    advance()
    var count = Int(first)
    let second = peek.decimalValue
    if let second {
      count = count &* 10 &+ Int(second)
      advance()
    }
    guard skip(UInt8(ascii: "]")) else { throw failure(.badLength) }
    guard count <= (second == nil ? 8 : Payload.maximumCount) else {
      throw MalformedFrame(.badLength, at: start)
    }
    return (count, second != nil)
  }

  /// Reads as many bytes as the length says.
  fileprivate mutating func data(
    _ count: Int, into frame: inout CANFrame
  ) throws(MalformedFrame) {
    var index = 0
    while index < count {
      skipBlanks()
      guard !isAtEnd, peek != UInt8(ascii: "'") else {
        throw failure(.tooLittleData)
      }
      frame.payload.append(try hexByte())
      guard isAtEnd || peek.isBlank else { throw failure(.badHexDigit) }
      index &+= 1
    }
  }

  /// What may follow the data.
  fileprivate mutating func rest(
    of kind: FrameKind
  ) throws(MalformedFrame) {
    skipBlanks()
    if kind == .error,
      skip(["E", "R", "R", "O", "R", "F", "R", "A", "M", "E"])
    {
      skipBlanks()
    }
    if isAtEnd || peek == UInt8(ascii: "'") { return }
    throw failure(peek.hexValue == nil ? .trailingText : .tooMuchData)
  }
}
