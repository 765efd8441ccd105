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
/// Without a header, only the tables of the firmware and program of GVRET are
/// known, which have `true`, `false`, `0` or `1` behind the identifier:
///
///     gvret = time "," id "," extended "," ["Rx" | "Tx" ","] bus "," length
///             *("," byte)
///
/// An identifier is hexadecimal, unless its column or the numbers in it say that
/// it is decimal. Eight digits up to 7FF are 11 bits where no column tells the
/// width: several programs write all identifiers so.
///
/// Programs: SavvyCAN (`framefileio.cpp`) and GVRET; python-can (`CSVWriter`, data
/// in base64); USB-CAN Tool of CANalyst-II; ZLG CANTest and CANPro; Vehicle Spy;
/// IXXAT canAnalyser; CSS Electronics CL2000 and mdf2csv; Kvaser CanKing;
/// CANHacker; `bmsdump --format csv`.
public struct Table: LineFormat, Sendable {
  private var layout: TableLayout?
  private var clock = DayClock()

  /// Creates a parser that has seen no header.
  public init() {}

  /// A letter, a digit, a quote, an equals sign, or a comma behind an empty cell.
  ///
  /// - Parameter byte: The first byte behind blanks.
  /// - Returns: Whether a line can begin with it.
  public static func canBegin(with byte: UInt8) -> Bool {
    byte.isWordByte || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "=")
      || byte == UInt8(ascii: ",") || byte == UInt8(ascii: ";")
  }

  /// Whether the header has columns that are not known.
  var hasUnknownColumns: Bool { layout?.hasUnknownColumns == true }

  /// Whether rows are read by a header.
  var hasHeader: Bool { layout != nil }

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
      return false
    }
    var row = TableRow()
    frame.reset()
    if let layout, layout.mayHave(line) {
      do throws(MalformedFrame) {
        try row.read(line, layout, into: &frame)
      } catch {
        // Only what goes wrong behind an identifier and a length is certain to be
        // a row where blanks separate.
        guard layout.hasSign || error.reason == .tooLittleData else {
          throw MalformedFrame(.notAFrame, at: 0)
        }
        throw error
      }
    } else if let layout = TableLayout(gvret: line) {
      try row.read(line, layout, into: &frame)
    } else {
      throw MalformedFrame(.notAFrame, at: 0)
    }
    frame.timestamp = row.time?.timestamp(&clock)
    return true
  }
}
