// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

import CANBus
import CANFormats

/// A packet of a capture: where it is in memory, and how to read it.
struct SampleRecord {
  let linkType: LinkType
  let order: ByteOrder
  let start: Int
  let end: Int
}

/// Packets in memory, and what a decoder must find in them.
struct SampleRecords {
  private(set) var bytes: [UInt8] = []
  private(set) var table: [SampleRecord] = []
  private(set) var expected = Tally()

  /// Writes varied packets.
  ///
  /// - Parameter count: How many there are at least.
  init(count: Int) {
    // The mark in the first frame proves the dialect.
    let alarms: [UInt8] = [0x06, 0x88, 0x98, 0x01, 0x06, 0x50, 0x4E, 0x00]
    addEverywhere(id: 0x359, length: 7, data: alarms, .message(readings: 4))
    while expected.records < count {
      for length in (0...UInt8(8)).reversed() {
        addEverywhere(
          id: 0x35C, length: length, data: [0xF8, 0, 0, 0, 0, 0, 0, 0],
          .message(readings: length == 0 ? 0 : 5),
          littleEndian: length & 1 == 0)
      }
      for length in 6...UInt8(8) {
        addEverywhere(
          id: 0x351, length: length,
          .message(readings: Int(length / 2)), littleEndian: length & 1 == 0)
      }
      addEverywhere(id: 0x98FF_50E5, length: 8, .frame)  // 29 bits
      addEverywhere(id: 0x4000_0351, length: 8, .frame)  // remote
      addEverywhere(id: 0x2000_0088, length: 8, .frame)  // error
      addEverywhere(id: 0x351, length: 8, flags: 5, .frame)  // FD
      addEverywhere(id: 0x98FF_50E5, length: 64, flags: 7, .frame)
      addEverywhere(id: 0x351, length: 65, .malformed)
      addEverywhere(id: 0x351, length: 0x81, .malformed)  // XL
      addEverywhere(id: 0x800, length: 8, .malformed)  // not 11 bits
      add(.socketCAN, .bigEndian, [0, 0, 3, 0x51, 8, 0, 0], .malformed)
      add(.linuxCooked, .host, cooked([8, 0], []), .malformed)  // not CAN
      add(.linuxCookedV2, .host, [0, 0x0C], .malformed)
    }
  }

  /// Adds a frame bare, and behind both kinds of pseudo-header.
  private mutating func addEverywhere(
    id: UInt32, length: UInt8, flags: UInt8 = 0,
    data: [UInt8] = [0x14, 0x02, 0xC0, 0x12, 0xC0, 0x12, 0xC2, 0x01],
    _ outcome: Outcome, littleEndian: Bool = false
  ) {
    let content: [UInt8] =
      [length, flags, 0, 0] + data + [UInt8](repeating: 0xA5, count: 56)
    let classic = content.prefix(4 + Int(min(length, 8)))
    let frame = length > 8 ? content : [UInt8](classic)
    let big = [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: id >> $0) }
    let order: ByteOrder = littleEndian ? .littleEndian : .bigEndian
    let identifier = littleEndian ? big.reversed() : big
    let protocolNumber: [UInt8] = length > 8 ? [0, 0x0D] : [0, 0x0C]
    add(.socketCAN, .host, big + frame, outcome)
    add(
      .linuxCooked, order, cooked(protocolNumber, identifier + frame), outcome)
    add(
      .linuxCookedV2, order,
      protocolNumber + [UInt8](repeating: 0, count: 18) + identifier + frame,
      outcome)
  }

  private func cooked(_ protocolNumber: [UInt8], _ frame: [UInt8]) -> [UInt8] {
    [0, 1, 1, 0x18] + [UInt8](repeating: 0, count: 10) + protocolNumber + frame
  }

  private mutating func add(
    _ linkType: LinkType, _ order: ByteOrder, _ packet: [UInt8],
    _ outcome: Outcome
  ) {
    let start = bytes.count
    bytes += packet
    table.append(
      SampleRecord(
        linkType: linkType, order: order, start: start, end: bytes.count))
    expected.add(outcome)
  }
}
