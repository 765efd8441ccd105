// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

internal import BatteryCAN
internal import CANBus

/// The rows that were written last, without their times and with their ends.
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

  /// What the rows are about that are kept.
  ///
  /// All that looks at them is `mutating`: it would have a copy otherwise.
  private var entries = InlineArray<128, Entry?>(repeating: nil)
  /// The rows, and room for one that is not kept.
  private var pieces = [Row.Piece](
    repeating: Row.Piece(),
    count: Self.capacity * Self.piecesPerRow + Row.maximumPieceCount)

  /// How many rows are kept.
  private static var capacity: Int { 128 }
  /// How long a row is at most that is kept, in pieces.
  private static var piecesPerRow: Int { 16 }
  /// Where a row is that is not kept.
  private static var placeOfOthers: Int { capacity }

  /// A row that can be appended until the next one is put.
  struct Place {
    fileprivate let index: Int
    /// How many bytes the row has.
    let count: Int

    /// How many pieces the row takes.
    var pieceCount: Int { Row.pieceCount(count) }
  }

  /// Where the row of an equal message is, if it is known.
  @inline(__always)
  mutating func find(_ key: Key) -> Place? {
    let place = key.place
    guard let entry = entries[place], entry.key == key else { return nil }
    return Place(index: place, count: entry.count)
  }

  /// Takes a row, and keeps it if it can be kept.
  mutating func put(_ row: borrowing Row, of key: Key) -> Place {
    guard row.pieceCount <= Self.piecesPerRow else { return put(row) }
    let place = key.place
    entries[place] = Entry(key: key, count: row.count)
    return put(row, at: place)
  }

  /// Takes a row that is not to be kept.
  mutating func put(_ row: borrowing Row) -> Place {
    put(row, at: Self.placeOfOthers)
  }

  @inline(__always)
  private mutating func put(_ row: borrowing Row, at place: Int) -> Place {
    let first = place &* Self.piecesPerRow
    var span = pieces.mutableSpan
    for index in 0..<row.pieceCount { span[first &+ index] = row.piece(index) }
    return Place(index: place, count: row.count)
  }

  /// Appends a row.
  @inline(__always)
  mutating func append(_ place: Place, to line: inout OutputLine) {
    line.append(
      pieces.span, from: place.index &* Self.piecesPerRow, count: place.count)
  }

  /// Forgets all rows.
  mutating func removeAll() {
    for place in entries.indices { entries[place] = nil }
  }
}
