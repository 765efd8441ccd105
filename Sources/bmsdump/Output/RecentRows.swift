// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

internal import BatteryCAN
internal import CANBus

/// Where the rows are that were written last.
///
/// A battery says the same again and again: the rows of two frames with equal
/// messages differ in nothing but the time. So the output itself tells how to
/// write the next one: as long as the message of an identifier stays the same,
/// its row is copied from where it was written last. To put a row together
/// remains what defines it; this only spares doing so again.
///
/// Each row has its place by its identifier and interface. Where two share one,
/// they are put together each time.
struct RecentRows: ~Copyable {
  /// A row that has been written.
  struct Row {
    /// What it is about.
    fileprivate let message: BatteryMessage
    fileprivate let interface: Int
    /// Where it is.
    fileprivate(set) var mark: OutputBuffer.Mark
    /// How many bytes it has.
    let count: Int
  }

  /// All that looks at them is `mutating`: it would have a copy otherwise.
  private var rows = InlineArray<128, Row?>(repeating: nil)

  /// Where the row of a message goes.
  ///
  /// Identifiers that differ in their last 7 bits do not share a place.
  @inline(__always)
  private static func place(
    _ message: borrowing BatteryMessage, _ interface: Int
  ) -> Int {
    let id = Int(message.id.rawValue)
    return (id ^ id >> 7 ^ interface &* 37) & 127
  }

  /// Finds the row of an equal message.
  ///
  /// - Parameters:
  ///   - message: The message.
  ///   - interface: The number of its interface and direction, by ``RowOrigin``.
  /// - Returns: The row, which may have been overwritten; ask
  ///   ``OutputBuffer/has(_:)``.
  @inline(__always)
  mutating func find(
    _ message: borrowing BatteryMessage, _ interface: Int
  ) -> Row? {
    let place = Self.place(message, interface)
    guard let row = rows[place], row.message == copy message,
      row.interface == interface
    else { return nil }
    return row
  }

  /// Takes note of where the row of a message has just been written.
  mutating func remember(
    _ message: borrowing BatteryMessage, _ interface: Int,
    at mark: OutputBuffer.Mark, count: Int
  ) {
    rows[Self.place(message, interface)] = Row(
      message: copy message, interface: interface, mark: mark, count: count)
  }

  /// Takes note of where a row has been written again.
  @inline(__always)
  mutating func move(_ row: Row, to mark: OutputBuffer.Mark) {
    rows[Self.place(row.message, row.interface)]?.mark = mark
  }

  /// Forgets all rows.
  mutating func removeAll() {
    for place in rows.indices { rows[place] = nil }
  }
}
