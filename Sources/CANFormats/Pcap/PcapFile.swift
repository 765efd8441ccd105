// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

public import CANBus

/// The header of a pcap file, which tells how to read its packets.
///
///     file header, 24 bytes                packet header, 16 or 24 bytes
///      0  magic number                      0  seconds since 1970
///      4  major version, 2; minor, 4        4  fraction of a second
///      8  time zone, accuracy: unused       8  length in the file
///     16  snapshot length                  12  length on the bus
///     20  link type, 26 bits               16  of patched libpcaps only
///
/// All numbers are in the byte order of the machine that wrote the file, and
/// the magic number shows which one that was, as well as the unit of the
/// fraction. Packets follow each other without a gap or a mark. Source:
/// draft-ietf-opsawg-pcap.
public struct PcapFile: Equatable, Sendable {
  /// The byte order of the file.
  public let order: ByteOrder
  /// The number of the link type of all packets.
  public let linkType: Int32
  /// How many bytes stand in front of each packet.
  public let packetHeaderCount: Int
  /// Whether the fraction is in nanoseconds instead of microseconds.
  public let hasNanoseconds: Bool

  /// How many bytes the header of the file has.
  public static var headerCount: Int { 24 }
  /// The longest packet, `MAXIMUM_SNAPLEN` in libpcap.
  public static var maximumPacketCount: Int { 256 * 1024 }

  /// Reads the header of a file.
  ///
  /// - Parameter bytes: The beginning of the file.
  /// - Throws: ``MalformedContainer`` if it is not pcap, or cut off.
  public init(_ bytes: Span<UInt8>) throws(MalformedContainer) {
    guard bytes.count >= 4 else { throw .init(.cutOff, at: bytes.count) }
    let word = bytes.uint32(at: 0, .littleEndian)
    // The first byte is 0xA1 if the most significant one stands first.
    order = word & 0xFF == 0xA1 ? .bigEndian : .littleEndian
    switch order == .littleEndian ? word : word.byteSwapped {
    case 0xA1B2_C3D4: (hasNanoseconds, packetHeaderCount) = (false, 16)
    case 0xA1B2_3C4D: (hasNanoseconds, packetHeaderCount) = (true, 16)
    case 0xA1B2_CD34: (hasNanoseconds, packetHeaderCount) = (false, 24)
    default: throw MalformedContainer(.badMagic, at: 0)
    }
    guard bytes.count >= Self.headerCount else {
      throw MalformedContainer(.cutOff, at: bytes.count)
    }
    guard bytes.uint16(at: 4, order) == 2 else {
      throw MalformedContainer(.unknownVersion, at: 4)
    }
    // The upper bits say something about checksums.
    let number = bytes.uint32(at: 20, order) & 0x03FF_FFFF
    linkType = Int32(truncatingIfNeeded: number)
  }

  /// Finds out how long a packet is with its header.
  ///
  /// - Parameter bytes: The bytes from its header on, all of the header at
  ///   least.
  /// - Returns: The number of bytes until the next packet.
  /// - Throws: ``MalformedContainer`` if no packet has such a length.
  public func recordCount(
    _ bytes: Span<UInt8>
  ) throws(MalformedContainer) -> Int {
    let length = bytes.uint32(at: 8, order)
    guard length <= UInt32(Self.maximumPacketCount) else {
      throw MalformedContainer(.tooLong, at: 8)
    }
    return packetHeaderCount &+ Int(length)
  }

  /// The time of a packet.
  ///
  /// Seconds reach until 2106.
  ///
  /// - Parameter bytes: The bytes from its header on, all of the header at
  ///   least.
  /// - Returns: The time.
  public func timestamp(_ bytes: Span<UInt8>) -> Timestamp {
    let word = bytes.word(at: 0)
    let low = UInt32(truncatingIfNeeded: word)
    let high = UInt32(truncatingIfNeeded: word &>> 32)
    let seconds = order == .littleEndian ? low : low.byteSwapped
    let fraction = order == .littleEndian ? high : high.byteSwapped
    // At most 4.3 * 10^18 and 4.3 * 10^12, which do not overflow.
    let whole = UInt64(widening: seconds) &* 1_000_000_000
    let rest = UInt64(widening: fraction) &* (hasNanoseconds ? 1 : 1000)
    return Timestamp(
      checkedNanoseconds: Int64(bitPattern: whole &+ rest),
      fractionDigits: hasNanoseconds ? 9 : 6, notation: .seconds)
  }
}
