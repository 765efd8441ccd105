// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

internal import CANBus

/// A frame, and the bus that it is on.
///
///     byte 0       bits 0-3  length of the data, at most 8
///                  bit  4    the bus
///                  bit  5    the identifier has 29 bits, in four bytes
///                  bit  6    a remote request, without data
///                  bit  7    a CAN FD frame
///     byte 1, 2    identifier, the high byte first; only 11 bits count
///     byte 3...    data
struct BusFrame {
  /// The number of the bus, 0 or 1.
  let bus: Int
  /// The frame.
  let frame: CANFrame

  /// The frames that some bytes are; what is left at the end is none.
  static func all(in input: [UInt8]) -> [BusFrame] {
    var frames: [BusFrame] = []
    var rest = input[...]
    while let frame = BusFrame(from: &rest) { frames.append(frame) }
    return frames
  }

  private init?(from rest: inout ArraySlice<UInt8>) {
    guard let head = rest.popFirst() else { return nil }
    let isExtended = head & 0x20 != 0
    let idLength = isExtended ? 4 : 2
    guard rest.count >= idLength else { return nil }
    let id = rest.prefix(idLength).reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
    rest.removeFirst(idLength)
    let isRemote = head & 0x40 != 0
    let data = [UInt8](rest.prefix(isRemote ? 0 : min(Int(head & 15), 8)))
    rest.removeFirst(data.count)
    guard let payload = Payload(data.span) else { return nil }
    bus = Int(head >> 4 & 1)
    frame = CANFrame(
      id: isExtended
        ? .extended(ExtendedID(truncating: id))
        : .standard(StandardID(truncating: id)),
      kind: isRemote
        ? .remote : head & 0x80 != 0 ? .flexibleData(FDFlags()) : .data,
      payload: payload)
  }
}
