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
      var payload: ClassicPayload?
      if case .data = frames[index].kind {
        payload = frames[index].payload.classic
      }
      let frame = decodeNext(
        payload, frames[index].id, frames[index].timestamp)
      decoded[place &+ index &- range.lowerBound] = frame
      index &+= 1
      if frame.isMessage { messages &+= 1 }
    } while index < range.upperBound && frames[index].interface == interface
    return (index &- range.lowerBound, messages)
  }

  /// Takes a frame and decodes it for a link.
  mutating func decodeNext(_ frame: borrowing CANFrame) -> LinkFrame {
    var payload: ClassicPayload?
    if case .data = frame.kind { payload = frame.payload.classic }
    return decodeNext(payload, frame.id, frame.timestamp)
  }

  @inline(__always)
  private mutating func decodeNext(
    _ payload: ClassicPayload?, _ id: FrameID, _ time: Timestamp?
  ) -> LinkFrame {
    let count = changeCount
    var message: BatteryMessage?
    if let payload {
      switch id {
      case .standard(let id): message = decodeNext(payload, id: id)
      case .extended(let id):
        if id.rawValue <= 0x7FF {
          message = decode(payload, id: id)
        } else {
          observe(payload, id: id)
        }
      }
    }
    return changeCount == count
      ? LinkFrame(message, at: time)
      : LinkFrame(message, at: time, changes: identification.dialect)
  }
}
