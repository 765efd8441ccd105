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
  /// It is CAN FD if `CANFD_FDF` is set, if `len` exceeds 8, or if the record
  /// is as long as a whole `struct canfd_frame`.
  ///
  /// - Parameters:
  ///   - packet: The bytes that hold the record.
  ///   - start: Where in `packet` it begins; not beyond its end.
  ///   - order: The byte order of `can_id`.
  ///   - frame: Where identifier, kind, length and data go.
  /// - Throws: ``MalformedFrame`` when the bytes are no frame.
  public static func parse(
    _ packet: Span<UInt8>, at start: Int, _ order: ByteOrder,
    into frame: inout CANFrame
  ) throws(MalformedFrame) {
    let record = packet.extracting(start...)
    func failure(
      _ reason: MalformedFrame.Reason, _ offset: Int
    ) -> MalformedFrame {
      MalformedFrame(reason, at: start &+ offset)
    }
    guard record.count >= 8 else { throw failure(.tooLittleData, 0) }
    let flags = record[5]
    // `CANXL_XLF`: the byte that is `len` elsewhere holds the flags of CAN XL.
    guard record[4] & 0x80 == 0 else { throw failure(.canXL, 4) }
    let length = Int(record[4])
    guard length <= Payload.maximumCount else { throw failure(.badLength, 4) }
    let isFlexible = flags & 4 != 0 || length > 8 || record.count == 72

    let word =
      UInt32(record[0]) | UInt32(record[1]) << 8
      | UInt32(record[2]) << 16 | UInt32(record[3]) << 24
    let bits = order == .littleEndian ? word : word.byteSwapped
    try setIdentifier(bits, of: &frame, at: start)
    // CAN FD has neither remote frames nor error frames.
    if frame.kind != .data, length > 8 { throw failure(.badLength, 4) }
    if isFlexible, frame.kind == .data {
      frame.kind = .flexibleData(FDFlags(linuxBits: flags))
    }

    frame.payload.removeAll()
    frame.dlc = CANFrame.lengthCode(for: length)
    if !isFlexible, length == 8, record[7] > 8, record[7] < 16 {
      frame.dlc = record[7]
    }
    guard frame.kind != .remote else { return }
    guard record.count >= 8 &+ length else {
      throw failure(.tooLittleData, record.count)
    }
    var index = 8
    while index < 8 &+ length {
      frame.payload.append(record[index])
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
