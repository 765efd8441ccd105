// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

public import CANBus

/// What candump prints on a console, with any of its options.
///
///     line      = *gap ["(" time ")" 1*gap] interface 1*gap
///                 [flags 1*gap] id 1*gap length [content] *gap [remark]
///     gap       = BLANK | colour                 ; -c
///     flags     = ("RX" | "TX") BLANK ("B" | "-") BLANK ("E" | "-")  ; -x
///     length    = "[" DIGIT "]"                  ; classic CAN, 0 to 8
///               | "[" 2DIGIT "]"                 ; CAN FD, 00 to 64
///               | "{" HEXDIG "}"                 ; -8: 8 bytes with a length
///                                                ; code of 9 to F
///               | "[" 4DIGIT "]"                 ; CAN XL, not decoded
///     content   = 1*gap "remote request"
///               | [data] [1*gap "ERRORFRAME"] [1*gap ascii]
///     data      = *(1*gap byte)
///               | 1*gap byte 1*("`" byte)        ; -S: the last byte first
///     byte      = 2HEXDIG
///               | 8("0" | "1")                   ; -i
///     ascii     = "'" *char "'" | "`" *char "`"  ; -a, one character a byte
///
/// for example `  can0  351   [8]  14 02 74 0E 74 0E CC 01`. The flags B and E
/// are the bit rate switch and the error state of CAN FD. As many bytes are
/// data as the length says, so that an ASCII column is never taken for data.
/// An interface is any word but a number, also with a unit of time, a label such as `ID:`, a word in quotes,
/// and one like `RX0`, which ``BatteryEmulator`` has. `RX` or `TX` in its place is
/// the direction. A remark may follow. Source:
/// `lib.c`, `lib.h` and `candump.c` of can-utils. Its versions before 2010 padded
/// identifiers with blanks instead of zeros; those of one, two or four to seven
/// digits are errors here.
public struct CandumpConsole: LineFormat, Sendable {
  /// Creates a parser; the format has no state.
  public init() {}

  /// An interface begins with any byte but a bracket or semicolon.
  ///
  /// - Parameter byte: The first byte behind blanks.
  /// - Returns: Whether a line can begin with it.
  public static func canBegin(with byte: UInt8) -> Bool {
    byte != UInt8(ascii: "[") && byte != UInt8(ascii: ";")
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
    cursor.skipGap()
    // Without a length in brackets where it belongs no mistake makes it a frame.
    guard Self.canBegin(with: cursor.peek), cursor.isConsoleLine else {
      throw cursor.failure(.notAFrame)
    }
    frame.reset()
    if cursor.peek == UInt8(ascii: "(") {
      frame.timestamp = try cursor.timestamp()
      guard cursor.skipGap() else { throw cursor.failure(.badInterface) }
    }
    let interfaceStart = cursor.position
    frame.interface = try cursor.colourableInterface()
    // Some programs print the direction instead.
    if cursor.position &- interfaceStart == 2 {
      let word = line.extracting(interfaceStart..<cursor.position)
      if word.isName("rx") { frame.direction = .received }
      if word.isName("tx") { frame.direction = .transmitted }
      if frame.direction != .unknown { frame.interface = InterfaceName() }
    }
    guard cursor.skipGap() else { throw cursor.failure(.badIdentifier) }
    let flags = try cursor.flags(into: &frame)
    try cursor.identifier(into: &frame)
    guard cursor.skipGap() else { throw cursor.failure(.badIdentifier) }
    let length: Int
    if cursor.peek == UInt8(ascii: "{") {
      frame.dlc = try cursor.rawLengthCode()
      length = 8
    } else {
      guard cursor.peek == UInt8(ascii: "[") else {
        throw cursor.failure(.badIdentifier)
      }
      let isFlexible: Bool
      (length, isFlexible) = try cursor.length()
      frame.dlc = CANFrame.lengthCode(for: length)
      if isFlexible, frame.kind == .data { frame.kind = .flexibleData(flags) }
    }
    cursor.skipGap()
    if frame.kind == .data, cursor.skip(Self.remoteRequest) {
      frame.kind = .remote
    } else {
      try cursor.data(length, into: &frame)
    }
    // Any word may be an interface, but few are beside a remark or without data.
    let isPlain = length > 0 && cursor.isAtEndOfFrame
    guard
      isPlain || frame.kind != .data || frame.interface.isUsual
        || frame.timestamp != nil
    else { throw MalformedFrame(.notAFrame, at: 0) }
    try cursor.rest(of: frame.kind, length)
    return true
  }

  static var remoteRequest: InlineArray<14, Unicode.Scalar> {
    ["r", "e", "m", "o", "t", "e", " ", "r", "e", "q", "u", "e", "s", "t"]
  }
}

extension LineCursor {
  /// Whether the line has the parts of a frame: a word that can be an interface,
  /// one that is no other number, and a bracket.
  fileprivate var isConsoleLine: Bool {
    var cursor = ahead()
    if cursor.peek == UInt8(ascii: "(") {
      let end = line.firstIndex(of: UInt8(ascii: ")"), from: position)
      guard let end else { return false }
      cursor.go(to: end &+ 1)
      guard cursor.skipGap() else { return false }
    }
    guard !cursor.isEmulatorBus else { return false }
    let interface = cursor.ahead()
    cursor.skipColourableWord()
    guard cursor.skipGap() else { return false }
    if cursor.skip(["R", "X", " "]) || cursor.skip(["T", "X", " "]) {
      // The flags of -x are one character each.
      cursor.skipBlanks()
      guard cursor.wordLength == 1 else { return false }
      cursor.skipWord()
      cursor.skipBlanks()
      guard cursor.wordLength == 1 else { return false }
      cursor.skipWord()
      cursor.skipGap()
    }
    guard cursor.hexLength > 2 else { return false }
    let start = cursor.position
    cursor.skipColourableWord()
    for index in start..<cursor.position
    where !cursor.line[index].isWordByte { return false }
    guard cursor.skipGap() else { return false }
    // What few lines have is looked for first.
    let isAtLength =
      cursor.peek == UInt8(ascii: "[") || cursor.peek == UInt8(ascii: "{")
    return isAtLength && interface.isAtInterface
  }

  /// Whether a word follows that can be the name of an interface: not a label, a
  /// quoted or emphasised word, or a number.
  var isAtInterface: Bool {
    switch peek {
    case UInt8(ascii: "["), UInt8(ascii: "<"), UInt8(ascii: ">"),
      UInt8(ascii: "|"), UInt8(ascii: "*"), UInt8(ascii: "`"),
      UInt8(ascii: "\""), UInt8(ascii: "'"), UInt8(ascii: "_"):
      return false
    case UInt8(ascii: "-"), UInt8(ascii: "+"):
      return lengthToGap > 1
    default: break
    }
    let length = lengthToGap
    guard length > 0 else { return false }
    for index in position..<(position &+ length) {
      switch line[index] {
      case UInt8(ascii: ":"), UInt8(ascii: "="), UInt8(ascii: ","),
        UInt8(ascii: ";"), UInt8(ascii: "|"):
        return false
      default: break
      }
    }
    // A longer name is cut, and what is left must not be a number either.
    var digits = ahead()
    digits.skipDigits()
    guard digits.position &- position < InterfaceName.maximumCount else {
      return false
    }
    var number = ahead()
    guard number.number() != nil else { return true }
    _ = number.timeUnit()
    return !number.isAtGap
  }

  private mutating func skipColourableWord() {
    while !isAtGap { advance() }
  }

  /// Reads a word, which may end in a colour, as the name of an interface.
  fileprivate mutating func colourableInterface()
    throws(MalformedFrame) -> InterfaceName
  {
    let start = position
    while !isAtGap { advance() }
    guard position > start else { throw failure(.badInterface) }
    return InterfaceName(line.extracting(start..<position))
  }

  /// Reads the flags of `candump -x`, if they are there.
  fileprivate mutating func flags(
    into frame: inout CANFrame
  ) throws(MalformedFrame) -> FDFlags {
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
    guard isSet || skip(UInt8(ascii: "-")), skipGap() else {
      throw failure(.badFlags)
    }
    return isSet
  }

  /// Reads `"{" HEXDIG "}"`.
  fileprivate mutating func rawLengthCode() throws(MalformedFrame) -> UInt8 {
    advance()
    guard let code = peek.hexValue, code > 8 else { throw failure(.badLength) }
    advance()
    guard skip(UInt8(ascii: "}")) else { throw failure(.badLength) }
    return code
  }

  /// Reads `"[" length "]"`.
  fileprivate mutating func length()
    throws(MalformedFrame) -> (count: Int, isFlexible: Bool)
  {
    advance()
    let start = position
    if isCANXLLength { throw MalformedFrame(.canXL, at: start) }
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

  /// Whether `4DIGIT "]"` follows.
  private var isCANXLLength: Bool {
    guard position &+ 4 < line.count, line[position &+ 4] == UInt8(ascii: "]")
    else { return false }
    for index in position..<(position &+ 4) {
      guard line[index].decimalValue != nil else { return false }
    }
    return true
  }

  /// Reads as many bytes as the length says.
  fileprivate mutating func data(
    _ count: Int, into frame: inout CANFrame
  ) throws(MalformedFrame) {
    let isBinary = binaryByte != nil
    var isSwapped = false
    var index = spacedBytes(count, into: &frame)
    while index < count {
      if index == 1, peek == UInt8(ascii: "`") { isSwapped = true }
      if !isSwapped {
        skipGap()
      } else if !skip(UInt8(ascii: "`")) {
        throw failure(.tooLittleData)
      }
      guard !isAtEnd, peek != UInt8(ascii: "'") else {
        throw failure(.tooLittleData)
      }
      if isBinary {
        guard let byte = binaryByte else { throw failure(.badHexDigit) }
        frame.payload.append(byte)
        advance(by: 8)
      } else {
        frame.payload.append(try hexByte())
      }
      let isLast = index &+ 1 == count
      guard
        isAtGap || peek == UInt8(ascii: "`")
          || (isLast && isAtRemarkMark)
      else { throw failure(.badHexDigit) }
      index &+= 1
    }
    if isSwapped { frame.payload = frame.payload.reversed }
  }

  /// The byte that eight binary digits write, if they follow.
  private var binaryByte: UInt8? {
    guard line.count &- position >= 8 else { return nil }
    var byte: UInt8 = 0
    for index in position..<(position &+ 8) {
      guard let digit = line[index].decimalValue, digit < 2 else { return nil }
      byte = byte &<< 1 | digit
    }
    return byte
  }

  /// What may follow the data.
  fileprivate mutating func rest(
    of kind: FrameKind, _ length: Int
  ) throws(MalformedFrame) {
    // The gap before the data is passed over already.
    var isSeparate = skipGap() || length == 0
    if kind == .error,
      skip(["E", "R", "R", "O", "R", "F", "R", "A", "M", "E"])
    {
      isSeparate = skipGap()
    }
    if isSeparate, skipTextColumn(length) { skipGap() }
    if !isSeparate, !isAtEnd, !endsBeforeRemark(hasLength: true) {
      throw failure(.trailingText)
    }
    // A gap was passed over, behind which data would go on.
    let isMoreData = isSeparate && peek.hexValue != nil && !isRemarkWord
    if isMoreData || hasAnotherLength { throw failure(.tooMuchData) }
  }

  /// Whether the length of another frame follows.
  private var hasAnotherLength: Bool {
    var start = position
    while let found = line.firstIndex(of: UInt8(ascii: "["), from: start) {
      start = found &+ 1
      if start &+ 1 < line.count, line[start].decimalValue != nil,
        line[start &+ 1] == UInt8(ascii: "]")
      {
        return true
      }
    }
    return false
  }

  /// Whether the word that follows, which begins like data, begins a remark.
  private var isRemarkWord: Bool {
    var cursor = LineCursor(line)
    cursor.go(to: max(0, position &- 1))
    return cursor.endsBeforeRemark(hasLength: true)
  }

  /// Passes over the ASCII column, if it is there, as far as it was written.
  private mutating func skipTextColumn(_ length: Int) -> Bool {
    let quote = peek
    guard quote == UInt8(ascii: "'") || quote == UInt8(ascii: "`") else {
      return false
    }
    advance(by: 1 &+ length)
    return isAtEnd || skip(quote)
  }
}

extension LineCursor {
  /// Whether nothing follows but blanks, or the ASCII column.
  fileprivate var isAtEndOfFrame: Bool {
    var rest = ahead()
    rest.skipGap()
    return rest.isAtEnd || rest.peek == UInt8(ascii: "'")
      || rest.peek == UInt8(ascii: "`")
  }
}

extension InterfaceName {
  /// Whether the name ends in a digit or has "can" in it.
  var isUsual: Bool {
    guard count > 0 else { return false }
    if self[count &- 1].decimalValue != nil { return true }
    var index = 0
    while index &+ 2 < count {
      if self[index].lowercased == UInt8(ascii: "c"),
        self[index &+ 1].lowercased == UInt8(ascii: "a"),
        self[index &+ 2].lowercased == UInt8(ascii: "n")
      {
        return true
      }
      index &+= 1
    }
    return false
  }
}

extension Payload {
  /// The same bytes in the opposite order.
  fileprivate var reversed: Payload {
    var bytes = Payload()
    var index = count
    while index > 0 {
      index &-= 1
      bytes.append(self[index])
    }
    return bytes
  }
}
