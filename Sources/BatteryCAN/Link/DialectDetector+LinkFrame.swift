// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

public import CANBus

extension DialectDetector {
  /// Takes frames up to the first one of another interface, and decodes them for
  /// the link of theirs.
  ///
  /// - Parameters:
  ///   - frames: Frames, which are not changed.
  ///   - range: Which of them; at least one.
  ///   - decoded: Where they are put, from `place` on; there must be room for as
  ///     many as the range has.
  ///   - place: The place.
  /// - Returns: How many of them there are, and how many are messages. The rest of
  ///   the range is of other interfaces, or of several.
  public mutating func decode(
    _ frames: inout MutableSpan<CANFrame>, in range: Range<Int>,
    into decoded: inout MutableSpan<LinkFrame>, at place: Int
  ) -> (count: Int, messages: UInt64) {
    let interface = frames[range.lowerBound].interface
    var messages: UInt64 = 0
    var index = range.lowerBound
    repeat {
      let frame: LinkFrame
      if case .data = frames[index].kind,
        let payload = frames[index].payload.classic
      {
        frame = decodeNext(payload, frames[index].id, frames[index].timestamp)
      } else {
        frame = Self.otherFrame(
          frames[index].kind, frames[index].id, frames[index].timestamp)
      }
      decoded[place &+ index &- range.lowerBound] = frame
      index &+= 1
      if frame.isMessage { messages &+= 1 }
    } while index < range.upperBound && frames[index].interface == interface
    return (index &- range.lowerBound, messages)
  }

  /// Takes a frame and decodes it for a link.
  mutating func decodeNext(_ frame: borrowing CANFrame) -> LinkFrame {
    if case .data = frame.kind, let payload = frame.payload.classic {
      return decodeNext(payload, frame.id, frame.timestamp)
    }
    return Self.otherFrame(frame.kind, frame.id, frame.timestamp)
  }

  /// A frame that is no classic data frame, and so no message.
  private static func otherFrame(
    _ kind: FrameKind, _ id: FrameID, _ time: Timestamp?
  ) -> LinkFrame {
    guard kind == .error else { return LinkFrame(nil, at: time) }
    switch id {
    case .standard(let id):
      return LinkFrame(errorClass: UInt32(id.rawValue), at: time)
    case .extended(let id):
      return LinkFrame(errorClass: id.rawValue, at: time)
    }
  }

  @inline(__always)
  private mutating func decodeNext(
    _ payload: ClassicPayload, _ id: FrameID, _ time: Timestamp?
  ) -> LinkFrame {
    let count = changeCount
    var message: BatteryMessage?
    switch id {
    case .standard(let id): message = decodeNext(payload, id: id)
    case .extended(let id):
      if id.rawValue <= 0x7FF {
        message = decode(payload, id: id)
      } else {
        observe(payload, id: id)
      }
    }
    return changeCount == count
      ? LinkFrame(message, at: time)
      : LinkFrame(message, at: time, changes: identification.dialect)
  }
}
