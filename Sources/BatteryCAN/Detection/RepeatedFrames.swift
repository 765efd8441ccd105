// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

internal import CANBus

/// Frames that have been weighed already, since a bus repeats most of them word
/// for word.
///
/// What such a frame shows is in the evidence. There is room for one frame of each
/// of 32 groups of identifiers, and for all identifiers that say nothing at all.
/// Everything is forgotten when the evidence or what was concluded from it changes.
struct RepeatedFrames: Sendable {
  private var entries = InlineArray<32, Entry>(repeating: Entry())
  /// The identifiers whose frames change nothing, whatever they hold.
  private var silent = IdentifierSet()

  /// A frame and what came of it, in 16 bytes, so that it is found by a shift.
  struct Entry {
    fileprivate var word: UInt64 = 0
    /// The identifier; at first one that no frame has.
    fileprivate var id: UInt16 = .max
    fileprivate var count: UInt8 = 0
    /// What the frame may change when it is seen again.
    fileprivate(set) var effects = Effects()
    /// The dialects that frames with this identifier are decoded by, whatever they
    /// hold; none if they are no messages.
    fileprivate(set) var dialects = DialectSet()

    /// Whether it is one of an identifier.
    @inline(__always)
    func has(_ id: StandardID) -> Bool { self.id == id.rawValue }

    /// Whether it has some data.
    @inline(__always)
    func has(_ payload: ClassicPayload) -> Bool {
      word == payload.word
        && count == UInt8(truncatingIfNeeded: payload.count)
    }
  }

  /// The frame that is remembered in the place of an identifier.
  @inline(__always)
  subscript(place id: StandardID) -> Entry {
    entries[StandardID.place(of: id.rawValue)]
  }

  /// Remembers what came of a frame.
  @inline(__always)
  mutating func remember(
    _ payload: ClassicPayload, _ id: StandardID, _ effects: Effects,
    _ dialects: DialectSet
  ) {
    entries[StandardID.place(of: id.rawValue)] = Entry(
      word: payload.word, id: id.rawValue,
      count: UInt8(truncatingIfNeeded: payload.count), effects: effects,
      dialects: dialects)
  }

  /// Whether the frames of an identifier are known to change nothing.
  @inline(__always)
  func isSilent(_ id: StandardID) -> Bool { silent.contains(id) }

  /// Remembers that the frames of an identifier change nothing.
  mutating func silence(_ id: StandardID) { silent.insert(id) }

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
}
