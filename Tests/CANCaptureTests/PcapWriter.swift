// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

import CANBus
import CANFormats
import TestSupport

/// Writes pcap and pcapng, plainly.
struct PcapWriter {
  var order: ByteOrder = .littleEndian
  private(set) var bytes: [UInt8] = []

  // MARK: - Numbers

  func number<Value: FixedWidthInteger>(_ value: Value) -> [UInt8] {
    let count = Value.bitWidth / 8
    let little = (0..<count).map {
      UInt8(truncatingIfNeeded: value >> Value($0 * 8))
    }
    return order == .littleEndian ? little : little.reversed()
  }

  mutating func append(_ more: [UInt8]) { bytes += more }

  // MARK: - pcap

  /// The header of a file.
  mutating func header(
    magic: UInt32 = 0xA1B2_C3D4, version: UInt16 = 2, linkType: UInt32
  ) {
    bytes += number(magic)
    bytes += number(version)
    bytes += number(UInt16(4))
    bytes += number(UInt64(0))
    bytes += number(UInt32(262_144))
    bytes += number(linkType)
  }

  /// A packet, behind its header with as many bytes more as the format has.
  mutating func record(
    seconds: UInt32, fraction: UInt32, _ packet: [UInt8], more: Int = 0
  ) {
    let count = UInt32(packet.count)
    for value in [seconds, fraction, count, count] { bytes += number(value) }
    bytes += [UInt8](repeating: 0, count: more)
    bytes += packet
  }

  // MARK: - pcapng

  /// Any block.
  mutating func block(_ type: UInt32, _ body: [UInt8]) {
    let padding = [UInt8](repeating: 0, count: -body.count & 3)
    let count = number(UInt32(body.count + padding.count + 12))
    for part in [number(type), count, body, padding, count] { bytes += part }
  }

  /// Options with their end, or nothing if there are none.
  func options(_ list: [(code: UInt16, value: [UInt8])]) -> [UInt8] {
    guard !list.isEmpty else { return [] }
    var bytes: [UInt8] = []
    for option in list {
      bytes += number(option.code)
      bytes += number(UInt16(option.value.count))
      bytes += option.value
      bytes += [UInt8](repeating: 0, count: -option.value.count & 3)
    }
    bytes += [0, 0, 0, 0]
    return bytes
  }

  /// A Section Header Block in a byte order.
  mutating func section(_ order: ByteOrder, version: UInt16 = 1) {
    self.order = order
    var body = number(UInt32(0x1A2B_3C4D))
    body += number(version)
    body += number(UInt16(0))
    body += number(UInt64.max)
    block(0x0A0D_0D0A, body)
  }

  /// An Interface Description Block.
  mutating func interface(
    linkType: UInt16, snapshotLength: UInt32 = 0,
    _ list: [(code: UInt16, value: [UInt8])] = []
  ) {
    var body = number(linkType)
    body += number(UInt16(0))
    body += number(snapshotLength)
    body += options(list)
    block(1, body)
  }

  /// An Enhanced Packet Block.
  mutating func packet(
    _ interface: UInt32 = 0, ticks: UInt64 = 0, _ packet: [UInt8],
    captured: UInt32? = nil, _ list: [(code: UInt16, value: [UInt8])] = []
  ) {
    var body = number(interface)
    body += head(ticks, captured ?? UInt32(packet.count), packet)
    body += [UInt8](repeating: 0, count: -packet.count & 3)
    body += options(list)
    block(6, body)
  }

  /// An old Packet Block.
  mutating func oldPacket(
    _ interface: UInt16, ticks: UInt64, _ packet: [UInt8]
  ) {
    var body = number(interface)
    body += number(UInt16(7))
    body += head(ticks, UInt32(packet.count), packet)
    block(2, body)
  }

  /// The time, the lengths and the bytes of a packet.
  private func head(
    _ ticks: UInt64, _ captured: UInt32, _ packet: [UInt8]
  ) -> [UInt8] {
    var bytes = number(UInt32(ticks >> 32))
    bytes += number(UInt32(truncatingIfNeeded: ticks))
    bytes += number(captured)
    bytes += number(UInt32(packet.count))
    bytes += packet
    return bytes
  }

  /// A Simple Packet Block.
  mutating func simplePacket(_ packet: [UInt8], original: UInt32? = nil) {
    block(3, number(original ?? UInt32(packet.count)) + packet)
  }

  // MARK: - Frames

  /// The packet of a frame.
  func packet(
    of frame: CANFrame, _ linkType: LinkType, padded: Bool,
    isBareLittleEndian: Bool = false
  ) -> [UInt8] {
    var writer = self
    if linkType == .socketCAN {
      writer.order = isBareLittleEndian ? .littleEndian : .bigEndian
    }
    let isFlexible: Bool
    if case .flexibleData = frame.kind {
      isFlexible = true
    } else {
      isFlexible = false
    }
    var record = writer.number(frame.linuxIdentifier)
    record += frame.linuxHead
    record += frame.payload.bytes
    if padded {
      let whole = isFlexible ? 72 : 16
      record += [UInt8](repeating: 0, count: max(0, whole - record.count))
    }
    let type: UInt8 = isFlexible ? 0x0D : 0x0C
    let direction: UInt8 = frame.direction == .transmitted ? 4 : 0
    var bytes: [UInt8]
    switch linkType {
    case .socketCAN: bytes = []
    case .linuxCooked:
      bytes = [0, direction, 1, 0x18, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, type]
    case .linuxCookedV2:
      bytes = [0, type, 0, 0, 0, 0, 0, 3, 1, 0x18, direction, 0]
      bytes += [UInt8](repeating: 0, count: 8)
    case .exportedPDU:
      let name = Array((isFlexible ? "canfd" : "can-hostendian").utf8)
      let padding = -name.count & 3
      bytes = [0, 12, 0, UInt8(name.count + padding)]
      bytes += name
      bytes += [UInt8](repeating: 0, count: padding + 4)
    }
    return bytes + record
  }
}

extension CANFrame {
  /// `can_id` with its flags.
  fileprivate var linuxIdentifier: UInt32 {
    let flag: UInt32 =
      switch kind {
      case .data, .flexibleData: 0
      case .remote: 0x4000_0000
      case .error: 0x2000_0000
      }
    switch id {
    case .standard(let id): return flag | UInt32(id.rawValue)
    case .extended(let id):
      return flag | id.rawValue | (kind == .error ? 0 : 0x8000_0000)
    }
  }

  /// `len`, `flags`, a reserved byte, and `len8_dlc`.
  fileprivate var linuxHead: [UInt8] {
    switch kind {
    case .flexibleData(let flags):
      [UInt8(payload.count), flags.linuxBits | 4, 0, 0]
    case .remote: [dlc, 0, 0, 0]
    default: [UInt8(payload.count), 0, 0, dlc > 8 ? dlc : 0]
    }
  }

  /// A frame of any kind.
  static func random(_ random: inout SeededGenerator) -> CANFrame {
    var frame = CANFrame()
    let number = UInt32.random(in: 0...UInt32.max, using: &random)
    frame.id =
      Bool.random(using: &random)
      ? .standard(StandardID(truncating: number))
      : .extended(ExtendedID(truncating: number))
    var count = Int.random(in: 0...8, using: &random)
    switch Int.random(in: 0...7, using: &random) {
    case 0: frame.kind = .remote
    case 1:
      frame.kind = .error
      frame.id = .extended(ExtendedID(truncating: number & 0x3FF))
      count = 8
    case 2:
      count = [0, 3, 8, 12, 20, 48, 64].randomElement(using: &random) ?? 0
      frame.kind = .flexibleData(
        FDFlags(linuxBits: UInt8.random(in: 0...3, using: &random)))
    default: break
    }
    frame.dlc = CANFrame.lengthCode(for: count)
    if frame.kind == .remote { return frame }
    for byte in random.bytes(count) { frame.payload.append(byte) }
    if count == 8, frame.kind == .data, Bool.random(using: &random) {
      frame.dlc = UInt8.random(in: 8...15, using: &random)
    }
    return frame
  }
}
