// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

public import CANBus

/// Reads the packets of an interface of pcapng that have the usual shape,
/// straight from a buffer.
///
/// That is an Enhanced Packet Block without options, in a little-endian section,
/// of an interface that counts units of ten and no offset. It is a short cut:
/// what it reads, ``PcapngBlock``, ``PcapngPacket`` and ``LinkType`` read as well,
/// as the same frame. What it leaves is theirs.
public struct UsualPcapngBlock: Equatable, Sendable {
  /// The number of the interface.
  public let interface: UInt32
  private let name: InterfaceName
  private let packet: UsualPacket
  private let packetCount: UInt32
  /// The type of the block, and its length above.
  private let head: UInt64
  /// Nanoseconds of a tick, and how many ticks do not overflow.
  private let unit: UInt64
  private let lastTick: UInt64
  private let fractionDigits: UInt8

  /// The head of the block, and its second length.
  private static var headCount: Int { 28 }
  private static var tailCount: Int { 4 }
  private static var reach: Int {
    headCount &+ UsualPacket.reach &+ tailCount &+ 4
  }

  /// Creates a reader, or `nil` if the interface has no packets of that shape.
  ///
  /// - Parameters:
  ///   - number: The number of the interface.
  ///   - interface: Its description.
  ///   - linkType: Its link type.
  ///   - order: The byte order of the section.
  ///   - bareOrder: The byte order of identifiers without a pseudo-header.
  public init?(
    _ number: UInt32, _ interface: PcapngInterface, _ linkType: LinkType,
    _ order: ByteOrder, identifiers bareOrder: ByteOrder
  ) {
    guard order == .littleEndian, let unit = interface.clock.decimalUnit,
      let packet = UsualPacket(
        linkType,
        identifiers: linkType == .socketCAN ? bareOrder : .littleEndian)
    else { return nil }
    self.interface = number
    self.packet = packet
    packetCount = UInt32(truncatingIfNeeded: packet.count)
    let count = packet.count &+ Self.headCount &+ Self.tailCount
    head = UInt64(widening: UInt32(truncatingIfNeeded: count)) &<< 32 | 6
    self.unit = unit
    name = interface.name
    lastTick = UInt64(bitPattern: Int64.max) / unit
    fractionDigits = interface.clock.fractionDigits
  }

  /// Which interface a block is one of, if it can be a usual one.
  ///
  /// - Parameters:
  ///   - bytes: Any part of a section.
  ///   - start: Where a block begins.
  /// - Returns: The number of its interface, or `nil` if it has another shape.
  public static func interface(
    _ bytes: Span<UInt8>, at start: Int
  ) -> UInt32? {
    guard start >= 0, start <= bytes.count &- reach else { return nil }
    let block = bytes.extracting(start..<(start &+ reach))
    guard block.word(at: 0) & 0xFFFF_FFFF == 6 else { return nil }
    return UInt32(truncatingIfNeeded: block.word(at: 8))
  }

  /// Reads a block.
  ///
  /// It changes nothing, and is `mutating` because a value that is called inside
  /// of an optional one is copied otherwise.
  ///
  /// - Parameters:
  ///   - bytes: Any part of the section.
  ///   - start: Where a block begins.
  ///   - frame: Where the frame goes; unspecified if the result is `nil`.
  /// - Returns: Where the next block begins, or `nil` if this one has another
  ///   shape, is one of another interface, or is too near to the end of the
  ///   bytes.
  public mutating func parse(
    _ bytes: Span<UInt8>, at start: Int, into frame: inout CANFrame
  ) -> Int? {
    read(bytes, at: start, into: &frame)
  }

  /// Reads blocks as long as they have that shape.
  ///
  /// - Parameters:
  ///   - bytes: Any part of the section.
  ///   - start: Where a block begins.
  ///   - frames: Where the frames go; those beyond the ones that were read are
  ///     unspecified.
  ///   - places: Which of them to fill; all by default.
  /// - Returns: How many blocks were read, and where the next one begins.
  public mutating func parse(
    _ bytes: Span<UInt8>, at start: Int,
    into frames: inout MutableSpan<CANFrame>, _ places: Range<Int>? = nil
  ) -> (count: Int, next: Int) {
    // What is known of all blocks need not be looked up for each.
    let usual = self
    return frames.fill(places ?? frames.indices, from: start) { start, frame in
      usual.read(bytes, at: start, into: &frame)
    }
  }

  /// Finds out how many blocks hold a packet of the interface and have the usual
  /// length.
  ///
  /// - Parameters:
  ///   - bytes: Any part of the section.
  ///   - start: Where a block begins.
  /// - Returns: Where the first one begins that is another one, or does not end
  ///   in the bytes.
  public func end(_ bytes: Span<UInt8>, from start: Int) -> Int {
    let step = Self.headCount &+ packet.count &+ Self.tailCount
    var end = start
    while end >= 0, end <= bytes.count &- step {
      let block = bytes.extracting(end..<(end &+ step))
      guard block.word(at: 0) == head,
        block.word(at: 8) & 0xFFFF_FFFF == UInt64(widening: interface),
        block.word(at: 16) &>> 32 == UInt64(widening: packetCount),
        block.word(at: step &- 8) &>> 32 == head &>> 32
      else { break }
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
    let block = bytes.extracting(start..<(start &+ Self.reach))
    // Type and length; interface and time; time and length of the packet.
    let head = block.word(at: 0)
    let middle = block.word(at: 8)
    let last = block.word(at: 16)
    let end = Self.headCount &+ packet.count
    guard head == self.head,
      middle & 0xFFFF_FFFF == UInt64(widening: interface),
      last &>> 32 == UInt64(widening: packetCount),
      block.word(at: end) & 0xFFFF_FFFF == head &>> 32
    else { return nil }
    let ticks = middle & ~0xFFFF_FFFF | last & 0xFFFF_FFFF
    guard ticks <= lastTick,
      packet.parse(block.extracting(Self.headCount...), into: &frame)
    else { return nil }
    frame.timestamp = Timestamp(
      checkedNanoseconds: Int64(bitPattern: ticks &* unit),
      fractionDigits: fractionDigits, notation: .seconds)
    frame.interface = name
    return start &+ end &+ Self.tailCount
  }
}
