// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

public import CANBus

extension SocketCANRecord {
  /// How long a record can get that ``encode(_:_:into:at:)`` writes.
  public static var maximumLength: Int { 72 }

  /// Writes a frame as a whole `struct can_frame` or `struct canfd_frame`.
  ///
  /// The losses are direction and interface, which no record holds, and a length
  /// code that no frame has. Time is a matter of what the record stands in.
  ///
  /// - Parameters:
  ///   - frame: The frame.
  ///   - order: The byte order of `can_id`.
  ///   - bytes: Where the record goes; behind `start` it has room for
  ///     ``maximumLength`` bytes.
  ///   - start: Where in `bytes` it begins.
  /// - Returns: What came of it, with 16 or 72 bytes, or `nil` if no record can
  ///   hold the frame: a classic frame of more than 8 bytes, or a remote frame
  ///   with data.
  public static func encode(
    _ frame: borrowing CANFrame, _ order: ByteOrder,
    into bytes: inout MutableSpan<UInt8>, at start: Int
  ) -> EncodedFrame? {
    guard frame.isPossible else { return nil }
    var bits: UInt32
    switch frame.id {
    case .standard(let id): bits = UInt32(id.rawValue)
    case .extended(let id): bits = id.rawValue | LinuxFlags.extended
    }
    var size = 16
    var length = UInt8(truncatingIfNeeded: frame.payload.count)
    var flags: UInt8 = 0
    switch frame.kind {
    case .data: break
    case .flexibleData(let itsFlags):
      size = 72
      flags = itsFlags.linuxBits | 4
    case .remote:
      bits |= LinuxFlags.remote
      length = frame.plainLengthCode
    case .error:
      // The format of the identifier means nothing here, and no flag marks it.
      bits = bits & ExtendedID.maximum | LinuxFlags.error
    }
    bytes.put(bits, order, at: start)
    bytes[start &+ 4] = length
    bytes[start &+ 5] = flags
    bytes[start &+ 6] = 0
    bytes[start &+ 7] = frame.rawLengthCode ?? 0
    var index = 0
    while index < size &- 8 {
      let isData = index < frame.payload.count
      bytes[start &+ 8 &+ index] = isData ? frame.payload[index] : 0
      index &+= 1
    }
    return EncodedFrame(count: size, losses: losses(of: frame))
  }

  private static func losses(
    of frame: borrowing CANFrame
  ) -> EncodingLosses {
    var losses = EncodingLosses()
    if frame.direction != .unknown { losses.insert(.direction) }
    if !frame.interface.isEmpty { losses.insert(.interface) }
    if frame.dlc != frame.plainLengthCode, frame.rawLengthCode == nil {
      losses.insert(.lengthCode)
    }
    return losses
  }
}
