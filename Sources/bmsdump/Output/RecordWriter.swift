// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

internal import BatteryCAN
internal import CANBus

/// An output format, with the buffer that it writes to.
protocol RecordWriter: ~Copyable {
  /// Where the output is collected.
  var output: OutputBuffer { get set }
  /// Writes what comes before the first frame.
  mutating func writeHeader()
  /// Writes a frame that is a message of a dialect.
  mutating func write(
    _ message: borrowing BatteryMessage, in frame: borrowing CANFrame)
  /// Writes a frame that is none.
  mutating func writeUnknown(_ frame: borrowing CANFrame)
  /// Forgets the rows that were written last, so that the next ones are put
  /// together anew.
  mutating func forgetRows()
}

/// The format `none`: frames are read and decoded, and nothing is written.
struct NoWriter: RecordWriter, ~Copyable {
  var output: OutputBuffer

  init(_ output: consuming OutputBuffer) { self.output = output }

  mutating func writeHeader() {}

  mutating func write(
    _ message: borrowing BatteryMessage, in frame: borrowing CANFrame
  ) {}

  mutating func writeUnknown(_ frame: borrowing CANFrame) {}

  mutating func forgetRows() {}
}
