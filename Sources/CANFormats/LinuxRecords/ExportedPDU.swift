// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

internal import CANBus

/// What a packet of `LINKTYPE_WIRESHARK_UPPER_PDU` says of its content.
///
///      0  tag         0 ends the list, 12 is the name of the dissector
///      2  length n
///      4  value, n bytes
///     ...
///        frame
///
/// Tags and lengths are big-endian. Writers fill a value up with zeros, and
/// count them in its length. Wireshark 4.0 makes such packets of a candump log:
/// each names its dissector "can-hostendian" or "canfd", and its identifier is
/// in the byte order of the machine that wrote it. Source: the tags of exported
/// PDUs, documented with the link types of tcpdump.org.
struct ExportedPDU {
  /// Where the frame begins.
  let start: Int
  /// What kind of frame it is.
  let content: Content

  /// The dissectors whose packets are frames.
  enum Content {
    /// "can-hostendian", "can-bigendian"
    case can(isBigEndian: Bool)
    /// "canfd"
    case flexible
    /// "canxl"
    case extraLong
  }

  /// Reads the tags.
  init(_ packet: Span<UInt8>) throws(MalformedFrame) {
    var content: Content?
    var index = 0
    while true {
      guard packet.count &- index >= 4 else {
        throw MalformedFrame(.tooLittleData, at: index)
      }
      let tag = packet.uint16(at: index, .bigEndian)
      let length = Int(packet.uint16(at: index &+ 2, .bigEndian))
      index &+= 4
      guard packet.count &- index >= length else {
        throw MalformedFrame(.tooLittleData, at: packet.count)
      }
      if tag == 0 { break }
      if tag == 12 {
        content = Self.content(packet.extracting(index..<(index &+ length)))
        guard content != nil else { throw MalformedFrame(.notCAN, at: index) }
      }
      index &+= length
    }
    guard let content else { throw MalformedFrame(.notCAN, at: 0) }
    self.content = content
    start = index
  }

  private static func content(_ name: Span<UInt8>) -> Content? {
    guard name.count <= 32 else { return nil }
    // The name as one number, as if it were big-endian; its characters beyond
    // the sixteenth have to be zeros.
    var high: UInt64 = 0
    var low: UInt64 = 0
    for index in 0..<max(name.count, 16) {
      let byte = index < name.count ? name[index] : 0
      guard index < 16 || byte == 0 else { return nil }
      if index < 8 {
        high = high &<< 8 | UInt64(widening: UInt32(byte))
      } else if index < 16 {
        low = low &<< 8 | UInt64(widening: UInt32(byte))
      }
    }
    switch (high, low) {
    case (0x6361_6E2D_686F_7374, 0x656E_6469_616E_0000):  // "can-hostendian"
      return .can(isBigEndian: false)
    case (0x6361_6E2D_6269_6765, 0x6E64_6961_6E00_0000):  // "can-bigendian"
      return .can(isBigEndian: true)
    case (0x6361_6E66_6400_0000, 0):  // "canfd"
      return .flexible
    case (0x6361_6E78_6C00_0000, 0):  // "canxl"
      return .extraLong
    default:
      return nil
    }
  }
}
