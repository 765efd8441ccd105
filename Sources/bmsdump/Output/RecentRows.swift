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
  private var pieces = [Row.Piece](
    repeating: Row.Piece(), count: Self.capacity * Self.piecesPerRow)

  /// How many rows are kept; a power of two.
  private static var capacity: Int { 128 }
  /// How long a row is at most, in pieces.
  private static var piecesPerRow: Int { 32 }

  /// Appends the row of an equal message, if it is known.
  ///
  /// - Returns: Whether it is.
  @inline(__always)
  func append(_ key: Key, to output: inout OutputBuffer) -> Bool {
    let place = key.place
    guard let entry = entries[place], entry.key == key else { return false }
    let first = place * Self.piecesPerRow
    let end = first + (entry.count + 31) / 32
    output.append(pieces.span.extracting(first..<end), count: entry.count)
    return true
  }

  /// Keeps a row.
  mutating func keep(_ row: borrowing Row, of key: Key) {
    guard row.pieceCount <= Self.piecesPerRow else { return }
    let place = key.place
    entries[place] = Entry(key: key, count: row.count)
    let first = place * Self.piecesPerRow
    for index in 0..<row.pieceCount { pieces[first + index] = row.piece(index) }
  }

  /// Forgets all rows.
  mutating func removeAll() {
    for place in entries.indices { entries[place] = nil }
  }
}
