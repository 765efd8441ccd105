// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

internal import CANBus

/// Reads packets of the shape that nearly all packets have, eight bytes a step.
///
/// That is a data frame of classic CAN in a whole `struct can_frame`, with
/// nothing in the bytes that are reserved, bare or behind a pseudo-header.
/// ``LinkType/parse(_:identifiers:into:)`` is the specification: every packet
/// that is read here, it reads as the same frame.
struct UsualPacket: Equatable, Sendable {
  private let linkType: LinkType
  private let order: ByteOrder

  /// Creates a reader, or `nil` if packets of the link type have no usual shape.
  ///
  /// - Parameters:
  ///   - linkType: The link type of the packets.
  ///   - order: The byte order of their identifiers.
  init?(_ linkType: LinkType, identifiers order: ByteOrder) {
    guard linkType != .exportedPDU else { return nil }
    self.linkType = linkType
    self.order = order
  }

  /// How many bytes a packet has.
  var count: Int {
    @inline(__always) get { headerCount &+ 16 }
  }

  /// How many bytes stand before the frame.
  private var headerCount: Int {
    @inline(__always)
    get {
      if linkType == .socketCAN { return 0 }
      return linkType == .linuxCooked ? 16 : 20
    }
  }

  /// How many bytes must be there from the start of a packet on, whatever
  /// belongs to it.
  static var reach: Int { 36 }

  /// Reads a packet.
  ///
  /// - Parameters:
  ///   - bytes: The bytes from the packet's start on, ``reach`` at least, of
  ///     which the first ``count`` are the packet.
  ///   - frame: Where the frame goes, without time and interface.
  /// - Returns: Whether the packet has that shape. If not, `frame` may have
  ///   changed.
  @inline(__always)
  func parse(_ bytes: Span<UInt8>, into frame: inout CANFrame) -> Bool {
    if linkType == .socketCAN {
      frame.direction = .unknown
      return parseFrame(bytes, at: 0, into: &frame)
    }
    // Read in the wrong order: `ETH_P_CAN` is 0x000C, `PACKET_OUTGOING` 4.
    if linkType == .linuxCooked {
      guard bytes.word(at: 8) &>> 48 == 0x0C00 else { return false }
      let packetType = bytes.word(at: 0) & 0xFFFF
      frame.direction = packetType == 0x0400 ? .transmitted : .received
      return parseFrame(bytes, at: 16, into: &frame)
    }
    guard bytes.word(at: 0) & 0xFFFF == 0x0C00 else { return false }
    frame.direction = bytes[10] == 4 ? .transmitted : .received
    return parseFrame(bytes, at: 20, into: &frame)
  }

  /// Reads a `struct can_frame`.
  @inline(__always)
  private func parseFrame(
    _ bytes: Span<UInt8>, at start: Int, into frame: inout CANFrame
  ) -> Bool {
    let head = bytes.word(at: start)
    // The length, and above it what has to be zero.
    let length = head &>> 32
    guard length <= 8 else { return false }
    let word = UInt32(truncatingIfNeeded: head)
    let bits = order == .littleEndian ? word : word.byteSwapped
    if bits <= UInt32(StandardID.maximum) {
      frame.id = .standard(StandardID(truncating: bits))
    } else {
      let flags = bits & ~ExtendedID.maximum
      guard flags == LinuxFlags.extended else { return false }
      frame.id = .extended(ExtendedID(truncating: bits))
    }
    frame.kind = .data
    frame.dlc = UInt8(truncatingIfNeeded: length)
    frame.payload.assign(
      ClassicPayload(
        word: bytes.word(at: start &+ 8),
        count: Int(truncatingIfNeeded: length)))
    return true
  }
}
