// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

public import CANBus

extension LinkType {
  /// Reads a captured packet as a CAN frame.
  ///
  ///     LINKTYPE_LINUX_SLL                LINKTYPE_LINUX_SLL2
  ///      0  packet type                    0  protocol
  ///      2  ARPHRD_ type                   2  reserved
  ///      4  address length, address        4  interface index
  ///     14  protocol                       8  ARPHRD_ type
  ///     16  frame                         10  packet type
  ///                                       11  address length, address
  ///                                       20  frame
  ///
  /// The numbers of the pseudo-headers are big-endian. A frame behind the
  /// protocol `ETH_P_CANFD` is CAN FD whatever its flags say. Time and interface
  /// of the frame stay as they are, since no packet holds them.
  ///
  /// - Parameters:
  ///   - packet: The bytes of the packet as far as they were captured.
  ///   - order: The byte order of an identifier behind a pseudo-header, which
  ///     is the one of the machine that recorded.
  ///   - frame: Where the frame goes; unspecified when an error is thrown.
  /// - Throws: ``MalformedFrame`` when the packet is no frame.
  public func parse(
    _ packet: Span<UInt8>, identifiers order: ByteOrder,
    into frame: inout CANFrame
  ) throws(MalformedFrame) {
    switch self {
    case .socketCAN:
      frame.direction = .unknown
      try SocketCANRecord.parse(packet, at: 0, .bigEndian, into: &frame)
    case .linuxCooked:
      guard packet.count >= 16 else { throw .init(.tooLittleData, at: 0) }
      frame.direction = Self.direction(packet.uint16(at: 0, .bigEndian))
      let isFlexible = try Self.isFlexible(packet, at: 14)
      try SocketCANRecord.parse(
        packet, at: 16, order, isFlexible: isFlexible, into: &frame)
    case .linuxCookedV2:
      guard packet.count >= 20 else { throw .init(.tooLittleData, at: 0) }
      frame.direction = Self.direction(UInt16(packet[10]))
      let isFlexible = try Self.isFlexible(packet, at: 0)
      try SocketCANRecord.parse(
        packet, at: 20, order, isFlexible: isFlexible, into: &frame)
    case .exportedPDU:
      frame.direction = .unknown
      let pdu = try ExportedPDU(packet)
      switch pdu.content {
      case .can(let isBigEndian):
        try SocketCANRecord.parse(
          packet, at: pdu.start, isBigEndian ? .bigEndian : order,
          into: &frame)
      case .flexible:
        try SocketCANRecord.parse(
          packet, at: pdu.start, order, isFlexible: true, into: &frame)
      case .extraLong:
        throw MalformedFrame(.canXL, at: pdu.start)
      }
    }
  }

  /// `PACKET_OUTGOING` in `<linux/if_packet.h>` is 4.
  private static func direction(_ packetType: UInt16) -> Direction {
    packetType == 4 ? .transmitted : .received
  }

  /// Checks for `ETH_P_CAN`, `ETH_P_CANFD` or `ETH_P_CANXL` of
  /// `<linux/if_ether.h>`.
  private static func isFlexible(
    _ packet: Span<UInt8>, at offset: Int
  ) throws(MalformedFrame) -> Bool {
    switch packet.uint16(at: offset, .bigEndian) {
    case 0x000C: return false
    case 0x000D: return true
    case 0x000E: throw MalformedFrame(.canXL, at: offset)
    default: throw MalformedFrame(.notCAN, at: offset)
    }
  }
}
