// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

/// The first bytes of pcap and pcapng files.
enum PcapHeader {
  /// Whether a file is pcap or pcapng.
  ///
  /// - Parameter magic: Its first four bytes as a little-endian number.
  /// - Returns: Whether libpcap may be able to read it.
  static func matches(_ magic: UInt32) -> Bool {
    switch magic {
    case 0x0A0D_0D0A: true  // pcapng
    case 0xA1B2_C3D4, 0xD4C3_B2A1: true  // pcap, microseconds
    case 0xA1B2_3C4D, 0x4D3C_B2A1: true  // pcap, nanoseconds
    case 0xA1B2_CD34, 0x34CD_B2A1: true  // pcap of patched libpcaps
    default: false
    }
  }

  /// How many digits of a second's fraction a file has.
  ///
  /// libpcap gives nanoseconds whatever the file has. For pcapng this is the
  /// resolution of the first interface, the option `if_tsresol`:
  ///
  ///     Section Header Block          Interface Description Block
  ///      0  block type 0x0A0D0D0A      0  block type 1
  ///      4  block length               4  block length
  ///      8  byte order 0x1A2B3C4D      8  link type, reserved
  ///     12  version, section length   12  snapshot length
  ///     24  options                   16  options: code, length, value
  ///
  /// - Parameter bytes: The beginning of the file.
  /// - Returns: 6 for microseconds, which is also the default, or 9.
  static func fractionDigits(_ bytes: ArraySlice<UInt8>) -> UInt8 {
    let file = Fields(bytes)
    guard file.isPcapng else {
      return file.magic == 0xA1B2_3C4D ? 9 : 6
    }
    let interface = Int(file.word(at: 4) ?? 0)
    guard file.word(at: interface) == 1,
      let length = file.word(at: interface + 4)
    else { return 6 }
    var option = interface + 16
    while option < interface + Int(length) - 4,
      let head = file.word(at: option)
    {
      // Code and length are numbers of 16 bits, the code first.
      let code = file.isSwapped ? head >> 16 : head & 0xFFFF
      let length = file.isSwapped ? head & 0xFFFF : head >> 16
      if code == 0 { break }
      if code == 9, let resolution = file.byte(at: option + 4) {
        // A power of ten, or with bit 7 a power of two.
        return resolution & 0x80 == 0 ? min(resolution, 9) : 9
      }
      option += 4 + (Int(length) + 3) / 4 * 4
    }
    return 6
  }

  /// The link type of a pcap file; `nil` for pcapng, which has one for each
  /// interface, and for the pcap of patched libpcaps.
  ///
  /// - Parameter bytes: The beginning of the file.
  /// - Returns: The number.
  static func linkType(_ bytes: ArraySlice<UInt8>) -> Int32? {
    let file = Fields(bytes)
    guard file.magic == 0xA1B2_C3D4 || file.magic == 0xA1B2_3C4D else {
      return nil
    }
    // The upper bits say something about checksums.
    return file.word(at: 20).map { Int32($0 & 0x0FFF_FFFF) }
  }

  /// Where a packet is in a pcap file that has a ``linkType(_:)``.
  ///
  ///     file header: 24 bytes    packet header: seconds, fraction,
  ///                              length in the file, length on the bus
  ///
  /// - Parameters:
  ///   - start: Where the packet's header begins: 24 for the first one.
  ///   - bytes: The beginning of the file.
  /// - Returns: Where its bytes are, or `nil` if they are not all there.
  static func packet(
    at start: Int, in bytes: ArraySlice<UInt8>
  ) -> Range<Int>? {
    guard let length = Fields(bytes).word(at: start + 8),
      length <= 1 << 16, start + 16 + Int(length) <= bytes.count
    else { return nil }
    return (start + 16)..<(start + 16 + Int(length))
  }

  /// How many bytes ``fractionDigits(_:)`` needs, as far as that can be told
  /// from the bytes that are there: it grows with them, up to a limit.
  static func neededByteCount(_ bytes: ArraySlice<UInt8>) -> Int {
    let file = Fields(bytes)
    guard file.isPcapng else { return 4 }
    guard let section = file.word(at: 4), file.word(at: 8) != nil else {
      return 12
    }
    let interface = min(Int(section), 4096)
    guard let length = file.word(at: interface + 4) else {
      return interface + 8
    }
    return interface + min(Int(length), 4096)
  }

  /// Numbers in the byte order of the file.
  private struct Fields {
    private let bytes: ArraySlice<UInt8>
    let isPcapng: Bool
    /// Whether the file has its most significant bytes first.
    let isSwapped: Bool

    init(_ bytes: ArraySlice<UInt8>) {
      self.bytes = bytes
      let magic = Self.littleEndian(bytes, at: 0) ?? 0
      isPcapng = magic == 0x0A0D_0D0A
      // The first byte of pcap is 0xA1 if the most significant one is first;
      // pcapng has a number of its own for that.
      isSwapped =
        isPcapng
        ? Self.littleEndian(bytes, at: 8) == 0x4D3C_2B1A : magic & 0xFF == 0xA1
    }

    /// The magic number of pcap, whatever its byte order.
    var magic: UInt32? { word(at: 0) }

    func byte(at index: Int) -> UInt8? {
      index < bytes.count ? bytes[bytes.startIndex + index] : nil
    }

    func word(at index: Int) -> UInt32? {
      Self.littleEndian(bytes, at: index).map {
        isSwapped ? $0.byteSwapped : $0
      }
    }

    private static func littleEndian(
      _ bytes: ArraySlice<UInt8>, at index: Int
    ) -> UInt32? {
      guard index + 4 <= bytes.count else { return nil }
      let start = bytes.startIndex + index
      return bytes[start..<(start + 4)].reversed()
        .reduce(0) { $0 << 8 | UInt32($1) }
    }
  }
}
