// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

public import CANBus

/// Writes pcap files of link type 227, the records of which are those of
/// ``SocketCANRecord`` with a big-endian identifier.
///
///     file header               packet header
///      0  magic number           0  seconds since 1970, unsigned
///      4  major, minor version   4  fraction of a second
///      8  zone and precision, 0  8  captured length
///     16  longest packet        12  length
///     20  link type             16  record, 16 or 72 bytes
///
/// The numbers of the headers are little-endian, and records have their
/// padding: SavvyCAN reads no other. Source: the description of the format by
/// tcpdump.org.
public struct PcapEncoder: Equatable, Sendable {
  /// Whether fractions of a second are in nanoseconds, not microseconds.
  public let hasNanoseconds: Bool

  /// Creates an encoder of one file.
  ///
  /// - Parameter hasNanoseconds: Whether fractions of a second are in
  ///   nanoseconds: Wireshark and libpcap know that from the magic number, and
  ///   SavvyCAN refuses the file.
  public init(hasNanoseconds: Bool) {
    self.hasNanoseconds = hasNanoseconds
  }

  /// How long the header of a file is.
  public static var headerLength: Int { 24 }
  /// How long a packet can get with its header.
  public static var maximumLength: Int { 16 + SocketCANRecord.maximumLength }

  /// `MAXIMUM_SNAPLEN` of libpcap, by which it means that nothing was cut.
  private static var longestPacket: UInt32 { 262_144 }

  /// Writes the header of a file.
  ///
  /// - Parameter bytes: Where it goes, with room for ``headerLength`` bytes.
  public func encodeHeader(into bytes: inout MutableSpan<UInt8>) {
    let magic: UInt32 = hasNanoseconds ? 0xA1B2_3C4D : 0xA1B2_C3D4
    bytes.put(magic, .littleEndian, at: 0)
    bytes.put(4 << 16 | 2, .littleEndian, at: 4)
    bytes.put(0, .littleEndian, at: 8)
    bytes.put(0, .littleEndian, at: 12)
    bytes.put(Self.longestPacket, .littleEndian, at: 16)
    bytes.put(
      UInt32(bitPattern: LinkType.socketCAN.rawValue), .littleEndian, at: 20)
  }

  /// Writes a frame as a packet.
  ///
  /// - Parameters:
  ///   - frame: The frame.
  ///   - bytes: Where the packet goes, with room for ``maximumLength`` bytes.
  /// - Returns: What came of it, or `nil` if no record can hold the frame.
  public func encode(
    _ frame: borrowing CANFrame, into bytes: inout MutableSpan<UInt8>
  ) -> EncodedFrame? {
    guard
      let record = SocketCANRecord.encode(
        frame, .bigEndian, into: &bytes, at: 16)
    else { return nil }
    var losses = record.losses.union(frame.timeLosses)
    var time = TimeParts(frame.timestamp)
    if time.seconds > UInt64(widening: UInt32.max) {
      losses.insert(.time)
      time = TimeParts(nil)
    }
    var fraction = time.nanoseconds
    if !hasNanoseconds {
      if fraction % 1000 != 0 { losses.insert(.precision) }
      fraction /= 1000
    }
    let length = UInt32(truncatingIfNeeded: record.count)
    bytes.put(
      UInt32(truncatingIfNeeded: time.seconds), .littleEndian, at: 0)
    bytes.put(fraction, .littleEndian, at: 4)
    bytes.put(length, .littleEndian, at: 8)
    bytes.put(length, .littleEndian, at: 12)
    return EncodedFrame(count: 16 &+ record.count, losses: losses)
  }
}
