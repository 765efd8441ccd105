// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

internal import CANBus

/// Frames that have been weighed already, since a bus repeats most of them word
/// for word.
///
/// What such a frame shows is in the evidence; seen again it only counts. There
/// is room for one frame of each of 32 groups of identifiers, and all of them are
/// forgotten when the evidence or what was concluded from it changes.
struct RepeatedFrames: Sendable {
  private var entries = InlineArray<32, Entry>(repeating: Entry())

  /// A frame and what came of it.
  private struct Entry {
    var word: UInt64 = 0
    var id: UInt16 = 0
    var count: UInt8 = 0
    var outcome = Outcome.none
  }

  /// What came of a frame.
  enum Outcome: UInt8 {
    /// Nothing is remembered.
    case none
    /// It fits, and is a message.
    case fittingMessage
    /// It fits, and is no message.
    case fitting
    /// It says nothing, and is a message.
    case neutralMessage
    /// It says nothing, and is no message.
    case neutral
  }

  /// What came of a frame when it was seen last.
  @inline(__always)
  func outcome(of payload: ClassicPayload, _ id: UInt16) -> Outcome {
    let entry = entries[Self.index(of: id)]
    let isSame =
      entry.word == payload.word && entry.id == id
      && entry.count == UInt8(truncatingIfNeeded: payload.count)
    return isSame ? entry.outcome : .none
  }

  /// Remembers what came of a frame.
  @inline(__always)
  mutating func remember(
    _ payload: ClassicPayload, _ id: UInt16, _ outcome: Outcome
  ) {
    entries[Self.index(of: id)] = Entry(
      word: payload.word, id: id,
      count: UInt8(truncatingIfNeeded: payload.count), outcome: outcome)
  }

  mutating func forgetAll() { self = RepeatedFrames() }

  /// The identifiers 0x350 to 0x35F are spread as well as 0x300 to 0x382.
  @inline(__always)
  private static func index(of id: UInt16) -> Int {
    Int(truncatingIfNeeded: (id ^ id &>> 4) & 31)
  }
}
