// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

internal import CANBus

/// The last message of each identifier.
struct MessageTable: Sendable {
  private var records = InlineArray<64, MessageRecord?>(repeating: nil)
  private(set) var count = 0
  /// Where the next frame's identifier is expected: batteries send their frames
  /// in the same order again and again.
  private var expected = 0
  /// The kind of the last message, or `nil` if it was not kept.
  private(set) var latestKind: MessageKind?

  /// How many identifiers are kept; more than any dialect has.
  static var capacity: Int { 64 }

  subscript(index: Int) -> MessageRecord? {
    index < count ? records[index] : nil
  }

  /// The shortest period of anything that battery or inverter sends.
  func shortestPeriod(ofInverter isInverter: Bool) -> Int64? {
    var shortest: Int64?
    var index = 0
    while index < count {
      if let record = records[index], record.isFromInverter == isInverter,
        let period = record.period
      {
        shortest = min(shortest ?? period, period)
      }
      index &+= 1
    }
    return shortest
  }

  func index(of id: StandardID) -> Int? {
    var index = 0
    while index < count {
      if records[index]?.message.id == id { return index }
      index &+= 1
    }
    return nil
  }

  /// Takes a message.
  ///
  /// - Returns: Whether it says something new, or `nil` if the table is full.
  mutating func take(
    _ message: BatteryMessage, at elapsed: Int64, _ time: Timestamp?,
    silence: Int64
  ) -> Bool? {
    var index = expected
    if index >= count || records[index]?.message.id != message.id {
      index = self.index(of: message.id) ?? count
      guard index < Self.capacity else {
        latestKind = nil
        return nil
      }
      if index == count {
        records[index] = MessageRecord(message, at: elapsed, time)
        count &+= 1
      }
    }
    expected = index &+ 1 < count ? index &+ 1 : 0
    let isNews = records[index]?.take(
      message, at: elapsed, time, silence: silence)
    latestKind = records[index]?.kind
    return isNews
  }

  /// Forgets all messages.
  mutating func removeAll() { self = MessageTable() }
}
