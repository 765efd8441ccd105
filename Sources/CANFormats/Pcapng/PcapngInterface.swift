// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

public import CANBus

/// What pcapng says of an interface.
///
///     block type 1                   option, at a multiple of 4
///      8  link type, 16 bits          0  code: 0 end, 2 if_name,
///     10  reserved                       3 if_description, 9 if_tsresol,
///     12  snapshot length                14 if_tsoffset
///     16  options                     2  length of the value
///                                     4  value
///
/// An interface's number is its place among those of its section. Source:
/// draft-ietf-opsawg-pcapng.
public struct PcapngInterface: Equatable, Sendable {
  /// The number of the link type.
  public let linkType: Int32
  /// The most bytes that are kept of a packet; 0 is no limit.
  public let snapshotLength: UInt32
  /// How it counts time.
  public private(set) var clock = TickClock()
  /// What it is called.
  ///
  /// The name is `if_name`, else `if_description`, with `_` for spaces. Without
  /// both, the first interface of a section has no name, as in pcap, and others
  /// are "if1", "if2" and so on, so that they can be told apart.
  public private(set) var name = InterfaceName()
  /// Where an option exceeds the block, `nil` if none does.
  ///
  /// Options in front of it are valid.
  public private(set) var badOption: Int?

  /// Reads the block.
  ///
  /// - Parameters:
  ///   - block: All bytes of the block, which ``PcapngBlock`` has measured.
  ///   - order: The byte order of the section.
  ///   - number: The number of the interface.
  public init(_ block: Span<UInt8>, _ order: ByteOrder, number: Int) {
    linkType = Int32(block.uint16(at: 8, order))
    snapshotLength = block.uint32(at: 12, order)
    var resolution: UInt8 = 6
    var offset: Int64 = 0
    var description = InterfaceName()
    let end = block.count &- 4
    var index = 16
    while end &- index >= 4 {
      let code = block.uint16(at: index, order)
      let length = Int(block.uint16(at: index &+ 2, order))
      let start = index &+ 4
      if code == 0 { break }
      guard length <= end &- start else {
        badOption = index
        break
      }
      switch (code, length) {
      case (2, _):
        name = Self.name(block.extracting(start..<(start &+ length)))
      case (3, _):
        description = Self.name(block.extracting(start..<(start &+ length)))
      case (9, 1...): resolution = block[start]
      case (14, 8): offset = Self.int64(block, at: start, order)
      default: break
      }
      index = start &+ (length &+ 3) & ~3
    }
    clock = TickClock(resolution: resolution, offset: offset)
    if name.isEmpty { name = description }
    if name.isEmpty, number > 0 { name = Self.name(number: number) }
  }

  /// A number of 64 bits that is wholly in the byte order of the section.
  private static func int64(
    _ block: Span<UInt8>, at index: Int, _ order: ByteOrder
  ) -> Int64 {
    let word = block.word(at: index)
    return Int64(bitPattern: order == .littleEndian ? word : word.byteSwapped)
  }

  /// A name from text, which may end with zeros.
  private static func name(_ text: Span<UInt8>) -> InterfaceName {
    var bytes = InlineArray<32, UInt8>(repeating: 0)
    var count = 0
    while count < min(text.count, InterfaceName.maximumCount),
      text[count] != 0
    {
      let byte = text[count]
      bytes[count] = byte == UInt8(ascii: " ") ? UInt8(ascii: "_") : byte
      count &+= 1
    }
    return InterfaceName(bytes.span.extracting(..<count))
  }

  /// "if" and a number of at most six digits.
  private static func name(number: Int) -> InterfaceName {
    var word: UInt64 = 0
    var count = 0
    var rest = number
    repeat {
      let digit = UInt8(truncatingIfNeeded: rest % 10) &+ UInt8(ascii: "0")
      word = word &<< 8 | UInt64(widening: UInt32(digit))
      count &+= 1
      rest /= 10
    } while rest > 0 && count < 6
    let prefix =
      UInt32(UInt8(ascii: "i")) | UInt32(UInt8(ascii: "f")) &<< 8
    return InterfaceName(
      word: word &<< 16 | UInt64(widening: prefix), count: count &+ 2)
  }
}
