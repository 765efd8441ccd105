// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

internal import CANFormats

extension CaptureError {
  /// A capture file is damaged.
  ///
  /// - Parameters:
  ///   - reason: What is wrong.
  ///   - packet: The number of the packet, or of the one that would be next.
  ///   - position: The byte of the file where it shows, counted from 0.
  /// - Returns: The error.
  static func damagedFile(
    _ reason: MalformedContainer.Reason, packet: UInt64, at position: UInt64
  ) -> CaptureError {
    .malformed(
      MalformedRecord(
        reason: .damagedFile, number: packet, unit: .packet,
        byte: position + 1, detail: "\(reason.text)"))
  }
}

extension MalformedRecord {
  /// A packet is no frame.
  init(_ error: MalformedFrame, packet number: UInt64) {
    self.init(
      reason: error.reason, number: number, unit: .packet,
      byte: UInt64(error.offset) + 1)
  }
}

extension NotACapture {
  /// Packets that are not CAN frames, with the name of their link type in the
  /// list of tcpdump.org if people are likely to have them.
  static func linkType(_ number: Int32) -> NotACapture {
    let name =
      switch number {
      case 0: "NULL"
      case 1: "ETHERNET"
      case 9: "PPP"
      case 101: "RAW"
      case 105: "IEEE802_11"
      case 127: "IEEE802_11_RADIOTAP"
      case 147...162: "USER\(number - 147)"
      case 187: "BLUETOOTH_HCI_H4"
      case 189: "USB_LINUX"
      case 190: "CAN20B"
      case 195: "IEEE802_15_4_WITHFCS"
      case 201: "BLUETOOTH_HCI_H4_WITH_PHDR"
      case 210: "FLEXRAY"
      case 211: "MOST"
      case 212: "LIN"
      case 220: "USB_LINUX_MMAPPED"
      case 228: "IPV4"
      case 229: "IPV6"
      case 249: "USBPCAP"
      case 251: "BLUETOOTH_LE_LL"
      case 253: "NETLINK"
      default: "unknown"
      }
    return .linkType(number: number, name: name)
  }
}
