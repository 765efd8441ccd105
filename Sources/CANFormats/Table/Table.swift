// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

public import CANBus

/// A table whose header names its columns.
///
///     line      = header | row
///     header    = name *(separator name)
///     row       = cell *(separator cell)
///     separator = "," | ";" | TAB | 1*BLANK
///     cell      = text | ["="] DQUOTE text DQUOTE
///
/// The columns are found by their names, in any order: see `TableColumn`. There
/// has to be an identifier and data. A row is read by the columns of the header
/// before it, and by nothing else; what its other cells have is passed over.
///
/// Without a header, only these tables are known: those of the firmware and program
/// of GVRET, which have `true`, `false`, `0` or `1` behind the identifier; of
/// Microchip's CAN BUS Analyzer; of comma.ai's panda; of Avisaro; and what SavvyCAN
/// calls a trace.
///
///     gvret     = time "," id "," extended "," ["Rx" | "Tx" ","] bus "," length
///                 *("," byte)
///     microchip = time ";" ("RX" | "TX") ";" "0x" id ";" length *(";" "0x" byte)
///     panda     = bus "," "0x" id "," "0x" data "," length
///     avisaro   = date "," clock "," milliseconds "," "$C" bus "," 8HEXDIG "," length
///                 8("," byte)
///     trace     = number TAB clock TAB 8HEXDIG TAB length TAB *(byte " ")
///
/// An identifier is hexadecimal. Once a row shows that it is decimal (849 is 0x351),
/// no row of the table is a frame whose identifier may be decimal as well; only
/// Cabana and CanKing are known to write decimal ones. Where a byte has three decimal
/// digits and none in the table has one above 9 or `0x`, no row is a frame. Eight
/// digits up to 7FF are 11 bits where neither a column nor a shorter identifier in a
/// table that blanks separate tells the width: several programs write all identifiers
/// so.
///
/// Programs: SavvyCAN (`framefileio.cpp`) and GVRET; python-can (`CSVWriter`, data
/// in base64); USB-CAN Tool of CANalyst-II; ZLG CANTest and CANPro; Vehicle Spy;
/// IXXAT canAnalyser and MiniMon; CSS Electronics CL2000 and mdf2csv; Kvaser CanKing;
/// CANHacker; CARBUS Analyzer; Cabana; Saleae Logic 2; `bmsdump --format csv`.
public struct Table: LineFormat, Sendable {
  private var layout: TableLayout?
  private var evidence = TableEvidence()
  private var clock = DayClock()
  private var loggerClock = LoggerClock()
  private var split = SplitRow()

  /// Creates a parser that has seen no header.
  public init() {}

  /// A letter, a digit, a quote, an equals sign, the sign of the header of CARBUS
  /// Analyzer, or a comma behind an empty cell.
  ///
  /// - Parameter byte: The first byte behind blanks.
  /// - Returns: Whether a line can begin with it.
  public static func canBegin(with byte: UInt8) -> Bool {
    byte.isWordByte || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "=")
      || byte == UInt8(ascii: ",") || byte == UInt8(ascii: ";")
      || byte == UInt8(ascii: "@")
  }

  /// Whether a line can begin with a byte that may be a row without a header before
  /// it, or the header of CARBUS Analyzer, which names no columns.
  static func canBeginRow(with byte: UInt8) -> Bool {
    byte.decimalValue != nil || byte == UInt8(ascii: "\"")
      || byte == UInt8(ascii: "=") || byte == UInt8(ascii: "@")
  }

  /// Whether the header has columns that are not known.
  var hasUnknownColumns: Bool { layout?.hasUnknownColumns == true }

  /// Whether rows are read by a header.
  var hasHeader: Bool { layout != nil }

  /// Whether frames were read before a row showed that they are none.
  var hasDecimalsBehindFrames: Bool { evidence.hasDecimalsBehindFrames }

  /// Keeps what rows have shown, for reading them again from the first one.
  mutating func beginAnew() {
    var evidence = evidence
    evidence.beginAnew()
    self = Table()
    self.evidence = evidence
  }

  /// Reads one line.
  ///
  /// - Parameters:
  ///   - line: The line without its end.
  ///   - frame: Where the frame goes.
  /// - Returns: Whether the line is a frame; `false` for a header.
  /// - Throws: ``MalformedFrame`` when the line is neither.
  public mutating func parse(
    _ line: Span<UInt8>, into frame: inout CANFrame
  ) throws(MalformedFrame) -> Bool {
    var first = LineCursor(line)
    first.skipBlanks()
    guard Self.canBegin(with: first.peek) else {
      throw MalformedFrame(.notAFrame, at: 0)
    }
    if let header = TableLayout(header: line) {
      layout = header
      clock = DayClock()
      loggerClock = LoggerClock()
      split = SplitRow()
      return false
    }
    if let layout, layout.mayHave(line) {
      do throws(MalformedFrame) {
        return try row(line, layout, into: &frame)
      } catch {
        // Only what goes wrong behind an identifier and a length is certain to be
        // a row where blanks separate.
        guard layout.hasSign || error.reason == .tooLittleData else {
          throw MalformedFrame(.notAFrame, at: 0)
        }
        throw error
      }
    }
    guard let layout = TableLayout(withoutHeader: line) else {
      throw MalformedFrame(.notAFrame, at: 0)
    }
    return try row(line, layout, into: &frame)
  }

  /// Reads a row.
  private mutating func row(
    _ line: Span<UInt8>, _ layout: TableLayout, into frame: inout CANFrame
  ) throws(MalformedFrame) -> Bool {
    var row = TableRow()
    frame.reset()
    do throws(MalformedFrame) {
      try row.read(line, layout, into: &frame)
      try setTime(of: &frame, row, line)
      if layout.program == .logic { return try split.add(row, into: &frame) }
      try row.complete(
        &frame, layout, line,
        isEightDigitsWide: layout.program == .bmsdump
          || (!layout.hasSign && evidence.hasShortIdentifiers(layout)))
      evidence.note(row, layout)
    } catch {
      if row.hasDecimalByte { evidence.noteDecimalBytes(layout) }
      if error.reason == .decimalIdentifier {
        evidence.noteDecimals(layout)
      }
      // The first cell begins behind the prefix of the Arduino IDE.
      if let sign = line.firstIndex(of: UInt8(ascii: ">")), sign > 0,
        line[sign &- 1] == UInt8(ascii: "-")
      {
        throw MalformedFrame(.notAFrame, at: 0)
      }
      throw error
    }
    if row.hasDecimalByte { evidence.noteDecimalBytes(layout) }
    if row.mayBeDecimal, evidence.isDecimal(layout) {
      throw MalformedFrame(.decimalIdentifier, at: row.identifierStart)
    }
    if evidence.hasDecimalBytes(layout) {
      throw MalformedFrame(.uncertain, at: row.identifierStart)
    }
    evidence.noteFrame(layout)
    return true
  }

  private mutating func setTime(
    of frame: inout CANFrame, _ row: TableRow, _ line: Span<UInt8>
  ) throws(MalformedFrame) {
    if let range = row.loggerTime {
      frame.timestamp = loggerClock.timestamp(of: line.extracting(range))
      guard frame.timestamp != nil else {
        throw MalformedFrame(.badTimestamp, at: range.lowerBound)
      }
    } else {
      frame.timestamp = row.time?.timestamp(&clock)
    }
  }
}
