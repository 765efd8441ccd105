// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

/// Finds out whether the identifiers of link type 227 are in the right order.
///
/// They have to be big-endian, but some writers (scapy with its option
/// `swap-bytes`) leave them little-endian. Read in the wrong order, nearly every
/// identifier breaks a rule: bits above the 11 of a standard identifier, an
/// error frame that is extended or remote too, an error class that does not
/// exist. Each packet that is possible in one order only is a vote, and a lead
/// of three decides, so that one damaged packet does not.
public struct IdentifierOrderVote: Sendable {
  /// Votes for big-endian less votes for little-endian.
  private var lead = 0
  /// How many packets have been counted.
  private var packetCount = 0

  /// Starts without a vote.
  public init() {}

  /// Counts a packet of link type 227.
  ///
  /// - Parameter packet: Its bytes.
  public mutating func add(_ packet: Span<UInt8>) {
    packetCount &+= 1
    guard packet.count >= 4 else { return }
    let word =
      UInt32(packet[0]) | UInt32(packet[1]) << 8
      | UInt32(packet[2]) << 16 | UInt32(packet[3]) << 24
    switch (Self.isPossible(word.byteSwapped), Self.isPossible(word)) {
    case (true, false): lead &+= 1
    case (false, true): lead &-= 1
    default: break
    }
  }

  /// Whether more packets would not change the outcome.
  public var isDecided: Bool { abs(lead) >= 3 }

  /// Whether to wait for packets that are not there yet.
  ///
  /// A packet that speaks for the right order is not held back until others
  /// come, nor are many that say nothing.
  public var isWorthWaiting: Bool { !isDecided && lead <= 0 && packetCount < 8 }

  /// What the votes say; big-endian, as it has to be, if they are equal.
  public var order: ByteOrder { lead < 0 ? .littleEndian : .bigEndian }

  private static func isPossible(_ bits: UInt32) -> Bool {
    let hasFlag = bits & (LinuxFlags.extended | LinuxFlags.remote) != 0
    if bits & LinuxFlags.error != 0 {
      // `<linux/can/error.h>` has ten classes.
      return !hasFlag && bits & 0x1FFF_FFFF < 1 << 10
    }
    return bits & LinuxFlags.extended != 0 || bits & 0x1FFF_F800 == 0
  }
}
