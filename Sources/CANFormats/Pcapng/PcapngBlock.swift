// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

internal import CANBus

/// The frame around all that pcapng holds.
///
///      0  type
///      4  length n, a multiple of 4: from the type to behind the second length
///      8  body
///    n-4  length n again
///
/// The numbers are in the byte order of the section. Source:
/// draft-ietf-opsawg-pcapng.
public struct PcapngBlock: Equatable, Sendable {
  /// What the block is.
  public let kind: Kind
  /// How many bytes it has, from its type to its second length.
  public let count: Int

  /// How many bytes ``init(_:_:)`` needs, and the shortest block has.
  public static var minimumCount: Int { 12 }
  /// The longest block that is read: twice as long as the longest packets that
  /// networks have, and much longer than those of a bus.
  public static var maximumCount: Int { 128 * 1024 }

  /// What a block is.
  public enum Kind: Sendable {
    /// The beginning of a section, also when it is written in the other byte
    /// order than what precedes it.
    case section
    /// Interface Description Block.
    case interface
    /// Packet Block, which is obsolete.
    case oldPacket
    /// Simple Packet Block.
    case simplePacket
    /// Enhanced Packet Block.
    case packet
    /// A block without a packet: names, statistics, secrets, or unknown.
    case other

    /// Whether the block holds a packet.
    public var isPacket: Bool {
      self == .packet || self == .simplePacket || self == .oldPacket
    }
  }

  /// Reads the first numbers of a block.
  ///
  /// - Parameters:
  ///   - bytes: The bytes from its type on, 12 at least.
  ///   - order: The byte order of the section; a block that begins a section
  ///     has its own.
  /// - Throws: ``MalformedContainer`` if no block has such a length, or a
  ///   section no such byte order.
  public init(
    _ bytes: Span<UInt8>, _ order: ByteOrder
  ) throws(MalformedContainer) {
    guard bytes.count >= Self.minimumCount else {
      throw MalformedContainer(.cutOff, at: bytes.count)
    }
    var order = order
    let type = bytes.uint32(at: 0, order)
    var minimum: UInt32 = 12
    switch type {
    case 0x0A0D_0D0A:
      kind = .section
      order = try PcapngSection.byteOrder(bytes)
      minimum = UInt32(truncatingIfNeeded: PcapngSection.minimumCount)
    case 1: (kind, minimum) = (.interface, 20)
    case 2: (kind, minimum) = (.oldPacket, 32)
    case 3: (kind, minimum) = (.simplePacket, 16)
    case 6: (kind, minimum) = (.packet, 32)
    default: kind = .other
    }
    let length = bytes.uint32(at: 4, order)
    guard length >= minimum, length & 3 == 0 else {
      throw MalformedContainer(.badLength, at: 4)
    }
    guard length <= UInt32(truncatingIfNeeded: Self.maximumCount) else {
      throw MalformedContainer(.tooLong, at: 4)
    }
    count = Int(length)
  }

  /// How long a damaged block says that it is.
  ///
  /// - Parameters:
  ///   - bytes: The bytes from its type on, as far as they are there.
  ///   - order: The byte order of the section.
  /// - Returns: The number of bytes, whatever it is, or `nil` if what follows
  ///   them depends on what the block describes.
  public static func claimedCount(
    _ bytes: Span<UInt8>, _ order: ByteOrder
  ) -> UInt32? {
    guard bytes.count >= 8, bytes.uint32(at: 0, order) != 1 else { return nil }
    return bytes.uint32(at: 4, order)
  }

  /// Checks the length behind a block.
  ///
  /// - Parameter block: All bytes of the block.
  /// - Throws: ``MalformedContainer`` if it differs from the one in front.
  public static func checkEnd(
    of block: Span<UInt8>
  ) throws(MalformedContainer) {
    let end = block.count &- 4
    let front = block.uint32(at: 4, .littleEndian)
    guard block.uint32(at: end, .littleEndian) == front else {
      throw MalformedContainer(.lengthsDiffer, at: end)
    }
  }

  /// Whether what begins here is certainly a block, for finding the way again
  /// in a damaged file.
  ///
  /// Only the kinds of blocks that captures of frames consist of count, and
  /// their second length has to be there.
  ///
  /// - Parameters:
  ///   - bytes: The bytes from where the block may begin, all that there are.
  ///   - order: The byte order of the section; `nil` if it is not known, where
  ///     only a new section counts.
  /// - Returns: What begins here, if anything.
  public static func recognize(
    _ bytes: Span<UInt8>, _ order: ByteOrder?
  ) -> Recognition {
    guard bytes.count >= minimumCount else { return .needs(minimumCount) }
    do throws(MalformedContainer) {
      let block = try PcapngBlock(bytes, order ?? .littleEndian)
      guard block.kind != .other, order != nil || block.kind == .section else {
        return .nothing
      }
      guard bytes.count >= block.count else { return .needs(block.count) }
      try checkEnd(of: bytes.extracting(..<block.count))
      return .block
    } catch {
      return .nothing
    }
  }

  /// What ``recognize(_:_:)`` has found.
  public enum Recognition: Equatable, Sendable {
    /// A block.
    case block
    /// No block.
    case nothing
    /// That takes as many bytes to tell.
    case needs(Int)
  }
}
