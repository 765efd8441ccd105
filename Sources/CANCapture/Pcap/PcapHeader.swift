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
    switch file.word(at: 0, swapped: false) {
    case 0xA1B2_3C4D, 0x4D3C_B2A1: return 9
    case 0x0A0D_0D0A: break
    default: return 6
    }
    let swapped = file.word(at: 8, swapped: false) == 0x4D3C_2B1A
    let interface = Int(file.word(at: 4, swapped: swapped) ?? 0)
    guard file.word(at: interface, swapped: swapped) == 1,
      let length = file.word(at: interface + 4, swapped: swapped)
    else { return 6 }
    var option = interface + 16
    while option < interface + Int(length) - 4,
      let head = file.word(at: option, swapped: swapped)
    {
      // Code and length are numbers of 16 bits, the code first.
      let code = swapped ? head >> 16 : head & 0xFFFF
      let length = swapped ? head & 0xFFFF : head >> 16
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
  /// interface.
  ///
  /// - Parameter bytes: The beginning of the file.
  /// - Returns: The number.
  static func linkType(_ bytes: ArraySlice<UInt8>) -> Int32? {
    let file = Fields(bytes)
    let magic = file.word(at: 0, swapped: false)
    guard magic != 0x0A0D_0D0A else { return nil }
    let swapped = magic == 0xD4C3_B2A1 || magic == 0x4D3C_B2A1
    // The upper bits say something about checksums.
    return file.word(at: 20, swapped: swapped).map {
      Int32($0 & 0x0FFF_FFFF)
    }
  }

  /// Where a packet of a pcap file is.
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
    let file = Fields(bytes)
    let magic = file.word(at: 0, swapped: false)
    let swapped = magic == 0xD4C3_B2A1 || magic == 0x4D3C_B2A1
    guard let length = file.word(at: start + 8, swapped: swapped),
      length <= 1 << 16, start + 16 + Int(length) <= bytes.count
    else { return nil }
    return (start + 16)..<(start + 16 + Int(length))
  }

  /// How many bytes ``fractionDigits(_:)`` needs, as far as that can be told
  /// from the bytes that are there: it grows with them, up to a limit.
  static func neededByteCount(_ bytes: ArraySlice<UInt8>) -> Int {
    let file = Fields(bytes)
    guard file.word(at: 0, swapped: false) == 0x0A0D_0D0A else { return 4 }
    let swapped = file.word(at: 8, swapped: false) == 0x4D3C_2B1A
    guard let section = file.word(at: 4, swapped: swapped) else { return 12 }
    let interface = min(Int(section), 4096)
    guard let length = file.word(at: interface + 4, swapped: swapped) else {
      return interface + 8
    }
    return interface + min(Int(length), 4096)
  }

  private struct Fields {
    let bytes: ArraySlice<UInt8>

    init(_ bytes: ArraySlice<UInt8>) { self.bytes = bytes }

    func byte(at index: Int) -> UInt8? {
      index < bytes.count ? bytes[bytes.startIndex + index] : nil
    }

    func word(at index: Int, swapped: Bool) -> UInt32? {
      guard index + 4 <= bytes.count else { return nil }
      var word: UInt32 = 0
      for offset in 0..<4 {
        let byte = bytes[bytes.startIndex + index + offset]
        word |= UInt32(byte) << UInt32(offset * 8)
      }
      return swapped ? word.byteSwapped : word
    }
  }
}
