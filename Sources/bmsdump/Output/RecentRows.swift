// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

internal import BatteryCAN
internal import CANBus

/// The rows that were written last, without their times.
///
/// A battery says the same again and again: the rows of two frames with equal
/// messages differ in nothing but the time. So the latest row of an identifier
/// is kept, and copied as long as the message stays the same. To put a row
/// together remains what defines it; this only spares doing so again.
///
/// Each row has its place by its identifier and interface. Where two share one,
/// or a row is too long to be kept, they are put together each time.
struct RecentRows: ~Copyable {
  /// What a row is about.
  struct Key: Equatable {
    let message: BatteryMessage
    /// The number of the interface, by ``EscapedInterface``.
    let interface: Int

    /// Identifiers that differ in their last 7 bits do not share a place.
    fileprivate var place: Int {
      let id = Int(message.id.rawValue)
      return (id ^ id >> 7 ^ interface &* 37) & (RecentRows.capacity - 1)
    }
  }

  private struct Entry {
    var key: Key
    var count: Int
  }

  private var entries = [Entry?](repeating: nil, count: Self.capacity)
  /// The rows, and room for one that is not kept.
  private var pieces = [Row.Piece](
    repeating: Row.Piece(),
    count: Self.capacity * Self.piecesPerRow + Row.maximumPieceCount)

  /// How many rows are kept; a power of two.
  private static var capacity: Int { 128 }
  /// How long a row is at most that is kept, in pieces.
  private static var piecesPerRow: Int { 32 }

  /// Appends the row of an equal message, if it is known, and ends the line.
  ///
  /// - Returns: Whether it is.
  @inline(__always)
  func append(_ key: Key, to output: inout OutputBuffer) -> Bool {
    let place = key.place
    guard let entry = entries[place], entry.key == key else { return false }
    append(at: place * Self.piecesPerRow, entry.count, to: &output)
    return true
  }

  /// Appends a row, ends the line, and keeps the row.
  mutating func append(
    _ row: borrowing Row, of key: Key, to output: inout OutputBuffer
  ) {
    var first = Self.capacity * Self.piecesPerRow
    if row.pieceCount <= Self.piecesPerRow {
      first = key.place * Self.piecesPerRow
      entries[key.place] = Entry(key: key, count: row.count)
    }
    var span = pieces.mutableSpan
    for index in 0..<row.pieceCount { span[first + index] = row.piece(index) }
    append(at: first, row.count, to: &output)
  }

  @inline(__always)
  private func append(
    at first: Int, _ count: Int, to output: inout OutputBuffer
  ) {
    let end = first + Row.pieceCount(count)
    output.appendLine(pieces.span.extracting(first..<end), count: count)
  }

  /// Forgets all rows.
  mutating func removeAll() {
    for place in entries.indices { entries[place] = nil }
  }
}
