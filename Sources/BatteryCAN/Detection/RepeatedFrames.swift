// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

internal import CANBus

/// Frames that have been weighed already, since a bus repeats most of them word
/// for word.
///
/// What such a frame shows is in the evidence; seen again it only counts. There
/// is room for one frame of each of 32 groups of identifiers, and for all
/// identifiers that say nothing at all. Everything is forgotten when the evidence
/// or what was concluded from it changes.
struct RepeatedFrames: Sendable {
  private var entries = InlineArray<32, Entry>(repeating: Entry())
  /// A bit for each identifier whose frames change nothing, whatever they hold.
  private var silent = InlineArray<32, UInt64>(repeating: 0)

  /// A frame and what came of it.
  private struct Entry {
    var word: UInt64 = 0
    var id: UInt16 = 0
    var count: UInt8 = 0
    var outcome: Outcome?
  }

  /// What came of a frame.
  struct Outcome {
    /// Whether it counts for the battery.
    let isFitting: Bool
    /// Whether it has limits, which are counted.
    let hasLimits: Bool
    /// The dialects that it was decoded by; none if it is no message.
    let dialects: DialectSet
  }

  /// What came of a frame when it was seen last.
  @inline(__always)
  func outcome(of payload: ClassicPayload, _ id: UInt16) -> Outcome? {
    let entry = entries[StandardID.place(of: id)]
    let isSame =
      entry.word == payload.word && entry.id == id
      && entry.count == UInt8(truncatingIfNeeded: payload.count)
    return isSame ? entry.outcome : nil
  }

  /// Remembers what came of a frame.
  @inline(__always)
  mutating func remember(
    _ payload: ClassicPayload, _ id: UInt16, _ outcome: Outcome
  ) {
    entries[StandardID.place(of: id)] = Entry(
      word: payload.word, id: id,
      count: UInt8(truncatingIfNeeded: payload.count), outcome: outcome)
  }

  /// Whether the frames of an identifier are known to change nothing.
  @inline(__always)
  func isSilent(_ id: StandardID) -> Bool {
    silent[Int(id.rawValue >> 6)] & id.bit != 0
  }

  /// Remembers that the frames of an identifier change nothing.
  mutating func silence(_ id: StandardID) {
    silent[Int(id.rawValue >> 6)] |= id.bit
  }

  mutating func forgetAll() { self = RepeatedFrames() }
}

extension StandardID {
  /// A place among 32.
  ///
  /// The identifiers from 0x305 to 0x381 that batteries use together have
  /// different ones, which a multiplication by 49 happens to bring about.
  @inline(__always)
  static func place(of id: UInt16) -> Int {
    Int(truncatingIfNeeded: (UInt32(id) &* 49) &>> 4 & 31)
  }

  /// Its bit among 64 that share all but their last six bits.
  @inline(__always)
  var bit: UInt64 { 1 &<< UInt64(widening: UInt32(rawValue & 63)) }
}
