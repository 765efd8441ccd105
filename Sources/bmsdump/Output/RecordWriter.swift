// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

internal import BatteryCAN
internal import CANBus

/// An output format, with the buffer that it writes to.
protocol RecordWriter: ~Copyable, SendableMetatype {
  /// Where the output is collected.
  var output: OutputBuffer { get set }
  /// Whether rows are written at all.
  static var writesRows: Bool { get }
  /// Writes what comes before the first frame.
  mutating func writeHeader()
  /// Writes a frame that is a message of a dialect.
  ///
  /// - Parameters:
  ///   - message: What it says.
  ///   - frame: The frame, which is not changed; one that is borrowed would be
  ///     copied.
  mutating func write(
    _ message: borrowing BatteryMessage, in frame: inout CANFrame)
  /// Writes a frame that is none.
  mutating func writeUnknown(_ frame: inout CANFrame)
  /// What rows depend on that have been written before.
  var layout: RowLayout { get }
  /// Goes on as if other rows had been written before.
  mutating func adopt(_ layout: RowLayout)
  /// Forgets the rows that were written last, so that the next ones are put
  /// together anew: for tests that compare both.
  mutating func forgetRows()
}

/// How wide the rows have become.
struct RowLayout: Equatable {
  var timeWidth = 0
  var interfaceWidth = 0
  var idWidth = 3
}

extension RecordWriter where Self: ~Copyable {
  static var writesRows: Bool { true }
}

/// The format `none`: frames are read and decoded, and nothing is written.
struct NoWriter: RecordWriter, ~Copyable {
  static var writesRows: Bool { false }
  var output: OutputBuffer

  init(_ output: consuming OutputBuffer) { self.output = output }

  mutating func writeHeader() {}

  mutating func write(
    _ message: borrowing BatteryMessage, in frame: inout CANFrame
  ) {}

  mutating func writeUnknown(_ frame: inout CANFrame) {}

  var layout: RowLayout { RowLayout() }
  mutating func adopt(_ layout: RowLayout) {}
  mutating func forgetRows() {}
}
