// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

public import CANBus

/// The CAN log of Battery-Emulator.
///
///     line      = "(" time ")" 1*BLANK bus 1*BLANK id 1*BLANK "[" length "]"
///                 *(1*BLANK 1*2HEXDIG) *BLANK
///               | "[" 1*DIGIT " CAN frames not printed]"     ; beside frames
///     time      = 1*DIGIT "." 1*9DIGIT        ; seconds since the device started
///               | 1*3DIGIT                    ; milliseconds: the newer versions
///                                             ; print no point before 1 s
///     bus       = ("RX" | "rx" | "TX" | "tx") 1*2DIGIT
///     id        = 1*7HEXDIG                   ; 11 bits if at most 7FF
///               | 8HEXDIG                     ; 29 bits
///     length    = 1*2DIGIT                    ; above 8 it is CAN FD
///
/// for example `(7.556) TX1 54A [8] 10 0 70 2 0 0 0 2B`. The number is twice that
/// of the interface, and one more for a sent frame: `RX0` and `TX1` are both of
/// the interface `0`. Older versions print neither identifiers nor
/// bytes with leading zeros. Newer ones print `rx` and `tx` for classic frames,
/// but older ones print `RX` and `TX` for all, so that a CAN FD frame of up to 8
/// bytes cannot be told from a classic one and is read as such. Source:
/// `comm_can.cpp` of Battery-Emulator.
public struct BatteryEmulator: LineFormat, Sendable {
  /// Creates a parser; the format has no state.
  public init() {}

  /// The parenthesis, or the bracket of frames not printed.
  ///
  /// - Parameter byte: The first byte behind blanks.
  /// - Returns: Whether a line can begin with it.
  public static func canBegin(with byte: UInt8) -> Bool {
    byte == UInt8(ascii: "(") || byte == UInt8(ascii: "[")
  }

  /// Reads one line.
  ///
  /// - Parameters:
  ///   - line: The line without its end.
  ///   - frame: Where the frame goes.
  /// - Returns: Whether the line is a frame; `false` for one that tells how many
  ///   frames are missing.
  /// - Throws: ``MalformedFrame`` when the line is neither.
  public func parse(
    _ line: Span<UInt8>, into frame: inout CANFrame
  ) throws(MalformedFrame) -> Bool {
    var cursor = LineCursor(line)
    cursor.skipBlanks()
    if cursor.isFrameLoss { return false }
    guard cursor.peek == UInt8(ascii: "("), cursor.busFollowsParenthesis else {
      throw cursor.failure(.notAFrame)
    }
    frame.reset()
    frame.timestamp = try cursor.emulatorTime()
    guard cursor.skipBlanks() else { throw cursor.failure(.badInterface) }
    let isReceived = cursor.peek | 0x20 == UInt8(ascii: "r")
    frame.direction = isReceived ? .received : .transmitted
    cursor.advance(by: 2)
    frame.interface = cursor.emulatorInterface()
    guard cursor.skipBlanks() else { throw cursor.failure(.badIdentifier) }
    try cursor.unmarkedIdentifier(into: &frame)
    guard cursor.skipBlanks() else { throw cursor.failure(.badIdentifier) }
    let length = try cursor.emulatorLength()
    if length > 8 { frame.kind = .flexibleData(FDFlags()) }
    try cursor.unpaddedBytes(length, into: &frame)
    try cursor.remark(hasLength: true)
    guard frame.payload.count == length else {
      throw cursor.failure(.tooLittleData)
    }
    return true
  }
}

extension LineCursor {
  /// Whether the word is the name of a bus of Battery-Emulator, such as `RX0`.
  ///
  /// No other format takes such a word for the name of an interface.
  var isEmulatorBus: Bool {
    // No word that begins otherwise has to be measured.
    let first = peek | 0x20
    guard first == UInt8(ascii: "r") || first == UInt8(ascii: "t") else {
      return false
    }
    let length = wordLength
    guard length == 3 || length == 4, line[position &+ 2].decimalValue != nil,
      line[position &+ length &- 1].decimalValue != nil
    else { return false }
    let x = line[position &+ 1]
    switch line[position] {
    case UInt8(ascii: "R"), UInt8(ascii: "T"): return x == UInt8(ascii: "X")
    case UInt8(ascii: "r"), UInt8(ascii: "t"): return x == UInt8(ascii: "x")
    default: return false
    }
  }

  /// Whether the next parenthesis has the name of a bus behind it.
  fileprivate var busFollowsParenthesis: Bool {
    let index = line.firstIndex(of: UInt8(ascii: ")"), from: position)
    guard let index else { return false }
    var rest = LineCursor(line.extracting((index &+ 1)...))
    return rest.skipBlanks() && rest.isEmulatorBus
  }

  /// Whether the line is `[7 CAN frames not printed]`.
  fileprivate var isFrameLoss: Bool {
    var rest = LineCursor(line.extracting(position...))
    guard rest.skip(UInt8(ascii: "[")), rest.peek.decimalValue != nil else {
      return false
    }
    while rest.peek.decimalValue != nil { rest.advance() }
    return rest.skip([
      " ", "C", "A", "N", " ", "f", "r", "a", "m", "e", "s", " ", "n", "o", "t",
      " ", "p", "r", "i", "n", "t", "e", "d", "]",
    ])
  }

  /// Reads `"(" time ")"`.
  fileprivate mutating func emulatorTime()
    throws(MalformedFrame) -> Timestamp
  {
    let start = position
    let time = try timestamp()
    guard time.notation == .seconds else {
      throw MalformedFrame(.badTimestamp, at: start &+ 1)
    }
    guard time.fractionDigits == 0 else { return time }
    // Parentheses and up to three digits: what looks like seconds is a
    // thousandth of that.
    guard position &- start <= 5 else {
      throw MalformedFrame(.badTimestamp, at: start &+ 1)
    }
    return Timestamp(
      checkedNanoseconds: time.nanoseconds / 1000, fractionDigits: 3,
      notation: .seconds)
  }

  /// Reads the digits behind `RX` or `TX`.
  fileprivate mutating func emulatorInterface() -> InterfaceName {
    var number: UInt8 = 0
    while let digit = peek.decimalValue {
      number = number &* 10 &+ digit
      advance()
    }
    let interface = number / 2
    let zero = UInt64(widening: UInt32(UInt8(ascii: "0")))
    let ones = zero &+ UInt64(widening: UInt32(interface % 10))
    guard interface >= 10 else { return InterfaceName(word: ones, count: 1) }
    let tens = zero &+ UInt64(widening: UInt32(interface / 10))
    return InterfaceName(word: tens | ones &<< 8, count: 2)
  }

  /// Reads `"[" length "]"`.
  fileprivate mutating func emulatorLength() throws(MalformedFrame) -> Int {
    guard skip(UInt8(ascii: "[")) else { throw failure(.badLength) }
    let start = position
    guard let first = peek.decimalValue else { throw failure(.badLength) }
    advance()
    var length = Int(first)
    if let second = peek.decimalValue {
      length = length &* 10 &+ Int(second)
      advance()
    }
    guard skip(UInt8(ascii: "]")), isAtEnd || peek.isBlank else {
      throw failure(.badLength)
    }
    guard length <= Payload.maximumCount else {
      throw MalformedFrame(.badLength, at: start)
    }
    return length
  }
}
