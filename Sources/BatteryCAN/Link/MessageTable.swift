// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

internal import CANBus

/// The last message of each identifier.
struct MessageTable: Sendable {
  private var records = InlineArray<48, MessageRecord>(
    repeating: MessageRecord())
  private var ids = InlineArray<48, UInt16>(repeating: 0)
  private(set) var count = 0
  /// Where the next frame's identifier is expected: batteries send their frames
  /// in the same order again and again.
  private var expected = 0

  /// How many identifiers are kept; more than any dialect has.
  static var capacity: Int { 48 }

  subscript(index: Int) -> MessageRecord? {
    index < count ? records[index] : nil
  }

  func index(of id: StandardID) -> Int? {
    var index = 0
    while index < count {
      if ids[index] == id.rawValue { return index }
      index &+= 1
    }
    return nil
  }

  /// The place of a message's identifier, which is added if it is new; `nil` if
  /// the table is full.
  @inline(__always)
  mutating func place(_ frame: LinkFrame, at elapsed: Int64) -> Int? {
    var index = expected
    if index >= count || ids[index] != frame.id.rawValue {
      guard let found = find(frame, at: elapsed) else { return nil }
      index = found
    }
    expected = index &+ 1 < count ? index &+ 1 : 0
    return index
  }

  /// The same for an identifier that is not the expected one.
  @inline(never)
  private mutating func find(_ frame: LinkFrame, at elapsed: Int64) -> Int? {
    var index = 0
    while index < count, ids[index] != frame.id.rawValue { index &+= 1 }
    guard index < Self.capacity else { return nil }
    if index == count {
      records[index] = MessageRecord(frame, at: elapsed)
      ids[index] = frame.id.rawValue
      count &+= 1
    }
    return index
  }

  /// Whether it is the inverter that sends the message at a place.
  func isFromInverter(_ index: Int) -> Bool { records[index].isFromInverter }

  /// The kind of message at a place.
  func kind(_ index: Int) -> MessageKind { records[index].kind }

  /// The elapsed time of the last message at a place.
  func seen(_ index: Int) -> Int64 { records[index].seen }

  /// Takes a message.
  ///
  /// - Returns: Whether it says something new.
  @inline(__always)
  mutating func take(
    _ frame: LinkFrame, place index: Int, at elapsed: Int64, resumed: Int64
  ) -> Bool {
    records[index].take(frame, at: elapsed, resumed: resumed)
  }

  /// Whether nothing of the message at a place was in force before its last frame.
  mutating func isFresh(_ index: Int) -> Bool { records[index].isFresh }

  /// Takes note that the message at a place was missing for too long.
  mutating func fallSilent(_ index: Int) { records[index].fallSilent() }

  /// Takes note that nothing was recorded for a while.
  mutating func breakOff() {
    var index = 0
    while index < count {
      records[index].breakOff()
      index &+= 1
    }
  }

  /// Forgets when messages were seen, which nobody knows.
  mutating func forgetTimes() {
    var index = 0
    while index < count {
      records[index].forgetTimes()
      index &+= 1
    }
  }

  /// Takes note that for some time everything was missing.
  mutating func excuse(_ pause: Int64) {
    var index = 0
    while index < count {
      records[index].excuse(pause)
      index &+= 1
    }
  }

  // What only reads is `mutating` as well, so that the records are used where they
  // are, and not copied.

  /// The shortest period of anything that battery or inverter sends.
  mutating func shortestPeriod(ofInverter isInverter: Bool) -> Int64? {
    var shortest: Int64?
    var index = 0
    while index < count {
      if records[index].isFromInverter == isInverter,
        let period = records[index].period
      {
        shortest = min(shortest ?? period, period)
      }
      index &+= 1
    }
    return shortest
  }

  /// The shortest period of a kind of message.
  mutating func period(of kind: MessageKind) -> Int64? {
    var shortest: Int64?
    var index = 0
    while index < count {
      if records[index].kind == kind, let period = records[index].period {
        shortest = min(shortest ?? period, period)
      }
      index &+= 1
    }
    return shortest
  }

  /// Whether a kind of message did not come often enough to tell how often.
  func lacksPeriod(of kind: MessageKind) -> Bool {
    var table = copy self
    return table.period(of: kind) == nil
  }

  /// Since when the message at a place is missed, if what it says about the battery
  /// is in force.
  mutating func missedSince(_ index: Int) -> Int64? {
    let isInForce =
      records[index].isInForce && !records[index].isFromInverter
      && !records[index].kind.isAboutAPart
    return isInForce ? records[index].missedSince : nil
  }

  /// Whether what the message with an identifier says is in force.
  mutating func isInForce(_ id: StandardID) -> Bool {
    guard let index = index(of: id) else { return false }
    return records[index].isInForce
  }

  /// The identifier of the message at a place.
  mutating func id(_ index: Int) -> StandardID {
    StandardID(truncating: UInt32(ids[index]))
  }

  /// How often the message at a place is sent, if that is known.
  mutating func period(_ index: Int) -> Int64? { records[index].period }

  /// Forgets all messages.
  mutating func removeAll() { self = MessageTable() }
}
