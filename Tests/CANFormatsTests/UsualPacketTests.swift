// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

import CANBus
import TestSupport
import Testing

@testable import CANFormats

/// The short cuts for packets give what the complete path gives.
@Suite struct UsualPacketTests {
  @Test func pcapShortCutEqualsCompletePath() throws {
    var random = SeededGenerator()
    print(random)
    var taken = 0
    let rounds = try repeatForFuzzDuration {
      let (linkType, bareOrder) = random.linkType()
      var writer = BytesOfFile(order: .littleEndian)
      if Int.random(in: 0...15, using: &random) == 0 {
        writer.order = .bigEndian
      }
      let magics: [UInt32] = [0xA1B2_C3D4, 0xA1B2_3C4D, 0xA1B2_CD34]
      let magic = magics[Int.random(in: 0...2, using: &random) % 3]
      let header =
        writer.number(magic) + writer.short(2) + writer.short(4)
        + [UInt8](repeating: 0, count: 12)
        + writer.number(UInt32(linkType.rawValue))
      let file = try PcapFile(header.span)
      let shortCut = UsualPcapRecord(file, linkType, identifiers: bareOrder)
      guard var shortCut else {
        #expect(
          linkType == .exportedPDU || file.order == .bigEndian
            || file.packetHeaderCount != 16)
        return
      }

      let packet = random.packet(linkType, bareOrder)
      var count = UInt32(packet.count)
      if Int.random(in: 0...15, using: &random) == 0 {
        count = UInt32(truncatingIfNeeded: random.next())
      }
      var record =
        writer.number(UInt32(truncatingIfNeeded: random.next()))
        + writer.number(UInt32(truncatingIfNeeded: random.next()))
        + writer.number(count) + writer.number(count) + packet
      if Int.random(in: 0...3, using: &random) == 0 {
        record = random.mutate(record)
      }
      let (block, start) = random.surround(record)
      var usual = CANFrame.used
      let next = shortCut.parse(block.span, at: start, into: &usual)
      guard let next else { return }
      taken += 1

      let rest = block.span.extracting(start...)
      let end = try file.recordCount(rest)
      #expect(next == start + end)
      var complete = CANFrame.used
      complete.interface = InterfaceName()
      complete.timestamp = file.timestamp(rest)
      let bytes = rest.extracting(file.packetHeaderCount..<end)
      try complete.read(bytes, linkType, bareOrder, file.order)
      #expect(usual == complete, "\(record)")
    }
    #expect(taken > rounds / 10)
  }

  @Test func pcapngShortCutEqualsCompletePath() throws {
    var random = SeededGenerator()
    print(random)
    var taken = 0
    let rounds = try repeatForFuzzDuration {
      let (linkType, bareOrder) = random.linkType()
      var writer = BytesOfFile(order: .littleEndian)
      if Int.random(in: 0...15, using: &random) == 0 {
        writer.order = .bigEndian
      }
      let number = UInt32.random(in: 0...3, using: &random)
      let resolutions: [UInt8] = [6, 6, 9, 3, 0, 10, 0x86]
      var options = writer.short(9) + writer.short(1)
      options += [resolutions.randomElement(using: &random) ?? 6, 0, 0, 0]
      if Int.random(in: 0...7, using: &random) == 0 {
        options += writer.short(14) + writer.short(8) + random.bytes(8)
      }
      let description = PcapngInterface(
        writer.block(
          1,
          writer.short(UInt16(linkType.rawValue)) + writer.short(0)
            + writer.number(0) + options
        ).span, writer.order, number: Int(number))
      let shortCut = UsualPcapngBlock(
        number, description, linkType, writer.order, identifiers: bareOrder)
      guard var shortCut else { return }

      let packet = random.packet(linkType, bareOrder)
      var count = UInt32(packet.count)
      if Int.random(in: 0...15, using: &random) == 0 {
        count = UInt32(truncatingIfNeeded: random.next())
      }
      let isFar = Int.random(in: 0...7, using: &random) == 0
      let high = UInt32(truncatingIfNeeded: random.next()) >> (isFar ? 0 : 14)
      var body = writer.number(number) + writer.number(high)
      body += random.bytes(4) + writer.number(count) + writer.number(count)
      body += packet + [UInt8](repeating: 0, count: -packet.count & 3)
      if Int.random(in: 0...7, using: &random) == 0 { body += random.bytes(4) }
      var bytes = writer.block(6, body)
      if Int.random(in: 0...3, using: &random) == 0 {
        bytes = random.mutate(bytes)
      }
      let (block, start) = random.surround(bytes)
      var usual = CANFrame.used
      let next = shortCut.parse(block.span, at: start, into: &usual)
      guard let next else { return }
      taken += 1

      let rest = block.span.extracting(start...)
      let head = try PcapngBlock(rest, writer.order)
      let whole = rest.extracting(..<head.count)
      try PcapngBlock.checkEnd(of: whole)
      #expect(next == start + head.count)
      let content = try PcapngPacket(
        whole, head.kind, writer.order, snapshotLength: 0)
      #expect(content.interface == number)
      #expect(
        UsualPcapngBlock.interface(block.span, at: start) == number)
      var complete = CANFrame.used
      complete.interface = description.name
      complete.timestamp = content.ticks.flatMap(description.clock.timestamp)
      try complete.read(
        whole.extracting(content.bytes), linkType, bareOrder, writer.order)
      #expect(usual == complete, "\(bytes)")
    }
    #expect(taken > rounds / 25)
  }
}

extension CANFrame {
  /// Reads a packet by the complete path.
  fileprivate mutating func read(
    _ packet: Span<UInt8>, _ linkType: LinkType, _ bareOrder: ByteOrder,
    _ order: ByteOrder
  ) throws {
    if linkType == .socketCAN {
      direction = .unknown
      try SocketCANRecord.parse(packet, at: 0, bareOrder, into: &self)
    } else {
      try linkType.parse(packet, identifiers: order, into: &self)
    }
  }
}

/// Numbers of a file.
private struct BytesOfFile {
  var order: ByteOrder

  func number(_ value: UInt32) -> [UInt8] {
    let bytes = [0, 8, 16, 24].map { UInt8(truncatingIfNeeded: value >> $0) }
    return order == .littleEndian ? bytes : bytes.reversed()
  }

  func short(_ value: UInt16) -> [UInt8] {
    let bytes = [UInt8(value & 0xFF), UInt8(value >> 8)]
    return order == .littleEndian ? bytes : bytes.reversed()
  }

  func block(_ type: UInt32, _ body: [UInt8]) -> [UInt8] {
    let count = number(UInt32(body.count + 12))
    return number(type) + count + body + count
  }
}

extension SeededGenerator {
  fileprivate mutating func linkType() -> (LinkType, ByteOrder) {
    let linkTypes: [LinkType] = [
      .socketCAN, .socketCAN, .linuxCooked, .linuxCookedV2, .exportedPDU,
    ]
    return (
      linkTypes.randomElement(using: &self) ?? .socketCAN,
      Int.random(in: 0...3, using: &self) == 0 ? .littleEndian : .bigEndian
    )
  }

  /// A packet of nearly the usual shape.
  fileprivate mutating func packet(
    _ linkType: LinkType, _ bareOrder: ByteOrder
  ) -> [UInt8] {
    var id = UInt32(truncatingIfNeeded: next())
    switch Int.random(in: 0...9, using: &self) {
    case 0...5: id &= 0x7FF
    case 6...7: id = id & 0x1FFF_FFFF | 0x8000_0000
    case 8: id &= 0xE000_07FF
    default: break
    }
    var record = [0, 8, 16, 24].map { UInt8(truncatingIfNeeded: id >> $0) }
    if linkType == .socketCAN, bareOrder == .bigEndian { record.reverse() }
    let length = Int.random(in: 0...9, using: &self)
    record += [UInt8(length), 0, 0, 0] + bytes(8)
    if Int.random(in: 0...7, using: &self) == 0 {
      let index = Int.random(in: 4...7, using: &self)
      record[index] = bytes(1)[0]
    }
    let others = [8 + length, 12, 16, 72]
    if Int.random(in: 0...7, using: &self) == 0 {
      let count = others[Int.random(in: 0...3, using: &self)]
      record = Array(record.prefix(count))
      record += bytes(count - record.count)
    }
    let protocols: [UInt8] = [0x0C, 0x0C, 0x0C, 0x0D, 0x0E, 0]
    let ethernet = [0, protocols.randomElement(using: &self) ?? 0x0C]
    let type = UInt8.random(in: 0...4, using: &self)
    switch linkType {
    case .socketCAN, .exportedPDU: return record
    case .linuxCooked: return [0, type] + bytes(12) + ethernet + record
    case .linuxCookedV2: return ethernet + bytes(8) + [type] + bytes(9) + record
    }
  }

  /// The bytes somewhere in others, of which there may be too few.
  fileprivate mutating func surround(_ inner: [UInt8]) -> ([UInt8], Int) {
    let start = Int.random(in: 0...9, using: &self)
    let isShort = Int.random(in: 0...7, using: &self) == 0
    let rest = bytes(isShort ? Int.random(in: 0...60, using: &self) : 80)
    return (bytes(start) + inner + rest, start)
  }
}
