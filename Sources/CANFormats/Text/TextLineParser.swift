// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

public import CANBus

/// Reads lines of text captures, whichever format each of them has.
///
/// The format of the line before is tried first and the others only when it
/// fails, so a pasted mixture is read as well as a clean log, and a clean log
/// costs nothing extra.
public struct TextLineParser: Sendable {
  private var log = CandumpLog()
  private var console = CandumpConsole()
  private var earlyCandump = EarlyCandump()
  private var batteryEmulator = BatteryEmulator()
  private var serialMonitor = SerialMonitor()
  private var espHome = ESPHome()
  private var pythonLog = PythonLog()
  private var structDump = StructDump()
  private var plainFrame = PlainFrame()
  private var asc = VectorASC()
  private var trace = PCANTrace()
  private var gvret = GVRET()
  private var crtd = CRTD()
  private var current = TextFormat.candumpLog
  private var usualLogLine = UsualLogLine()
  private var usualConsoleLine = UsualConsoleLine()

  /// Reads a line as one format.
  ///
  /// - Returns: `nil` if the line's first byte says that it is of another.
  private mutating func parse(
    _ line: Span<UInt8>, beginningWith first: UInt8, as format: TextFormat,
    into frame: inout CANFrame
  ) throws(MalformedFrame) -> Bool? {
    switch format {
    case .candumpLog: try Self.parse(line, first, &log, &frame)
    case .candumpConsole: try Self.parse(line, first, &console, &frame)
    case .earlyCandump: try Self.parse(line, first, &earlyCandump, &frame)
    case .batteryEmulator: try Self.parse(line, first, &batteryEmulator, &frame)
    case .serialMonitor: try Self.parse(line, first, &serialMonitor, &frame)
    case .espHome: try Self.parse(line, first, &espHome, &frame)
    case .pythonLog: try Self.parse(line, first, &pythonLog, &frame)
    case .structDump: try Self.parse(line, first, &structDump, &frame)
    case .plainFrame: try Self.parse(line, first, &plainFrame, &frame)
    case .vectorASC: try Self.parse(line, first, &asc, &frame)
    case .pcanTrace: try Self.parse(line, first, &trace, &frame)
    case .gvret: try Self.parse(line, first, &gvret, &frame)
    case .crtd: try Self.parse(line, first, &crtd, &frame)
    }
  }

  @inline(__always)
  private static func parse<Parser: LineFormat>(
    _ line: Span<UInt8>, _ first: UInt8, _ parser: inout Parser,
    _ frame: inout CANFrame
  ) throws(MalformedFrame) -> Bool? {
    Parser.canBegin(with: first) ? try parser.parse(line, into: &frame) : nil
  }

  /// Creates a parser that has seen no line yet.
  public init() {}

  /// Whether any line would be the same to another parser.
  ///
  /// - Parameter other: The other parser.
  /// - Returns: Whether it would.
  public func hasSameState(as other: TextLineParser) -> Bool {
    // All but the short cuts.
    log == other.log && console == other.console
      && earlyCandump == other.earlyCandump
      && batteryEmulator == other.batteryEmulator
      && serialMonitor == other.serialMonitor && espHome == other.espHome
      && pythonLog == other.pythonLog && structDump == other.structDump
      && plainFrame == other.plainFrame && asc == other.asc
      && trace == other.trace && gvret == other.gvret && crtd == other.crtd
      && current == other.current
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
    let whole = line.withoutCarriageReturns
    let isZeros = whole.count > 0 && whole[0] == 0
    let start = Self.startOfText(whole)
    let line = whole.extracting(start...)
    // A frame that is commented out is none, whichever format it has.
    if !isZeros, LineNoise.isComment(line) { return false }
    // Only the headers and comments of traces begin like this.
    var cursor = LineCursor(line)
    cursor.skipBlanks()
    if cursor.peek == UInt8(ascii: ";") {
      return try trace.parse(line, into: &frame)
    }
    if let time = Self.timeOfLog(line) {
      do throws(MalformedFrame) {
        try log.parse(line, with: time, into: &frame)
        current = .candumpLog
        return true
      } catch {
        throw MalformedFrame(error.reason, at: start &+ error.offset)
      }
    }
    var failure: MalformedFrame
    var marks: LineMarks?
    do throws(MalformedFrame) {
      return try parseInAnyFormat(line, &marks, into: &frame)
    } catch {
      failure = error
    }
    if let number = Self.lineNumberLength(line) {
      do throws(MalformedFrame) {
        // There are no marks in a line number.
        return try parseInAnyFormat(
          line.extracting(number...), &marks, into: &frame)
      } catch {
        let located = MalformedFrame(error.reason, at: number &+ error.offset)
        if failure.isLessTelling(than: located, isLater: true) {
          failure = located
        }
      }
    }
    if !isZeros, LineNoise.matches(line, marks ?? LineMarks(line)) {
      return false
    }
    throw MalformedFrame(failure.reason, at: start &+ failure.offset)
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
    switch current {
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
    return switch current {
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

  /// The time of a line that, frame or not, is one of ``CandumpLog`` for certain,
  /// or `nil`.
  ///
  ///     (1436509052.249713) can0 351#1402740E740ECC0
  ///
  /// Of the formats that begin with a parenthesis ``CandumpConsole`` needs a
  /// bracket, and ``BatteryEmulator`` its own names of buses; and no line begins
  /// like this that ``LineNoise`` passes over.
  private static func timeOfLog(_ line: Span<UInt8>) -> Timestamp? {
    guard line.count > 20, line[19].isBlank else { return nil }
    var cursor = LineCursor(line)
    guard let time = cursor.usualTimestamp else { return nil }
    cursor.advance(by: 20)
    cursor.skipBlanks()
    // There is no bracket in the time.
    guard !cursor.isEmulatorBus, !line.hasBracket(from: 19) else { return nil }
    return time
  }

  /// Reads a line as the current format, or else as any other.
  ///
  /// - Parameters:
  ///   - line: The line, or what stands behind the number of one.
  ///   - marks: The marks of the line, found if they are needed.
  ///   - frame: Where the frame goes.
  /// - Returns: Whether the line is a frame.
  /// - Throws: ``MalformedFrame`` from the format that got furthest.
  private mutating func parseInAnyFormat(
    _ line: Span<UInt8>, _ marks: inout LineMarks?, into frame: inout CANFrame
  ) throws(MalformedFrame) -> Bool {
    var format = current
    var best = MalformedFrame(.notAFrame, at: 0)
    var bestFormat = format
    // Which they are is found out when the line is none of the current one.
    var others: TextFormats?
    var cursor = LineCursor(line)
    cursor.skipBlanks()
    let byte = cursor.peek
    while true {
      do throws(MalformedFrame) {
        let isFrame = try parse(
          line, beginningWith: byte, as: format, into: &frame)
        if let isFrame {
          if isFrame { current = format }
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
      var left = others ?? formats(of: line, &marks)
      let next = left.takeNext(behind: format)
      others = left
      guard let next else { throw best }
      format = next
    }
  }

  /// The formats but the current one that a line may be of.
  private func formats(
    of line: Span<UInt8>, _ marks: inout LineMarks?
  ) -> TextFormats {
    let known = marks ?? LineMarks(line)
    marks = known
    var formats = TextFormats(line, known)
    formats.remove(current)
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

  /// How long a line number is that an editor, `grep -n` or `cat -n` has put
  /// before a line, with what separates it: `  12  `, `12:` or `12: `.
  private static func lineNumberLength(_ line: Span<UInt8>) -> Int? {
    var cursor = LineCursor(line)
    cursor.skipBlanks()
    guard cursor.peek.decimalValue != nil else { return nil }
    let start = cursor.position
    cursor.skipDigits()
    let digits = cursor.position &- start
    guard digits < 10 else { return nil }
    let isMarked = cursor.skip(UInt8(ascii: ":"))
    guard cursor.skipBlanks() || isMarked else { return nil }
    return cursor.position
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
