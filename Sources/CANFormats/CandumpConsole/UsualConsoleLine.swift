// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

internal import CANBus

/// Reads lines of the shape that nearly all lines have that candump prints on a
/// console, eight characters a step.
///
///      (1436509052.249713)  can0  351   [8]  14 02 74 0E 74 0E CC 01
///     |   start  |  time  | name  |id|field|        data            |
///
/// That is a classic data frame without a column behind it, and
/// before it any kind of time with six digits behind the point, or none. Older
/// versions of candump print a blank less on both sides of the length. The end of
/// the line need not be known: it is where the data ends, or the line is not of
/// that shape.
///
/// Most lines begin as the line before does, up to the tens of seconds, and have
/// the same interface, so that a comparison is enough for these.
/// ``CandumpConsole`` is the specification: every line that is read here, it reads
/// as the same frame.
struct UsualConsoleLine: Sendable {
  /// What the line before has up to the tens of seconds, if it has a time.
  private var start = TextPattern()
  private var hasTime = false
  /// What that means.
  private var nanoseconds: Int64 = 0
  private var notation = Timestamp.Notation.seconds
  /// The interface of the line before, with what is around it: `)  can0  `.
  private var name = TextPattern()
  private var interface = InterfaceName()
  /// Where the name begins, and where the identifier does.
  private var nameStart = 0
  private var idStart = 0

  /// How many bytes must be there from the start of a line on: the longest such
  /// line, and a little.
  static var reach: Int { 112 }

  /// Reads a line.
  ///
  /// - Parameters:
  ///   - text: Lines, the last of which may be cut off.
  ///   - lineStart: Where a line begins.
  ///   - frame: Where the frame goes.
  /// - Returns: Where the next line begins; `nil` if the line does not have that
  ///   shape or ``reach`` bytes are not there. Then `frame` may have changed.
  @inline(__always)
  mutating func parse(
    _ text: Span<UInt8>, at lineStart: Int, into frame: inout CANFrame
  ) -> Int? {
    guard lineStart >= 0, lineStart <= text.count &- Self.reach else {
      return nil
    }
    // Lengths that are known leave nothing to check of the loads from parts.
    let line = text.extracting(lineStart..<(lineStart &+ Self.reach))
    if !start.matches(line) || !name.matches(line.extracting(nameOffset...)) {
      guard learn(line) else { return nil }
    }
    if hasTime {
      // A digit, the point, and six digits; a zero takes the point's place.
      let word = line.word(at: start.count & 0x1F)
      let micros = ASCIIWord(word & ~0xFFFF | word &<< 8 & 0xFF00 | 0x30)
      guard word &>> 8 & 0xFF == 0x2E, micros.isDecimal else { return nil }
      let value = UInt64(widening: micros.decimalValue)
      frame.timestamp = Timestamp(
        checkedNanoseconds: nanoseconds &+ Int64(bitPattern: value &* 1000),
        fractionDigits: 6, notation: notation)
    } else {
      frame.timestamp = nil
    }

    // Identifier: three digits, or eight.
    let idOffset = idStart & Self.maximumOffset
    let rest = line.extracting(idOffset..<(idOffset &+ 48))
    let idWord = rest.word(at: 0)
    let field: UInt64
    var dataStart: Int
    if idWord &>> 24 & 0xFF == 0x20 {
      let digits = ASCIITriple(UInt32(truncatingIfNeeded: idWord))
      guard let id = digits.hexNumber, id <= UInt32(StandardID.maximum) else {
        return nil
      }
      frame.id = .standard(StandardID(truncating: id))
      field = rest.word(at: 3)
      dataStart = 11
    } else {
      guard let id = ASCIIWord(idWord).hexNumber, id <= ExtendedID.maximum
      else { return nil }
      frame.id = .extended(ExtendedID(truncating: id))
      field = rest.word(at: 8)
      dataStart = 16
    }

    // Length: `   [8]  ` or `  [8] `, of which the digit is left over.
    var length = field ^ 0x2020_5D30_5B20_2020
    if length & 0xFFFF_FFFF != 0 {
      length = (field &<< 8 ^ 0x20_5D30_5B20_2000) & 0xFF_FFFF_FFFF_FF00
      guard length & 0xFFFF_FFFF == 0 else { return nil }
      dataStart &-= 2
    }
    var count = Int(truncatingIfNeeded: length &>> 32)
    if count == Self.lineFeed || count == Self.carriageReturn {
      // `   [0] `, and the line's end.
      count = 0
      dataStart &-= 1
    }
    guard count >= 0, count <= 8 else { return nil }
    let tail = rest.extracting(dataStart..<(dataStart &+ 26))
    var data: UInt64 = 0
    var end = 0
    if count > 0 {
      guard let bytes = Self.data(tail, count) else { return nil }
      data = bytes
      end = count &* 3 &- 1
    }
    if tail[end] == UInt8(ascii: "\r") { end &+= 1 }
    guard tail[end] == UInt8(ascii: "\n") else { return nil }
    frame.payload.assign(ClassicPayload(word: data, count: count))
    frame.interface = interface
    frame.kind = .data
    frame.dlc = UInt8(truncatingIfNeeded: count)
    frame.direction = .unknown
    return lineStart &+ idOffset &+ dataStart &+ end &+ 1
  }

  /// Where the name begins, for which the compiler has to know a limit.
  private var nameOffset: Int {
    @inline(__always) get { nameStart & Self.maximumOffset }
  }

  /// More than any place before the length can be.
  private static var maximumOffset: Int { 0x3F }

  /// What is in the place of the length if a line's end is in that of the second
  /// blank behind it.
  private static var lineFeed: Int { (0x0A ^ 0x20) &<< 24 }
  private static var carriageReturn: Int { (0x0D ^ 0x20) &<< 24 }

  /// Reads bytes with a blank between two.
  ///
  ///     14 02 74 0E 74 0E CC 01
  ///     |      |       |      |    the three words
  ///
  /// - Returns: The bytes, the first one lowest; those beyond `count` are not
  ///   specified.
  @inline(__always)
  private static func data(
    _ text: Span<UInt8>, _ count: Int
  ) -> UInt64? {
    let first = text.word(at: 0)
    let second = text.word(at: 8)
    let third = text.word(at: 16)
    // Blanks are in other lanes of each word, so that one word holds them all.
    let blanks =
      first & 0x0000_FF00_00FF_0000 | second & 0x00FF_0000_FF00_00FF
      | third & 0x0000_00FF_0000_FF00
    let lanes = Self.lanesOfBlanks(count)
    guard (blanks ^ 0x2020_2020_2020_2020) & lanes == 0 else { return nil }
    // The digits between them, moved together.
    let high =
      first & 0xFFFF | first &>> 8 & 0xFFFF_0000
      | first &>> 16 & 0xFFFF_0000_0000 | second &<< 40 & 0xFFFF_0000_0000_0000
    let low =
      second &>> 32 & 0xFFFF | second &>> 40 & 0xFF_0000
      | third &<< 24 & 0xFF00_0000 | third &<< 16 & 0xFFFF_0000_0000
      | third &<< 8 & 0xFFFF_0000_0000_0000
    let digits = ASCIIWords(high, low).leadingHex
    return digits.count >= count &* 2 ? digits.bytes : nil
  }

  /// Where ``data(_:_:)`` has the blanks between bytes.
  @inline(__always)
  private static func lanesOfBlanks(_ count: Int) -> UInt64 {
    switch count {
    case 1: 0
    case 2: 0x0000_0000_00FF_0000
    case 3: 0x0000_FF00_00FF_0000
    case 4: 0x0000_FF00_00FF_00FF
    case 5: 0x0000_FF00_FFFF_00FF
    case 6: 0x00FF_FF00_FFFF_00FF
    case 7: 0x00FF_FF00_FFFF_FFFF
    default: 0x00FF_FFFF_FFFF_FFFF
    }
  }

  /// Reads what the line begins with, which differs from the line before.
  @inline(never)
  private mutating func learn(_ line: Span<UInt8>) -> Bool {
    let hadTime = hasTime
    var cursor = LineCursor(line)
    cursor.skipBlanks()
    if cursor.peek != UInt8(ascii: "(") {
      hasTime = false
      start = .anything
      nameStart = 0
    } else if !hasTime || !start.matches(line) {
      guard learnTime(line, &cursor) else {
        start = TextPattern()
        return false
      }
    }
    if hasTime != hadTime { name = TextPattern() }
    guard name.matches(line.extracting(nameStart...)) || learnName(line) else {
      return false
    }
    idStart = nameStart &+ name.count
    return true
  }

  private mutating func learnTime(
    _ line: Span<UInt8>, _ cursor: inout LineCursor
  ) -> Bool {
    guard let time = try? cursor.timestamp(), time.fractionDigits == 6,
      // Behind it are a digit, the point, six digits, and `)`.
      let pattern = TextPattern(line, count: cursor.position &- 9)
    else { return false }
    let decade: Int64 = 10_000_000_000
    nanoseconds = time.nanoseconds / decade &* decade
    // Any seconds have to fit, and no minute has more of them than 60.
    guard nanoseconds <= Int64.max &- decade,
      let tens = line[pattern.count &- 1].decimalValue,
      time.notation == .seconds || tens < 6
    else { return false }
    start = pattern
    notation = time.notation
    hasTime = true
    nameStart = cursor.position &- 1
    return true
  }

  private mutating func learnName(_ line: Span<UInt8>) -> Bool {
    name = TextPattern()
    var cursor = LineCursor(line.extracting(nameStart...))
    // A time that is as long as the one before may end in anything.
    if hasTime, !cursor.skip(UInt8(ascii: ")")) { return false }
    guard cursor.skipBlanks() || !hasTime else { return false }
    // A letter begins neither a comment nor a line number.
    let start = nameStart &+ cursor.position
    let end = start &+ cursor.wordLength
    guard cursor.peek.isLetter, !cursor.isEmulatorBus, cursor.isAtInterface
    else { return false }
    for index in start..<end where line[index] <= 0x20 { return false }
    cursor.skipWord()
    guard cursor.skipBlanks(),
      let pattern = TextPattern(
        line.extracting(nameStart...), count: cursor.position)
    else { return false }
    // Any other name may be a word of a text.
    let found = InterfaceName(line.extracting(start..<end))
    guard found.isUsual else { return false }
    name = pattern
    interface = found
    return true
  }
}
