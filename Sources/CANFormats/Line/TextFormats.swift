// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

internal import CANBus

/// The exact text formats, in the order in which they are tried.
///
/// To add one, name it here and below, as the compiler asks.
enum TextFormat: UInt8 {
  case candumpLog
  case candumpConsole
  case batteryEmulator
  case vectorASC
  case pcanTrace
  case crtd
  case busmaster
  case slcan
  case socketCAND
  case pythonPrinter
  case jsonLine
  case table
  case splitFrame
  case elm327
}

/// A parser of each exact format, with what it remembers.
struct TextFormats: Equatable, Sendable {
  private var candumpLog = CandumpLog()
  private var candumpConsole = CandumpConsole()
  private var batteryEmulator = BatteryEmulator()
  private var vectorASC = VectorASC()
  private var pcanTrace = PCANTrace()
  private var crtd = CRTD()
  private var busmaster = Busmaster()
  private var slcan = SLCAN()
  private var socketCAND = SocketCAND()
  private var pythonPrinter = PythonPrinter()
  private var jsonLine = JSONLine()
  private(set) var table = Table()
  private var splitFrame = SplitFrame()
  private(set) var elm327 = ELM327()

  /// Whether lines of a format can begin with a byte, blanks apart.
  static func canBegin(_ format: TextFormat, with byte: UInt8) -> Bool {
    switch format {
    case .candumpLog: CandumpLog.canBegin(with: byte)
    case .candumpConsole: CandumpConsole.canBegin(with: byte)
    case .batteryEmulator: BatteryEmulator.canBegin(with: byte)
    case .vectorASC: VectorASC.canBegin(with: byte)
    case .pcanTrace: PCANTrace.canBegin(with: byte)
    case .crtd: CRTD.canBegin(with: byte)
    case .busmaster: Busmaster.canBegin(with: byte)
    case .slcan: SLCAN.canBegin(with: byte)
    case .socketCAND: SocketCAND.canBegin(with: byte)
    case .pythonPrinter: PythonPrinter.canBegin(with: byte)
    case .jsonLine: JSONLine.canBegin(with: byte)
    case .table: Table.canBegin(with: byte)
    case .splitFrame: SplitFrame.canBegin(with: byte)
    case .elm327: ELM327.canBegin(with: byte)
    }
  }

  /// Reads a line as one format.
  ///
  /// - Returns: `nil` if the line's first byte says that it is of another.
  mutating func parse(
    _ line: Span<UInt8>, beginningWith byte: UInt8, as format: TextFormat,
    into frame: inout CANFrame
  ) throws(MalformedFrame) -> Bool? {
    guard Self.canBegin(format, with: byte) else { return nil }
    return switch format {
    case .candumpLog: try candumpLog.parse(line, into: &frame)
    case .candumpConsole: try candumpConsole.parse(line, into: &frame)
    case .batteryEmulator: try batteryEmulator.parse(line, into: &frame)
    case .vectorASC: try vectorASC.parse(line, into: &frame)
    case .pcanTrace: try pcanTrace.parse(line, into: &frame)
    case .crtd: try crtd.parse(line, into: &frame)
    case .busmaster: try busmaster.parse(line, into: &frame)
    case .slcan: try slcan.parse(line, into: &frame)
    case .socketCAND: try socketCAND.parse(line, into: &frame)
    case .pythonPrinter: try pythonPrinter.parse(line, into: &frame)
    case .jsonLine: try jsonLine.parse(line, into: &frame)
    case .table: try table.parse(line, into: &frame)
    case .splitFrame: try splitFrame.parse(line, into: &frame)
    case .elm327: try elm327.parse(line, into: &frame)
    }
  }

  /// How many bytes at the end of the line before have more frames, if it was of a
  /// format that has several in a line.
  func unreadCount(_ format: TextFormat) -> Int {
    switch format {
    case .socketCAND: socketCAND.unreadCount
    case .jsonLine: jsonLine.unreadCount
    default: 0
    }
  }

  /// Reads a line if it is one of ``CandumpLog`` for certain.
  func parseCertainLog(
    _ line: Span<UInt8>, _ usual: UsualLogLine, into frame: inout CANFrame
  ) throws(MalformedFrame) -> Bool {
    try candumpLog.parseCertain(line, usual, into: &frame)
  }

  /// What headers have left in doubt.
  var doubts: TextDoubts {
    var doubts = vectorASC.doubts
    if table.hasUnknownColumns { doubts.insert(.unknownColumns) }
    if table.hasDecimalsBehindFrames { doubts.insert(.decimalIdentifiers) }
    return doubts
  }

  /// Keeps what lines have shown, for reading them again from the first one.
  mutating func beginAnew() {
    var (splitFrame, slcan, table) = (splitFrame, slcan, table)
    splitFrame.beginAnew()
    slcan.beginAnew()
    table.beginAnew()
    self = TextFormats()
    self.splitFrame = splitFrame
    self.slcan = slcan
    self.table = table
  }
}

/// The formats that a line may be of, to judge by a first look at it.
///
/// The parsers of all others throw ``MalformedFrame/Reason/notAFrame``, which
/// says nothing about a line, so that they need not be asked.
struct TextFormatSet: Sendable {
  /// One bit for each format.
  private var bits: UInt32 = 0

  private static let beginnings = Beginnings()

  /// The formats whose lines can begin with each byte, blanks apart.
  private struct Beginnings: Sendable {
    private(set) var bits = InlineArray<256, UInt32>(repeating: 0)

    init() {
      for byte in 0...UInt8.max {
        var index: UInt8 = 0
        while let format = TextFormat(rawValue: index) {
          if TextFormats.canBegin(format, with: byte) {
            bits[Int(byte)] |= bit(format)
          }
          index &+= 1
        }
      }
    }
  }

  /// Finds the formats that a line may be of, but for one that has been tried.
  init(_ line: Span<UInt8>, _ marks: LineMarks, but tried: TextFormat) {
    self.init(line, marks)
    remove(tried)
  }

  /// Finds the formats that a line may be of.
  init(_ line: Span<UInt8>, _ marks: LineMarks) {
    var cursor = LineCursor(line)
    cursor.skipBlanks()
    let byte = cursor.peek
    bits = Self.beginnings.bits[Int(byte)]
    remove(
      .candumpLog, if: !marks.allow(.candumpLog, beginningWith: byte))
    remove(
      .candumpConsole, if: !marks.allow(.candumpConsole, beginningWith: byte))
    if byte.decimalValue != nil,
      let number = cursor.number(allowsComma: true)
    {
      removeFormats(without: number, before: cursor.peek)
    }
  }

  /// Leaves out formats whose lines begin with a number, but not with such a one
  /// or not with such a byte behind it, which is 0 at the end of the line.
  private mutating func removeFormats(
    without number: NumberField, before next: UInt8
  ) {
    // Seconds and a blank.
    let isSeconds = number.hasFraction && next.isBlank
    remove(.vectorASC, if: !isSeconds)
    remove(.crtd, if: !isSeconds)
    // A parenthesis stands only behind the number of a message.
    let isNumbered = !number.hasFraction && next == UInt8(ascii: ")")
    remove(.pcanTrace, if: !isNumbered && !next.isBlank)
    remove(.busmaster, if: next != UInt8(ascii: ":"))
  }

  /// Leaves a format out.
  mutating func remove(_ format: TextFormat, if condition: Bool = true) {
    bits &= ~(condition ? Self.bit(format) : 0)
  }

  private static func bit(_ format: TextFormat) -> UInt32 {
    1 &<< UInt32(format.rawValue)
  }

  /// Whether a line may be of a format: for tests that ask all of them.
  func contains(_ format: TextFormat) -> Bool {
    bits & Self.bit(format) != 0
  }

  /// Takes out the format that comes next behind one of them, the first one
  /// behind the last, or gives `nil` if none is left.
  mutating func takeNext(behind format: TextFormat) -> TextFormat? {
    let later = bits & (~1 &<< UInt32(format.rawValue))
    let index = (later != 0 ? later : bits).trailingZeroBitCount
    guard let next = TextFormat(rawValue: UInt8(truncatingIfNeeded: index))
    else { return nil }
    remove(next)
    return next
  }
}
