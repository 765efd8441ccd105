// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

internal import CANBus

/// Where a block of pcapng has its packet.
///
///     Enhanced Packet, 6       Packet, 2                 Simple Packet, 3
///      8  interface             8  interface, 16 bits     8  original length
///     12  time, upper half     10  lost packets          12  packet
///     16  time, lower half     12  time, upper half
///     20  captured length      16  time, lower half
///     24  original length      20  captured length
///     28  packet               24  original length
///         options              28  packet, options
///
/// A simple packet is one of interface 0, has no time, and is as long as the
/// snapshot length of the interface allows. Source: draft-ietf-opsawg-pcapng,
/// and for the obsolete block 2 its appendix.
public struct PcapngPacket: Equatable, Sendable {
  /// The number of its interface.
  public let interface: UInt32
  /// When it was seen, counted by the clock of its interface.
  public let ticks: UInt64?
  /// Which bytes of the block it has.
  public let bytes: Range<Int>

  /// Reads the head of a block.
  ///
  /// - Parameters:
  ///   - block: All bytes of the block, which ``PcapngBlock`` has measured.
  ///   - kind: What the block is, one that holds a packet.
  ///   - order: The byte order of the section.
  ///   - snapshotLength: The limit of interface 0, for a simple packet; 0 is
  ///     none.
  /// - Throws: ``MalformedContainer`` if the packet exceeds the block.
  @inline(__always)
  public init(
    _ block: Span<UInt8>, _ kind: PcapngBlock.Kind, _ order: ByteOrder,
    snapshotLength: UInt32
  ) throws(MalformedContainer) {
    let start: Int
    let captured: UInt32
    if kind == .simplePacket {
      interface = 0
      ticks = nil
      start = 12
      let original = block.uint32(at: 8, order)
      captured =
        snapshotLength == 0 ? original : min(original, snapshotLength)
    } else {
      interface =
        kind == .packet
        ? block.uint32(at: 8, order) : UInt32(block.uint16(at: 8, order))
      ticks = block.uint64(highThenLowAt: 12, order)
      start = 28
      captured = block.uint32(at: 20, order)
    }
    let room = block.count &- 4 &- start
    guard captured <= UInt32(truncatingIfNeeded: room) else {
      throw MalformedContainer(.badLength, at: start == 12 ? 8 : 20)
    }
    bytes = start..<(start &+ Int(truncatingIfNeeded: captured))
  }
}
