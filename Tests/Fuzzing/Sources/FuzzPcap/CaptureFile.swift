// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

internal import CANBus
internal import CANFormats
internal import FuzzCommon

/// A pcap or pcapng file that is put together from choices, and what is in it.
struct CaptureFile {
  /// A packet that is a frame.
  struct Packet {
    var frame: CANFrame
    /// Where its block or record ends.
    var end: Int
  }

  private struct Interface {
    let linkType: UInt16
    let resolution: UInt8
    let name: InterfaceName
  }

  private(set) var bytes: [UInt8] = []
  private(set) var packets: [Packet] = []
  /// Packets of no interface.
  private(set) var lostCount = 0
  /// Where the sections begin, of pcapng.
  private(set) var sections: [Int] = []
  private var order = ByteOrder.littleEndian
  private var interfaces: [Interface] = []

  init(_ choices: inout ByteChoices) {
    if choices.byte() & 1 == 0 {
      writePcap(&choices)
    } else {
      writeSection(&choices)
      for _ in 0..<60 where !choices.isEmpty { writeBlock(&choices) }
    }
  }

  /// Damages a byte.
  mutating func flip(_ bits: UInt8, at position: Int) {
    bytes[position] ^= bits
  }

  // MARK: - Numbers

  private func number(_ value: UInt32) -> [UInt8] {
    let bytes = [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: value >> $0) }
    return order == .bigEndian ? bytes : bytes.reversed()
  }

  private func short(_ value: UInt16) -> [UInt8] {
    let bytes = [UInt8(value >> 8), UInt8(value & 0xFF)]
    return order == .bigEndian ? bytes : bytes.reversed()
  }

  private func padded(_ bytes: [UInt8]) -> [UInt8] {
    bytes + [UInt8](repeating: 0, count: (4 - bytes.count % 4) % 4)
  }

  // MARK: - Packets

  /// A frame behind what the link type puts before it.
  private func packet(
    _ frame: inout CANFrame, _ linkType: UInt16, _ choices: inout ByteChoices
  ) -> [UInt8] {
    if linkType == 227 { return frame.linuxRecord(.bigEndian) }
    if linkType == 252 { return upperPDU(frame) }
    let type = choices.byte() % 5
    frame.direction = type == 4 ? .transmitted : .received
    var flexible: UInt8 = 0x0C
    if case .flexibleData = frame.kind { flexible = 0x0D }
    let header: [UInt8]
    if linkType == 113 {
      header =
        [0, type, 1, 0x18] + [UInt8](repeating: 0, count: 10) + [0, flexible]
    } else {
      header =
        [0, flexible, 0, 0, 0, 0, 0, 3, 1, 0x18, type]
        + [UInt8](repeating: 0, count: 9)
    }
    return header + frame.linuxRecord(order)
  }

  /// A frame behind the name of its dissector, whose tags are big-endian.
  private func upperPDU(_ frame: CANFrame) -> [UInt8] {
    var dissector = "can-hostendian"
    if case .flexibleData = frame.kind { dissector = "canfd" }
    let name = padded([UInt8](dissector.utf8))
    return [0, 12, 0, UInt8(name.count)] + name + [0, 0, 0, 0]
      + frame.linuxRecord(order)
  }

  private func linkType(_ choices: inout ByteChoices) -> UInt16 {
    let choice = choices.byte()
    return choice < 192 ? [227, 113, 276][Int(choice % 3)] : 252
  }

  // MARK: - pcap

  private mutating func writePcap(_ choices: inout ByteChoices) {
    let flags = choices.byte()
    order = flags & 1 == 0 ? .littleEndian : .bigEndian
    let hasNanoseconds = flags & 2 != 0
    let linkType = linkType(&choices)
    bytes += number(hasNanoseconds ? 0xA1B2_3C4D : 0xA1B2_C3D4)
    bytes += short(2) + short(4) + number(0) + number(0) + number(262_144)
    bytes += number(UInt32(linkType))
    for _ in 0..<60 where !choices.isEmpty {
      var frame = CANFrame(&choices)
      let seconds = choices.number()
      let fraction = choices.number() % (hasNanoseconds ? 1 << 30 : 1 << 20)
      let data = packet(&frame, linkType, &choices)
      frame.timestamp = Timestamp(
        nanoseconds: Int64(seconds) * 1_000_000_000
          + Int64(fraction) * (hasNanoseconds ? 1 : 1000),
        fractionDigits: hasNanoseconds ? 9 : 6, notation: .seconds)
      let count = UInt32(data.count)
      bytes += number(seconds) + number(fraction) + number(count)
      bytes += number(count) + data
      packets.append(Packet(frame: frame, end: bytes.count))
    }
  }

  // MARK: - pcapng

  private mutating func writeBlock(_ type: UInt32, _ body: [UInt8]) {
    let count = UInt32(body.count + 12)
    bytes += number(type) + number(count) + body + number(count)
  }

  private mutating func writeBlock(_ choices: inout ByteChoices) {
    switch choices.byte() % 8 {
    case 0: writeSection(&choices)
    case 1: writeInterface(&choices)
    case 2: writeSimplePacket(&choices)
    case 3: writePacket(type: 2, &choices)
    case 4:
      let count = Int(choices.byte() % 16) * 4
      writeBlock(
        choices.one(of: [4, 5, 10, 0xBAD]),
        [UInt8](repeating: 0x55, count: count))
    default: writePacket(type: 6, &choices)
    }
  }

  private mutating func writeSection(_ choices: inout ByteChoices) {
    order = choices.byte() & 1 == 0 ? .littleEndian : .bigEndian
    interfaces = []
    sections.append(bytes.count)
    writeBlock(
      0x0A0D_0D0A,
      number(0x1A2B_3C4D) + short(1) + short(0)
        + [UInt8](repeating: 0xFF, count: 8))
  }

  private mutating func writeInterface(_ choices: inout ByteChoices) {
    let linkType = linkType(&choices)
    let resolution: UInt8 = choices.one(of: [6, 9, 3, 0])
    var name: [UInt8] = []
    for _ in 0..<(choices.byte() % 12) {
      name.append(UInt8(ascii: "a") + choices.byte() % 26)
    }
    var body = short(linkType) + short(0) + number(0)
    if !name.isEmpty { body += short(2) + short(UInt16(name.count)) }
    body += padded(name)
    body += short(9) + short(1) + padded([resolution]) + number(0)
    writeBlock(1, body)
    let number = interfaces.count
    if name.isEmpty, number > 0 { name = [UInt8]("if\(number)".utf8) }
    interfaces.append(
      Interface(
        linkType: linkType, resolution: resolution,
        name: InterfaceName(name.span)))
  }

  private mutating func writeSimplePacket(_ choices: inout ByteChoices) {
    var frame = CANFrame(&choices)
    let interface = interfaces.first
    let data = packet(&frame, interface?.linkType ?? 227, &choices)
    writeBlock(3, number(UInt32(data.count)) + padded(data))
    add(frame, interface, ticks: nil)
  }

  private mutating func writePacket(type: UInt32, _ choices: inout ByteChoices)
  {
    var frame = CANFrame(&choices)
    let index = Int(choices.byte()) % (interfaces.count + 1)
    let interface = index < interfaces.count ? interfaces[index] : nil
    let high = UInt32(choices.byte()) << 12
    let low = choices.number()
    let data = packet(&frame, interface?.linkType ?? 227, &choices)
    let head =
      type == 6 ? number(UInt32(index)) : short(UInt16(index)) + short(0)
    let count = number(UInt32(data.count))
    writeBlock(
      type, head + number(high) + number(low) + count + count + padded(data))
    add(frame, interface, ticks: UInt64(high) << 32 | UInt64(low))
  }

  private mutating func add(
    _ frame: CANFrame, _ interface: Interface?, ticks: UInt64?
  ) {
    guard let interface else {
      lostCount += 1
      return
    }
    var frame = frame
    frame.interface = interface.name
    let digits = interface.resolution
    let unit = (digits..<9).reduce(UInt64(1)) { unit, _ in unit * 10 }
    frame.timestamp = ticks.flatMap {
      let time = $0.multipliedReportingOverflow(by: unit)
      guard !time.overflow, let time = Int64(exactly: time.partialValue) else {
        return nil
      }
      return Timestamp(
        nanoseconds: time, fractionDigits: digits, notation: .seconds)
    }
    packets.append(Packet(frame: frame, end: bytes.count))
  }
}
