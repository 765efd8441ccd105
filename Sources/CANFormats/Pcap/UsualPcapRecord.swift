// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

public import CANBus

/// Reads the packets of pcap that have the usual shape, straight from a buffer.
///
/// It is a short cut for little-endian files: what it reads, ``PcapFile`` and
/// ``LinkType`` read as well, as the same frame. What it leaves, a large,
/// special or damaged packet or one at the end of the buffer, is theirs.
public struct UsualPcapRecord: Equatable, Sendable {
  private let packet: UsualPacket
  /// How many nanoseconds a unit of a second's fraction has, and how many digits.
  private let unit: UInt64
  private let fractionDigits: UInt8

  private static var headerCount: Int { 16 }
  private static var reach: Int { headerCount &+ UsualPacket.reach }

  /// Creates a reader, or `nil` if the file has no packets of that shape.
  ///
  /// - Parameters:
  ///   - file: The header of the file.
  ///   - linkType: Its link type.
  ///   - bareOrder: The byte order of identifiers without a pseudo-header.
  public init?(
    _ file: PcapFile, _ linkType: LinkType, identifiers bareOrder: ByteOrder
  ) {
    guard file.order == .littleEndian,
      file.packetHeaderCount == Self.headerCount,
      let packet = UsualPacket(
        linkType,
        identifiers: linkType == .socketCAN ? bareOrder : .littleEndian)
    else { return nil }
    self.packet = packet
    unit = file.hasNanoseconds ? 1 : 1000
    fractionDigits = file.hasNanoseconds ? 9 : 6
  }

  /// Reads a packet.
  ///
  /// It changes nothing, and is `mutating` because a value that is called inside
  /// of an optional one is copied otherwise.
  ///
  /// - Parameters:
  ///   - bytes: Any part of a file.
  ///   - start: Where the header of a packet begins.
  ///   - frame: Where the frame goes; unspecified if the result is `nil`.
  /// - Returns: Where the next packet begins, or `nil` if this one has another
  ///   shape or is too near to the end of the bytes.
  public mutating func parse(
    _ bytes: Span<UInt8>, at start: Int, into frame: inout CANFrame
  ) -> Int? {
    read(bytes, at: start, into: &frame)
  }

  /// Reads packets as long as they have that shape.
  ///
  /// - Parameters:
  ///   - bytes: Any part of a file.
  ///   - start: Where the header of a packet begins.
  ///   - frames: Where the frames go; those beyond the ones that were read are
  ///     unspecified.
  ///   - places: Which of them to fill; all by default.
  /// - Returns: How many packets were read, and where the next one begins.
  public mutating func parse(
    _ bytes: Span<UInt8>, at start: Int,
    into frames: inout MutableSpan<CANFrame>, _ places: Range<Int>? = nil
  ) -> (count: Int, next: Int) {
    // What is known of all packets need not be looked up for each.
    let usual = self
    return frames.fill(places ?? frames.indices, from: start) { start, frame in
      usual.read(bytes, at: start, into: &frame)
    }
  }

  /// Finds out how many packets have the usual length.
  ///
  /// - Parameters:
  ///   - bytes: Any part of a file.
  ///   - start: Where the header of a packet begins.
  /// - Returns: Where the first one begins that has another length, or does not
  ///   end in the bytes.
  public func end(_ bytes: Span<UInt8>, from start: Int) -> Int {
    let step = Self.headerCount &+ packet.count
    var end = start
    while end >= 0, end <= bytes.count &- step {
      let header = bytes.extracting(end..<(end &+ Self.headerCount))
      let count = Int(
        truncatingIfNeeded: UInt32(truncatingIfNeeded: header.word(at: 8)))
      guard count == packet.count else { break }
      end &+= step
    }
    return end
  }

  @inline(__always)
  private func read(
    _ bytes: Span<UInt8>, at start: Int, into frame: inout CANFrame
  ) -> Int? {
    guard start >= 0, start <= bytes.count &- Self.reach else { return nil }
    // A length that is known leaves nothing to check of the loads below.
    let record = bytes.extracting(start..<(start &+ Self.reach))
    let time = record.word(at: 0)
    let count = Int(
      truncatingIfNeeded: UInt32(truncatingIfNeeded: record.word(at: 8)))
    guard count == packet.count,
      packet.parse(record.extracting(Self.headerCount...), into: &frame)
    else { return nil }
    let seconds = time & 0xFFFF_FFFF
    let fraction = time &>> 32 &* unit
    frame.timestamp = Timestamp(
      checkedNanoseconds: Int64(
        bitPattern: seconds &* 1_000_000_000 &+ fraction),
      fractionDigits: fractionDigits, notation: .seconds)
    frame.interface = InterfaceName()
    return start &+ Self.headerCount &+ count
  }
}
