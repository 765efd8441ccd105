// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

public import CANBus

/// Reads lines of text captures, whichever format each of them has.
///
///     line = [prefix] (frame [remark] | noise)
///
/// The format of the line before is tried first and the others only when it
/// fails, so a pasted mixture is read as well as a clean log, and a clean log
/// costs nothing extra. Prefixes are passed over one by one; what no exact format
/// knows may be a frame as people and small programs print it (``PrintedFrame``).
public struct TextLineParser: Sendable {
  /// All that earlier lines have to do with what a line is.
  private var state = State()
  private var usualLogLine = UsualLogLine()
  private var usualConsoleLine = UsualConsoleLine()

  private struct State: Equatable, Sendable {
    var formats = TextFormats()
    var printed = PrintedFrame()
    var clock = DayClock()
    var current = TextFormat.candumpLog
    /// Whether printed frames have been read.
    var hasPrinted = false
    var hasDecimalsBehindFrames = false
  }

  /// Creates a parser that has seen no line yet.
  public init() {}

  /// Whether any line would be the same to another parser.
  ///
  /// - Parameter other: The other parser.
  /// - Returns: Whether it would.
  public func hasSameState(as other: TextLineParser) -> Bool {
    state == other.state
  }

  /// How many bytes at the end of the last line, carriage returns apart, have to be
  /// read as a line of their own: few formats have several frames in a line.
  public private(set) var unreadCount = 0

  /// What the lines so far leave in doubt.
  public var doubts: TextDoubts {
    var doubts = state.formats.doubts
    if state.hasDecimalsBehindFrames { doubts.insert(.decimalIdentifiers) }
    return doubts
  }

  /// Keeps what lines have shown of printed forms, to read the same lines again
  /// from the first one.
  ///
  /// Some lines are frames only if others of the same form are, and none if the
  /// numbers of others are decimal: whoever can, looks at the lines before.
  public mutating func beginAnew() {
    var printed = state.printed
    printed.beginAnew()
    var formats = state.formats
    formats.beginAnew()
    self = TextLineParser()
    state.printed = printed
    state.formats = formats
  }

  /// Reads one line.
  ///
  /// - Parameters:
  ///   - line: The line without its end; carriage returns around it are ignored.
  ///   - frame: Where the frame goes; unspecified unless the result is `true`.
  /// - Returns: Whether the line is a frame; `false` for a line that plainly is
  ///   none, such as a comment or a shell prompt (see ``LineNoise``).
  /// - Throws: ``MalformedFrame`` from the format that got furthest.
  public mutating func parse(
    _ line: Span<UInt8>, into frame: inout CANFrame
  ) throws(MalformedFrame) -> Bool {
    unreadCount = 0
    let whole = line.withoutCarriageReturns
    let isZeros = whole.count > 0 && whole[0] == 0
    let start = Self.startOfText(whole)
    let line = whole.extracting(start...)
    // A frame that is commented out is none, whichever format it has.
    if !isZeros, LineNoise.isComment(line) { return false }
    // Only the headers and comments of traces begin like this.
    var cursor = LineCursor(line)
    cursor.skipBlanks()
    if cursor.peek == UInt8(ascii: ";"), !state.formats.table.hasHeader {
      return try state.formats.parse(
        line, beginningWith: UInt8(ascii: ";"), as: .pcanTrace, into: &frame)
        ?? false
    }
    do throws(MalformedFrame) {
      if try state.formats.parseCertainLog(
        line, usualLogLine, into: &frame)
      {
        state.current = .candumpLog
        return true
      }
    } catch {
      if line.hasBytesBeyondASCII, let isFrame = parsePlain(line, into: &frame)
      {
        return isFrame
      }
      // The first word of noise is no time.
      let isTimeKnown =
        error.reason != .badTimestamp && error.reason != .badInterface
      if !isTimeKnown, !isZeros, LineNoise.matches(line) { return false }
      throw MalformedFrame(error.reason, at: start &+ error.offset)
    }
    let marks = LineMarks(line)
    do throws(MalformedFrame) {
      return try parseText(line, marks, into: &frame)
    } catch {
      if marks.hasBytesBeyondASCII, let isFrame = parsePlain(line, into: &frame)
      {
        return isFrame
      }
      if !isZeros, LineNoise.matches(line) { return false }
      throw MalformedFrame(error.reason, at: start &+ error.offset)
    }
  }

  /// Reads a line whose blanks and marks are not those of ASCII.
  ///
  /// - Returns: Whether it is a frame, or `nil` if that changes nothing.
  private mutating func parsePlain(
    _ line: Span<UInt8>, into frame: inout CANFrame
  ) -> Bool? {
    guard let plain = PlainLine(line) else { return nil }
    return try? parseText(plain.text, LineMarks(plain.text), into: &frame)
  }

  /// Reads a line with any prefixes.
  private mutating func parseText(
    _ line: Span<UInt8>, _ marks: LineMarks, into frame: inout CANFrame
  ) throws(MalformedFrame) -> Bool {
    var marks = marks
    var failure = MalformedFrame(.notAFrame, at: 0)
    var offset = 0
    var time: LineTime?
    // Where a printed frame may begin: words in a column, or its first number, may
    // look like a prefix.
    var printedOffset: Int?
    var printedTime: LineTime?
    var numberOffset: Int?
    var numberTime: LineTime?
    var inColumns = false
    var isLogLine = false
    for _ in 0..<Self.maximumPrefixes {
      let rest = line.extracting(offset...)
      do throws(MalformedFrame) {
        let isFrame = try parseExactly(rest, &marks, into: &frame)
        complete(&frame, time, if: isFrame)
        return isFrame
      } catch {
        let located = MalformedFrame(error.reason, at: offset &+ error.offset)
        if failure.isLessTelling(than: located, isLater: true) {
          failure = located
        }
      }
      // A format that knows the line as its own knows what is wrong with it.
      guard failure.reason == .notAFrame else { throw failure }
      var cursor = LineCursor(rest)
      guard let prefix = cursor.prefix(inColumns: inColumns),
        !prefix.isNumber || numberOffset == nil
      else { break }
      if prefix.isPartOfPrint, printedOffset == nil {
        printedOffset = offset
        printedTime = time
      }
      if prefix.isNumber {
        numberOffset = offset
        numberTime = time
      }
      offset &+= cursor.position
      time = prefix.time ?? time
      inColumns = prefix.endsWithColumn
      if prefix.isLogTag { isLogLine = true }
      if marks.hasBracket {
        marks.hasBracket = line.extracting(offset...).hasBracket
      }
    }
    if marks.hasHash, let mark = line.logMark {
      // Nobody prints the mark of a log, but anything may stand before it.
      guard let start = line.startOfLogFrame(before: mark) else {
        throw failure
      }
      return try parseLog(line, at: start, time, into: &frame)
    }
    // Blanks of other alphabets are replaced before.
    if marks.hasBytesBeyondASCII { throw failure }
    let innerOffset = numberOffset ?? offset
    do throws(MalformedFrame) {
      guard marks.hasDigit else { throw MalformedFrame(.notAFrame, at: 0) }
      if let begin = printedOffset {
        do throws(MalformedFrame) {
          return try parsePrinted(line, from: begin, printedTime, into: &frame)
        } catch {
          // What looked like part of the frame may have been a prefix.
          guard begin < innerOffset, error.reason != .decimalIdentifier else {
            throw error
          }
          failure = error
        }
      }
      return try parsePrinted(
        line, from: innerOffset, numberOffset == nil ? time : numberTime,
        into: &frame)
    } catch {
      let telling = error.reason == .notAFrame ? failure : error
      // Other things that the same program logs.
      if telling.reason == .notAFrame, isLogLine { return false }
      throw telling
    }
  }

  /// Reads a line as a printed frame, from a position on.
  private mutating func parsePrinted(
    _ line: Span<UInt8>, from start: Int, _ time: LineTime?,
    into frame: inout CANFrame
  ) throws(MalformedFrame) -> Bool {
    do throws(MalformedFrame) {
      let isFrame = try state.printed.parse(
        line.extracting(start...), into: &frame)
      complete(&frame, time, if: isFrame)
      state.hasPrinted = true
      return isFrame
    } catch {
      if error.reason == .decimalIdentifier, state.hasPrinted {
        state.hasDecimalsBehindFrames = true
      }
      guard error.reason != .notAFrame else { throw error }
      throw MalformedFrame(error.reason, at: start &+ error.offset)
    }
  }

  /// Reads a frame of a log behind a prefix that is not known.
  private mutating func parseLog(
    _ line: Span<UInt8>, at start: Int, _ time: LineTime?,
    into frame: inout CANFrame
  ) throws(MalformedFrame) -> Bool {
    let rest = line.extracting(start...)
    do throws(MalformedFrame) {
      let isFrame = try state.formats.parse(
        rest, beginningWith: rest[0], as: .candumpLog, into: &frame)
      guard isFrame == true else { throw MalformedFrame(.notAFrame, at: 0) }
      if frame.interface.count == 0 {
        frame.interface = line.interfaceName(before: start)
      }
      complete(&frame, time, if: true)
      return true
    } catch {
      throw MalformedFrame(error.reason, at: start &+ error.offset)
    }
  }

  /// How many prefixes a line has at most.
  private static var maximumPrefixes: Int { 8 }

  /// Gives a frame the time of a prefix, if it has none of its own.
  private mutating func complete(
    _ frame: inout CANFrame, _ time: LineTime?, if isFrame: Bool
  ) {
    guard isFrame, frame.timestamp == nil, let time else { return }
    frame.timestamp = time.timestamp(&state.clock)
  }

  /// Reads a line out of a text if it has the usual shape of its format, which
  /// is much faster and needs no search for the line's end.
  ///
  ///     while start < text.count {
  ///       if let next = parser.parseUsual(text, at: start, into: &frame) {
  ///         start = next
  ///       } else {
  ///         // Find the line feed, and use parse(_:into:).
  ///       }
  ///     }
  ///
  /// It is a short cut, and its format that of the line before: what it reads,
  /// ``parse(_:into:)`` reads as well, as the same frame.
  ///
  /// - Parameters:
  ///   - text: Lines, the last of which may be cut off.
  ///   - start: Where a line begins.
  ///   - frame: Where the frame goes; unspecified if the result is `nil`.
  /// - Returns: Where the next line begins, or `nil` if the line is another one
  ///   or too near to the end of the text.
  public mutating func parseUsual(
    _ text: Span<UInt8>, at start: Int, into frame: inout CANFrame
  ) -> Int? {
    switch state.current {
    case .candumpLog: usualLogLine.parse(text, at: start, into: &frame)
    case .candumpConsole:
      usualConsoleLine.parse(text, at: start, into: &frame)
    default: nil
    }
  }

  /// Reads lines out of a text as long as they have the usual shape of their
  /// format.
  ///
  /// - Parameters:
  ///   - text: Lines, the last of which may be cut off.
  ///   - start: Where a line begins.
  ///   - frames: Where the frames go; those beyond the ones that were read are
  ///     unspecified.
  ///   - places: Which of them to fill; all by default.
  /// - Returns: How many frames were read, one from each line, and where the next
  ///   line begins.
  public mutating func parseUsual(
    _ text: Span<UInt8>, at start: Int,
    into frames: inout MutableSpan<CANFrame>, _ places: Range<Int>? = nil
  ) -> (count: Int, next: Int) {
    let places = places ?? frames.indices
    return switch state.current {
    case .candumpLog:
      frames.fill(places, from: start) { start, frame in
        usualLogLine.parse(text, at: start, into: &frame)
      }
    case .candumpConsole:
      frames.fill(places, from: start) { start, frame in
        usualConsoleLine.parse(text, at: start, into: &frame)
      }
    default: (0, start)
    }
  }

  /// Reads a line as the current format, or else as any other exact one.
  ///
  /// - Parameters:
  ///   - line: The line, or what stands behind a prefix.
  ///   - marks: The marks of the line, prefixes and all.
  ///   - frame: Where the frame goes.
  /// - Returns: Whether the line is a frame.
  /// - Throws: ``MalformedFrame`` from the format that got furthest.
  private mutating func parseExactly(
    _ line: Span<UInt8>, _ marks: inout LineMarks, into frame: inout CANFrame
  ) throws(MalformedFrame) -> Bool {
    let current = state.current
    var format = current
    var best = MalformedFrame(.notAFrame, at: 0)
    var bestFormat = format
    // Which they are is found out when the line is none of the current one.
    var others: TextFormatSet?
    var cursor = LineCursor(line)
    cursor.skipBlanks()
    let byte = cursor.peek
    while true {
      do throws(MalformedFrame) {
        if marks.allow(format, beginningWith: byte),
          let isFrame = try state.formats.parse(
            line, beginningWith: byte, as: format, into: &frame)
        {
          if isFrame { state.current = format }
          unreadCount = state.formats.unreadCount(format)
          return isFrame
        }
      } catch {
        // All formats that begin with a parenthesis read the time behind it in
        // the same way, and none comes to anything else if it is broken.
        if format == .candumpLog, error.reason == .badTimestamp { throw error }
        // Which format was tried first makes no difference.
        let isLater = format.rawValue > bestFormat.rawValue
        if best.isLessTelling(than: error, isLater: isLater) {
          best = error
          bestFormat = format
        }
      }
      var left = others ?? otherFormats(line, byte, &marks)
      let next = left.takeNext(behind: format)
      others = left
      guard let next else { throw best }
      format = next
    }
  }

  /// The formats that a line may be of, but for the current one.
  ///
  /// - Parameters:
  ///   - line: The line, or what stands behind a prefix.
  ///   - byte: Its first byte behind blanks.
  ///   - marks: The marks of the line.
  /// - Returns: The formats.
  private func otherFormats(
    _ line: Span<UInt8>, _ byte: UInt8, _ marks: inout LineMarks
  ) -> TextFormatSet {
    var formats = TextFormatSet(line, marks, but: state.current)
    // Nothing but a header is a table's without one, as long as it begins with
    // no number.
    if formats.contains(.table), !state.formats.table.hasHeader,
      !Table.canBeginRow(with: byte), !marks.mayBeHeader(line)
    {
      formats.remove(.table)
    }
    // Before it monitors a bus, an ELM327 is told to.
    if !state.formats.elm327.isMonitoring, byte | 0x20 != UInt8(ascii: "a") {
      formats.remove(.elm327)
    }
    return formats
  }

  /// Passes over what stands before a frame in a quoted mail (`> `), in a log
  /// that was being written when the power failed (zeros), where lines end with
  /// LF CR, and where a file with a byte order mark begins.
  private static func startOfText(_ line: Span<UInt8>) -> Int {
    var index = 0
    var start = 0
    while index < line.count {
      switch line[index] {
      case 0, UInt8(ascii: ">"), UInt8(ascii: "\r"): start = index &+ 1
      case UInt8(ascii: " "), UInt8(ascii: "\t"): break
      case 0xEF where line.hasByteOrderMark(at: index):
        index &+= 2
        start = index &+ 1
      default: return start
      }
      index &+= 1
    }
    return start
  }
}

extension MalformedFrame {
  /// Whether another format's error says more: because it has recognised the
  /// line, and has got further, or as far if that format is a later one.
  fileprivate func isLessTelling(
    than other: MalformedFrame, isLater: Bool
  ) -> Bool {
    if other.reason == .notAFrame { return false }
    if reason == .notAFrame { return true }
    return other.offset > offset || (other.offset == offset && isLater)
  }
}

extension Span<UInt8> {
  /// Where the mark of ``CandumpLog`` stands behind an identifier, or `nil`.
  fileprivate var logMark: Int? {
    guard let mark = firstIndex(of: UInt8(ascii: "#")), mark > 2,
      self[mark &- 1].hexValue != nil, self[mark &- 2].hexValue != nil,
      self[mark &- 3].hexValue != nil
    else { return nil }
    return mark
  }

  /// The word before a position, if that is a usual name of an interface.
  fileprivate func interfaceName(before position: Int) -> InterfaceName {
    var end = position
    while end > 0,
      self[end &- 1].isBlank || self[end &- 1] == UInt8(ascii: ":")
    {
      end &-= 1
    }
    var start = end
    while start > 0, self[start &- 1].isWordByte { start &-= 1 }
    let word = extracting(start..<end)
    return PrintedLabel(word) == .interface
      ? InterfaceName(word) : InterfaceName()
  }

  /// Where a frame of a log begins, whose mark is known and which is not the first
  /// word: at its time, or at its identifier if there is none.
  ///
  /// - Returns: The position, or `nil` if it is no frame with some data.
  fileprivate func startOfLogFrame(before mark: Int) -> Int? {
    var start = mark
    while start > 0, self[start &- 1].hexValue != nil { start &-= 1 }
    guard mark &- start == 3 || mark &- start == 8, start > 0,
      !self[start &- 1].isWordByte, mark &+ 2 < count
    else { return nil }
    var data = LineCursor(self)
    data.go(to: mark &+ 1)
    // A number in a text looks like a single byte: `page 351#12`.
    guard
      data.hexLength > 2 || data.peek == UInt8(ascii: "R")
        || data.peek == UInt8(ascii: "#")
        || (data.hexLength == 2 && interfaceName(before: start).count > 0)
    else { return nil }
    // The interface and the time before it.
    var end = start
    while end > 0, self[end &- 1].isBlank { end &-= 1 }
    var word = end
    while word > 0, !self[word &- 1].isBlank { word &-= 1 }
    var time = word
    while time > 0, self[time &- 1].isBlank { time &-= 1 }
    guard end < start, word < end, time > 0, time < word,
      self[time &- 1] == UInt8(ascii: ")")
    else { return start }
    while time > 0, self[time &- 1] != UInt8(ascii: "(") { time &-= 1 }
    return time > 0 ? time &- 1 : start
  }
}
