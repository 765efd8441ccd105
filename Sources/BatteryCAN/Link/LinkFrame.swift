// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

public import CANBus

/// What a link takes of a frame: the message, if it is one, and the time.
///
/// It is a quarter as large as the frame, for who decodes many before a link takes
/// them. Small parts share words, so that it is copied and compared by words.
public struct LinkFrame: Sendable {
  /// The data of the message.
  private let data: UInt64
  /// What makes of the data what it says: from the lowest bit on 29 for the
  /// dialects, 19 for the notes, 11 for the identifier, 4 for the number of bytes
  /// and one that says whether it is a message.
  private let meaning: UInt64
  /// The time and its form.
  private(set) var nanoseconds: Int64
  private(set) var timeForm: TimeForm
  /// Since when something else is known of the dialect, if not `unchanged`: the
  /// raw value of the dialect, or `unknown`.
  private let change: UInt8

  private static var dialects: UInt64 { 0x1FFF_FFFF }
  private static var isMessageBit: UInt64 { 1 &<< 63 }
  /// What the meaning is of an error frame, whose class is in the data.
  private static var errorMeaning: UInt64 { 1 &<< 59 }
  private static var unchanged: UInt8 { 0xFF }
  private static var unknown: UInt8 { 0xFE }

  /// Creates one that is no message and has no time.
  public init() { self.init(nil, at: nil) }

  @inline(__always)
  init(_ message: BatteryMessage?, at time: Timestamp?) {
    self.init(message, time, Self.unchanged)
  }

  /// Creates one of a frame since which another dialect is known, or none.
  init(
    _ message: BatteryMessage?, at time: Timestamp?, changes dialect: Dialect?
  ) {
    self.init(message, time, dialect?.rawValue ?? Self.unknown)
  }

  @inline(__always)
  private init(
    _ message: BatteryMessage?, _ time: Timestamp?, _ change: UInt8
  ) {
    if let message {
      data = message.payload.word
      let count = UInt32(truncatingIfNeeded: message.payload.count)
      let high = UInt32(message.id.rawValue) | count &<< 11 | 1 &<< 15
      meaning =
        UInt64(widening: message.dialects.bits)
        | UInt64(widening: message.streamNotes.bits) &<< 29
        | UInt64(widening: high) &<< 48
    } else {
      data = 0
      meaning = 0
    }
    nanoseconds = time?.nanoseconds ?? 0
    timeForm = TimeForm(time)
    self.change = change
  }

  /// Creates one of an error frame.
  init(errorClass: UInt32, at time: Timestamp?) {
    data = UInt64(widening: errorClass)
    meaning = Self.errorMeaning
    nanoseconds = time?.nanoseconds ?? 0
    timeForm = TimeForm(time)
    change = Self.unchanged
  }

  /// What an error frame reports, or `nil` if it is none.
  @inline(__always)
  var errorClass: UInt32? {
    meaning == Self.errorMeaning ? UInt32(truncatingIfNeeded: data) : nil
  }

  /// Whether something else is known of the dialect since this frame.
  @inline(__always)
  var changesDialect: Bool { change != Self.unchanged }

  /// The dialect that is known since, if one is.
  var dialect: Dialect? { Dialect(rawValue: change) }

  /// Whether the frame is a message, as far as is known.
  public var isMessage: Bool { meaning & Self.isMessageBit != 0 }

  /// The identifier of a message.
  @inline(__always)
  var id: StandardID {
    StandardID(truncating: UInt32(truncatingIfNeeded: meaning &>> 48))
  }

  /// What the frame says, or `nil` if it is no message.
  public var message: BatteryMessage? { isMessage ? uncheckedMessage : nil }

  /// What a frame says that is known to be a message.
  var uncheckedMessage: BatteryMessage {
    let notes = UInt32(truncatingIfNeeded: meaning &>> 29)
    return BatteryMessage(
      ClassicPayload(
        checkedWord: data,
        count: Int(truncatingIfNeeded: meaning &>> 59 & 0xF)),
      id: id,
      dialects: DialectSet(
        bits: UInt32(truncatingIfNeeded: meaning & Self.dialects)),
      streamNotes: NoteSet(bits: notes & 0x7_FFFF))
  }

  /// Whether another message says the same.
  @inline(__always)
  func saysTheSame(as other: LinkFrame) -> Bool {
    data == other.data && meaning == other.meaning
  }

  /// Whether another message is read by the same dialects.
  @inline(__always)
  func hasSameDialects(as other: LinkFrame) -> Bool {
    (meaning ^ other.meaning) & Self.dialects == 0
  }

  /// Takes the time of another frame in place of its own.
  @inline(__always)
  mutating func takeTime(of other: LinkFrame) {
    nanoseconds = other.nanoseconds
    timeForm = other.timeForm
  }

  /// Whether the frame has a time.
  @inline(__always)
  var hasTime: Bool { !timeForm.isNone }

  /// The time of the frame, or `nil` if it has none.
  public var time: Timestamp? { timeForm.time(nanoseconds) }
}
