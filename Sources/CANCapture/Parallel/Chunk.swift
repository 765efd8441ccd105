// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

/// Whole records of a capture, one after another.
struct Chunk {
  /// The records, and zeros behind them.
  var bytes: [UInt8] = []
  /// How many bytes the records have.
  var count = 0

  /// How many zeros there are, so that what reads the last record may look at
  /// bytes beyond it.
  private static var margin: Int { 128 }

  /// Makes room for some bytes, and the zeros behind them.
  mutating func makeRoom(_ capacity: Int) {
    let missing = capacity + Self.margin - bytes.count
    if missing > 0 { bytes += repeatElement(0, count: missing) }
  }

  /// Puts zeros behind the records.
  mutating func clearMargin() {
    for index in count..<(count + Self.margin) { bytes[index] = 0 }
  }
}
