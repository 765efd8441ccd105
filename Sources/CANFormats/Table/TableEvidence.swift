// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

/// What the rows of a table have shown about its numbers, for the last table of each
/// kind.
///
/// It outlives the header, so that the rows of a file can be read again with what all
/// of them have shown.
struct TableEvidence: Equatable, Sendable {
  /// The tables whose identifiers are decimal, have shown to be hexadecimal, and have
  /// had less than eight digits.
  private var decimal: TableLayout?
  private var hexadecimal: TableLayout?
  private var short: TableLayout?
  /// The tables of which a byte has had three decimal digits, and a digit above 9.
  private var decimalBytes: TableLayout?
  private var hexadecimalBytes: TableLayout?
  /// The table whose rows have been frames.
  private var read: TableLayout?
  private(set) var hasDecimalsBehindFrames = false

  /// Whether a row has proved identifiers decimal, and none hexadecimal.
  func isDecimal(_ layout: TableLayout) -> Bool {
    decimal == layout && hexadecimal != layout
  }

  /// Whether a byte has had three decimal digits, and none a digit above 9.
  func hasDecimalBytes(_ layout: TableLayout) -> Bool {
    decimalBytes == layout && hexadecimalBytes != layout
  }

  /// Whether identifiers have had less than eight digits.
  func hasShortIdentifiers(_ layout: TableLayout) -> Bool { short == layout }

  /// Takes note of the numbers of a row.
  mutating func note(_ row: TableRow, _ layout: TableLayout) {
    if row.hasHexIdentifier, row.hasShortIdentifier { hexadecimal = layout }
    if row.hasShortIdentifier { short = layout }
    if row.hasHexData { hexadecimalBytes = layout }
  }

  /// Takes note of an identifier that can only be decimal.
  mutating func noteDecimals(_ layout: TableLayout) {
    decimal = layout
    noteDoubt(layout, isDecimal(layout))
  }

  /// Takes note of a byte of three decimal digits.
  mutating func noteDecimalBytes(_ layout: TableLayout) {
    decimalBytes = layout
    noteDoubt(layout, hasDecimalBytes(layout))
  }

  /// Takes note of a row that is a frame.
  mutating func noteFrame(_ layout: TableLayout) { read = layout }

  private mutating func noteDoubt(_ layout: TableLayout, _ isProved: Bool) {
    if isProved, read == layout { hasDecimalsBehindFrames = true }
  }

  /// Forgets which rows have been read.
  mutating func beginAnew() {
    read = nil
    hasDecimalsBehindFrames = false
  }
}
