// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

/// The block that begins a section of pcapng.
///
///      0  type 0x0A0D0D0A, the same in both byte orders
///      4  length of the block
///      8  0x1A2B3C4D, which shows the byte order of the section
///     12  major version, 1; minor version
///     16  length of the section, not used here
///     24  options, not used here
///
/// Nothing that earlier sections described is valid in it. Source:
/// draft-ietf-opsawg-pcapng.
public struct PcapngSection: Equatable, Sendable {
  /// The byte order of the section.
  public let order: ByteOrder

  /// The shortest such block.
  static var minimumCount: Int { 28 }

  /// Reads the block.
  ///
  /// - Parameter block: All bytes of the block, which ``PcapngBlock`` has
  ///   measured.
  /// - Throws: ``MalformedContainer`` if its version is not known.
  public init(_ block: Span<UInt8>) throws(MalformedContainer) {
    order = try Self.byteOrder(block)
    guard block.uint16(at: 12, order) == 1 else {
      throw MalformedContainer(.unknownVersion, at: 12)
    }
  }

  /// Whether bytes begin with the type of this block.
  ///
  /// - Parameter bytes: The bytes from the type on.
  /// - Returns: Whether a section begins, even if its block is damaged.
  public static func begins(_ bytes: Span<UInt8>) -> Bool {
    bytes.count >= 4 && bytes.uint32(at: 0, .littleEndian) == 0x0A0D_0D0A
  }

  /// The byte order that the block shows.
  ///
  /// - Parameter block: Its bytes, as far as they are there.
  /// - Returns: The byte order.
  /// - Throws: ``MalformedContainer`` if it shows none.
  public static func byteOrder(
    _ block: Span<UInt8>
  ) throws(MalformedContainer) -> ByteOrder {
    guard block.count >= 12 else {
      throw MalformedContainer(.cutOff, at: block.count)
    }
    switch block.uint32(at: 8, .littleEndian) {
    case 0x1A2B_3C4D: return .littleEndian
    case 0x4D3C_2B1A: return .bigEndian
    default: throw MalformedContainer(.badMagic, at: 8)
    }
  }
}
