// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

public import CANBus

/// The candump log format (`candump -l` and `-L`), and the cansend syntax.
///
///     line      = [("(" time ")" | rest) 1*BLANK interface 1*BLANK] frame
///                 [1*BLANK direction] [remark]
///     rest      = *(DIGIT | ".") ")"                ; of a time whose beginning
///                                                   ; is lost
///     time      = 1*DIGIT ["." 1*9DIGIT]            ; seconds, or the date and
///                                                   ; time of candump -t A
///     frame     = id "#" data ["_" dlc]             ; classic CAN
///               | id "#" ("R" | "r") [length ["_" dlc]]      ; remote frame
///               | id "##" flags data                ; CAN FD
///               | (3HEXDIG | 5HEXDIG) "#" 2HEXDIG ":" text   ; CAN XL, which is
///                                                   ; not decoded
///     id        = 3HEXDIG                           ; 11 bits
///               | 8HEXDIG                           ; 29 bits, or an error
///                                                   ; frame with bit 29 set
///     data      = *(["."] 2HEXDIG) ["."]
///     flags     = HEXDIG                            ; 1 BRS, 2 ESI, 4 FDF
///     dlc       = HEXDIG                            ; 9 to F, with 8 bytes
///     direction = "R" | "T"
///
/// for example `(1436509052.249713) can0 351#1402740E740ECC01`. Source: `lib.h`,
/// `lib.c` (`parse_canframe`) and `candump.c` of can-utils.
public struct CandumpLog: LineFormat, Sendable {
  /// Creates a parser; the format has no state.
  public init() {}

  /// Any byte may begin a mistake before a `#`.
  ///
  /// - Parameter byte: The first byte behind blanks.
  /// - Returns: Whether a line can begin with it.
  public static func canBegin(with byte: UInt8) -> Bool {
    true
  }

  /// Reads one line of any shape that the grammar allows.
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
    if cursor.peek == UInt8(ascii: "(") {
      // Without the mark it is one only if it is cut off before it.
      guard cursor.rest(contains: UInt8(ascii: "#")) || cursor.isCutOff else {
        throw cursor.failure(.notAFrame)
      }
      frame.timestamp = try cursor.timestamp()
      try cursor.interfaceAndIdentifier(into: &frame)
      try cursor.content(into: &frame)
      return true
    }
    if cursor.skipRestOfTime() {
      try cursor.frameBehindRestOfTime(into: &frame)
      return true
    }
    guard cursor.firstWordHasMark else { throw cursor.failure(.notAFrame) }
    frame.timestamp = nil
    frame.interface = InterfaceName()
    try cursor.markedIdentifier(into: &frame)
    try cursor.content(into: &frame)
    return true
  }

  /// Reads one line if it begins with a parenthesis and, frame or not, is one of this
  /// format for certain, or if it is a frame behind the rest of a time.
  ///
  ///     (1436509052.249713) can0 351#1402740E740ECC0
  ///
  /// Of the others that begin like this ``CandumpConsole`` has no `#` in its third
  /// word, and ``BatteryEmulator`` its own names of buses.
  ///
  /// - Parameters:
  ///   - line: The line without its end.
  ///   - usual: What lines before have begun with.
  ///   - frame: Where the frame goes.
  /// - Returns: Whether it is.
  /// - Throws: ``MalformedFrame``, the same as ``parse(_:into:)``.
  func parseCertain(
    _ line: Span<UInt8>, _ usual: UsualLogLine, into frame: inout CANFrame
  ) throws(MalformedFrame) -> Bool {
    var cursor = LineCursor(line)
    guard cursor.peek == UInt8(ascii: "(") else {
      guard cursor.skipRestOfTime() else { return false }
      do throws(MalformedFrame) {
        try cursor.frameBehindRestOfTime(into: &frame)
        return true
      } catch {
        return false
      }
    }
    if let start = usual.head(of: line, into: &frame) {
      cursor.go(to: start)
      try cursor.content(into: &frame)
      return true
    }
    do throws(MalformedFrame) {
      frame.timestamp = try cursor.timestamp()
      try cursor.interfaceAndIdentifier(into: &frame)
    } catch {
      cursor.go(to: 0)
      guard cursor.isCertainLog else { return false }
      throw error
    }
    // No other format has the mark behind these.
    try cursor.content(into: &frame)
    return true
  }
}

extension LineCursor {
  /// Whether an interface and a word with the mark follow the parenthesis, or the line
  /// is cut off before or in an identifier.
  fileprivate var isCertainLog: Bool {
    guard let end = line.firstIndex(of: UInt8(ascii: ")"), from: position)
    else { return true }
    var cursor = ahead()
    cursor.go(to: end &+ 1)
    cursor.skipBlanks()
    if cursor.isEmulatorBus || cursor.peek == Self.escape { return false }
    cursor.skipWord()
    cursor.skipBlanks()
    if cursor.isAtEnd { return true }
    guard cursor.peek.isWordByte else { return false }
    let digits = cursor.hexLength
    if cursor.position &+ digits == line.count { return true }
    return line[cursor.position &+ digits] == UInt8(ascii: "#")
      || cursor.word.hasByte(UInt8(ascii: "#"))
  }

  /// Reads the frame of a line whose time has lost its beginning.
  fileprivate mutating func frameBehindRestOfTime(
    into frame: inout CANFrame
  ) throws(MalformedFrame) {
    frame.timestamp = nil
    frame.interface = try interface()
    skipBlanks()
    try markedIdentifier(into: &frame)
    try content(into: &frame)
  }

  /// Reads what stands between the time and the data.
  fileprivate mutating func interfaceAndIdentifier(
    into frame: inout CANFrame
  ) throws(MalformedFrame) {
    guard skipBlanks() else { throw failure(.badInterface) }
    frame.interface = try interface()
    guard skipBlanks() else { throw failure(.badIdentifier) }
    try markedIdentifier(into: &frame)
  }

  /// Whether a line that begins with a parenthesis ends before its third word
  /// does, and that word can be an identifier.
  fileprivate var isCutOff: Bool {
    var cursor = ahead()
    let end = line.firstIndex(of: UInt8(ascii: ")"), from: position)
    guard let end else { return true }
    cursor.go(to: end &+ 1)
    cursor.skipBlanks()
    if cursor.isEmulatorBus { return false }
    cursor.skipWord()
    cursor.skipBlanks()
    return cursor.position &+ cursor.hexLength == line.count
  }

  /// Passes over the end of a time before an interface and a frame.
  fileprivate mutating func skipRestOfTime() -> Bool {
    let start = position
    while isAtDigit || peek == UInt8(ascii: ".") { advance() }
    if skip(UInt8(ascii: ")")), skipBlanks() {
      var frame = ahead()
      frame.skipWord()
      frame.skipBlanks()
      if frame.firstWordHasMark { return true }
    }
    go(to: start)
    return false
  }

  /// Whether the mark stands in the first word, which does not begin with a sign
  /// of a prefix.
  fileprivate var firstWordHasMark: Bool {
    switch peek {
    case UInt8(ascii: "`"), UInt8(ascii: "*"), UInt8(ascii: "_"),
      UInt8(ascii: "\""), UInt8(ascii: "'"), UInt8(ascii: "|"),
      UInt8(ascii: ">"), UInt8(ascii: "-"), UInt8(ascii: "+"),
      UInt8(ascii: "["), UInt8(ascii: "<"):
      return false
    default: break
    }
    let mark = line.firstIndex(of: UInt8(ascii: "#"), from: position)
    guard let mark, mark > position, mark < position &+ wordLength else {
      return false
    }
    // Nor has it a colon, as the number of a line has.
    return !line.extracting(position..<mark).hasByte(UInt8(ascii: ":"))
  }

  /// Reads `id "#"`.
  fileprivate mutating func markedIdentifier(
    into frame: inout CANFrame
  ) throws(MalformedFrame) {
    if let mark = offsetOfCANXLMark {
      throw MalformedFrame(.canXL, at: mark)
    }
    try identifier(into: &frame)
    guard skip(UInt8(ascii: "#")) else { throw failure(.badIdentifier) }
  }

  /// Reads what stands behind the mark, up to the end of the line.
  fileprivate mutating func content(
    into frame: inout CANFrame
  ) throws(MalformedFrame) {
    frame.payload.removeAll()
    if skip(UInt8(ascii: "#")) {
      try flexibleContent(into: &frame)
    } else if skip(UInt8(ascii: "R")) || skip(UInt8(ascii: "r")) {
      try remoteContent(into: &frame)
    } else {
      try classicContent(into: &frame)
    }
    try direction(into: &frame)
  }

  /// Where the first colon is if the word looks like CAN XL, such as
  /// `45123#81:00:12345678#112233`.
  fileprivate var offsetOfCANXLMark: Int? {
    guard isColon(at: position &+ 6) || isColon(at: position &+ 8) else {
      return nil
    }
    var index = position
    while index < line.count, line[index].hexValue != nil { index &+= 1 }
    let digits = index &- position
    guard digits == 3 || digits == 5, index &+ 3 < line.count,
      line[index] == UInt8(ascii: "#"), line[index &+ 1].hexValue != nil,
      line[index &+ 2].hexValue != nil, line[index &+ 3] == UInt8(ascii: ":")
    else { return nil }
    return index &+ 3
  }

  private func isColon(at index: Int) -> Bool {
    index < line.count && line[index] == UInt8(ascii: ":")
  }

  /// Reads `data ["_" dlc]`.
  fileprivate mutating func classicContent(
    into frame: inout CANFrame
  ) throws(MalformedFrame) {
    try data(into: &frame, limit: 8)
    frame.dlc = UInt8(truncatingIfNeeded: frame.payload.count)
    try rawLengthCode(into: &frame)
  }

  /// Reads `[length ["_" dlc]]`.
  fileprivate mutating func remoteContent(
    into frame: inout CANFrame
  ) throws(MalformedFrame) {
    guard frame.kind == .data else { throw failure(.badIdentifier) }
    frame.kind = .remote
    frame.dlc = 0
    if let length = peek.decimalValue {
      guard length <= 8 else { throw failure(.badLength) }
      frame.dlc = length
      advance()
    }
    try rawLengthCode(into: &frame)
  }

  /// Reads `flags data`.
  fileprivate mutating func flexibleContent(
    into frame: inout CANFrame
  ) throws(MalformedFrame) {
    guard frame.kind == .data else { throw failure(.badIdentifier) }
    guard let flags = peek.hexValue else { throw failure(.badFlags) }
    advance()
    frame.kind = .flexibleData(FDFlags(linuxBits: flags))
    try data(into: &frame, limit: Payload.maximumCount)
    frame.dlc = CANFrame.lengthCode(for: frame.payload.count)
  }

  /// Reads pairs of digits up to something else.
  private mutating func data(
    into frame: inout CANFrame, limit: Int
  ) throws(MalformedFrame) {
    leadingData(into: &frame)
    while !isAtEnd, !peek.isBlank, !isAtRemarkMark {
      if skip(UInt8(ascii: ".")), isAtEnd || peek.isBlank { return }
      let start = position
      let byte = try hexByte()
      guard frame.payload.count < limit else {
        throw MalformedFrame(.tooMuchData, at: start)
      }
      frame.payload.append(byte)
    }
  }

  /// Reads the digits of up to eight bytes at once, if the line is long enough;
  /// any that it leaves are read one by one.
  private mutating func leadingData(into frame: inout CANFrame) {
    guard line.count >= 16 else { return }
    let digits = ASCIIWords(line, at: position).leadingHex
    let count = digits.count &>> 1
    frame.payload.assign(ClassicPayload(word: digits.bytes, count: count))
    advance(by: count &* 2)
  }

  /// Reads `["_" dlc]`, a length code of 9 to 15 that stands for 8 bytes.
  private mutating func rawLengthCode(
    into frame: inout CANFrame
  ) throws(MalformedFrame) {
    guard skip(UInt8(ascii: "_")) else { return }
    guard let code = peek.hexValue, code > 8, frame.dlc == 8 else {
      throw failure(.badLength)
    }
    frame.dlc = code
    advance()
  }

  /// Reads `[1*BLANK direction]` and makes sure that nothing follows.
  fileprivate mutating func direction(
    into frame: inout CANFrame
  ) throws(MalformedFrame) {
    frame.direction = .unknown
    var rest = ahead()
    if rest.skipBlanks() {
      if rest.skip(UInt8(ascii: "R")), rest.isAtWordEnd {
        frame.direction = .received
        go(to: rest.position)
      } else if rest.skip(UInt8(ascii: "T")), rest.isAtWordEnd {
        frame.direction = .transmitted
        go(to: rest.position)
      }
    }
    if isAtEnd { return }
    // The length is not stated, and another frame may follow.
    guard endsBeforeRemark(hasLength: false), !hasAnotherMark else {
      skipBlanks()
      throw failure(.trailingText)
    }
  }

  /// Whether the mark of another frame follows.
  private var hasAnotherMark: Bool {
    let mark = line.firstIndex(of: UInt8(ascii: "#"), from: position)
    guard let mark, mark > 0 else { return false }
    return line[mark &- 1].hexValue != nil
  }
}
