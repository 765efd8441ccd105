// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

internal import BatteryCAN
internal import CANBus

/// How rows look: what a line of output says of a frame, behind its time.
protocol RowFormat: ~Copyable {
  /// How a row begins: with an interface and, for programs, a direction.
  static func beginning(_ interface: String, _ direction: Direction) -> String
  /// How wide the rows have become.
  var layout: RowLayout { get }
  /// Goes on as if rows had become as wide.
  mutating func adopt(_ layout: RowLayout)
  /// Appends what comes before the first line.
  mutating func appendHeader(to output: inout OutputBuffer)
  /// Appends the time, which may be unknown.
  mutating func append(_ time: Timestamp?, to line: inout OutputLine)
  /// Appends the row of a message, which depends on nothing but the message,
  /// the beginning and the layout.
  mutating func append(
    _ message: borrowing BatteryMessage, after beginning: [Phrase],
    to line: inout OutputLine)
  /// Appends the row of a frame that is no message.
  mutating func append(
    unknown frame: inout CANFrame, after beginning: [Phrase],
    to line: inout OutputLine)
}

extension RowFormat where Self: ~Copyable {
  /// Most rows do not depend on others.
  var layout: RowLayout { RowLayout() }
  mutating func adopt(_ layout: RowLayout) {}
  mutating func appendHeader(to output: inout OutputBuffer) {}
}

/// Writes a line for each frame.
struct RowWriter<Format: RowFormat & ~Copyable>: RecordWriter, ~Copyable {
  var output: OutputBuffer
  private var format: Format
  private var origin = RowOrigin(Format.beginning)
  /// They are as wide as the columns are now.
  private var rows = RecentRows()

  init(_ output: consuming OutputBuffer, _ format: consuming Format) {
    self.output = output
    self.format = format
  }

  var layout: RowLayout { format.layout }

  mutating func adopt(_ layout: RowLayout) {
    if layout != format.layout { rows.removeAll() }
    format.adopt(layout)
  }

  mutating func forgetRows() { rows.removeAll() }

  mutating func writeHeader() { format.appendHeader(to: &output) }

  mutating func write(
    _ message: borrowing BatteryMessage, in frame: inout CANFrame
  ) {
    origin.select(&frame.interface, frame.direction)
    guard let row = rows.find(message, origin.number), output.has(row.mark)
    else { return writeNew(message, frame.timestamp) }
    let mark = Self.write(row, frame.timestamp, &format, to: &output)
    rows.move(row, to: mark)
  }

  /// Writes the line of a message whose row is known.
  ///
  /// It takes what it needs one by one, since a line holds on to its buffer.
  ///
  /// - Returns: Where the row is now.
  @inline(__always)
  private static func write(
    _ row: RecentRows.Row, _ time: Timestamp?, _ format: inout Format,
    to output: inout OutputBuffer
  ) -> OutputBuffer.Mark {
    let round = output.round
    var line = output.beginLine()
    format.append(time, to: &line)
    let start = line.count
    line.append(copyFrom: row.mark.place, count: row.count)
    output.endLine(at: line.count)
    return OutputBuffer.Mark(round: round, place: start)
  }

  /// Writes the line of a message whose row is put together, and remembers where.
  @inline(never)
  private mutating func writeNew(
    _ message: borrowing BatteryMessage, _ time: Timestamp?
  ) {
    let layout = format.layout
    let round = output.round
    let row = Self.write(message, time, origin.escaped, &format, to: &output)
    // Rows become wider with the layout.
    if format.layout != layout { rows.removeAll() }
    rows.remember(
      message, origin.number,
      at: OutputBuffer.Mark(round: round, place: row.lowerBound),
      count: row.count)
  }

  /// Writes the line of a message whose row is put together.
  ///
  /// - Returns: Where the row is.
  @inline(__always)
  private static func write(
    _ message: borrowing BatteryMessage, _ time: Timestamp?,
    _ beginning: [Phrase], _ format: inout Format,
    to output: inout OutputBuffer
  ) -> Range<Int> {
    var line = output.beginLine()
    format.append(time, to: &line)
    let start = line.count
    format.append(message, after: beginning, to: &line)
    line.append(UInt8(ascii: "\n"))
    let row = start..<line.count
    output.endLine(at: row.upperBound)
    return row
  }

  mutating func writeUnknown(_ frame: inout CANFrame) {
    origin.select(&frame.interface, frame.direction)
    let layout = format.layout
    Self.writeUnknown(&frame, origin.escaped, &format, to: &output)
    if format.layout != layout { rows.removeAll() }
  }

  private static func writeUnknown(
    _ frame: inout CANFrame, _ beginning: [Phrase], _ format: inout Format,
    to output: inout OutputBuffer
  ) {
    var line = output.beginLine()
    format.append(frame.timestamp, to: &line)
    format.append(unknown: &frame, after: beginning, to: &line)
    line.append(UInt8(ascii: "\n"))
    output.endLine(at: line.count)
  }
}
