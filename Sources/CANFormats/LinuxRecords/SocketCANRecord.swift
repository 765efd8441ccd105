// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

public import CANBus

/// The frame structures of Linux, as captures hold them.
///
///     struct can_frame                   struct canfd_frame
///      0  can_id, 32 bits                 0  can_id, 32 bits
///      4  len                             4  len
///      5  padding                         5  flags: 1 BRS, 2 ESI, 4 FDF
///      6  padding                         6  reserved
///      7  len8_dlc, 9 to 15 or 0          7  reserved
///      8  data, 8 bytes                   8  data, 64 bytes
///
/// Writers may leave out the bytes of `data` beyond `len`. Source:
/// `<linux/can.h>`, and the description of LINKTYPE_CAN_SOCKETCAN.
public enum SocketCANRecord {
  /// Reads a record.
  ///
  /// It is CAN FD if `CANFD_FDF` is set, if `len` exceeds 8, if the record is
  /// as long as a whole `struct canfd_frame`, or if what precedes it says so.
  ///
  /// - Parameters:
  ///   - packet: The bytes that hold the record.
  ///   - start: Where in `packet` it begins; not beyond its end.
  ///   - order: The byte order of `can_id`.
  ///   - saysFlexible: Whether a pseudo-header says that it is CAN FD.
  ///   - frame: Where identifier, kind, length and data go.
  /// - Throws: ``MalformedFrame`` when the bytes are no frame.
  public static func parse(
    _ packet: Span<UInt8>, at start: Int, _ order: ByteOrder,
    isFlexible saysFlexible: Bool = false, into frame: inout CANFrame
  ) throws(MalformedFrame) {
    let count = packet.count &- start
    guard count >= 8 else { throw MalformedFrame(.tooLittleData, at: start) }
    let head = packet.word(at: start)
    let lengthByte = UInt8(truncatingIfNeeded: head &>> 32)
    let flags = UInt8(truncatingIfNeeded: head &>> 40)
    // `CANXL_XLF`: the byte that is `len` elsewhere holds the flags of CAN XL.
    guard lengthByte & 0x80 == 0 else {
      throw MalformedFrame(.canXL, at: start &+ 4)
    }
    let length = Int(lengthByte)
    guard length <= Payload.maximumCount else {
      throw MalformedFrame(.badLength, at: start &+ 4)
    }
    let isFlexible =
      flags & 4 != 0 || length > 8 || count == 72 || saysFlexible

    let word = UInt32(truncatingIfNeeded: head)
    let bits = order == .littleEndian ? word : word.byteSwapped
    try setIdentifier(bits, of: &frame, at: start)
    // CAN FD has neither remote frames nor error frames.
    if frame.kind != .data, length > 8 {
      throw MalformedFrame(.badLength, at: start &+ 4)
    }
    if isFlexible, frame.kind == .data {
      frame.kind = .flexibleData(FDFlags(linuxBits: flags))
    }

    frame.dlc = CANFrame.lengthCode(for: length)
    let rawCode = UInt8(truncatingIfNeeded: head &>> 56)
    if !isFlexible, length == 8, rawCode > 8, rawCode < 16 {
      frame.dlc = rawCode
    }
    guard frame.kind != .remote else {
      frame.payload.removeAll()
      return
    }
    guard count >= 8 &+ length else {
      throw MalformedFrame(.tooLittleData, at: packet.count)
    }
    if length <= 8, count >= 16 {
      // The usual record, with its padding: all of its data in one word.
      frame.payload.assign(
        ClassicPayload(word: packet.word(at: start &+ 8), count: length))
      return
    }
    frame.payload.removeAll()
    var index = start &+ 8
    let end = index &+ length
    while index < end {
      frame.payload.append(packet[index])
      index &+= 1
    }
  }

  private static func setIdentifier(
    _ bits: UInt32, of frame: inout CANFrame, at offset: Int
  ) throws(MalformedFrame) {
    if bits & LinuxFlags.error != 0 {
      frame.kind = .error
      frame.id = .extended(ExtendedID(truncating: bits))
      return
    }
    frame.kind = bits & LinuxFlags.remote != 0 ? .remote : .data
    if bits & LinuxFlags.extended != 0 {
      frame.id = .extended(ExtendedID(truncating: bits))
      return
    }
    guard bits & ExtendedID.maximum <= UInt32(StandardID.maximum) else {
      throw MalformedFrame(.identifierOutOfRange, at: offset)
    }
    frame.id = .standard(StandardID(truncating: bits))
  }
}
