// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

/// The link types of pcap whose packets are CAN frames of Linux.
///
/// Source: the list of link types of tcpdump.org.
public enum LinkType: Int32, Sendable {
  /// `LINKTYPE_LINUX_SLL`: a CAN frame behind a 16-byte pseudo-header, as
  /// recorded on the interface `any`.
  case linuxCooked = 113
  /// `LINKTYPE_CAN_SOCKETCAN`: a bare CAN frame, identifier big-endian.
  case socketCAN = 227
  /// `LINKTYPE_WIRESHARK_UPPER_PDU`: a CAN frame behind tags that name its
  /// protocol, as Wireshark writes it for a candump log.
  case exportedPDU = 252
  /// `LINKTYPE_LINUX_SLL2`: a CAN frame behind a 20-byte pseudo-header.
  case linuxCookedV2 = 276
}
