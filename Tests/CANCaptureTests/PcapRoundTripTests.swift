// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

import CANBus
import CANCapture
import CANFormats
import TestSupport
import Testing

/// Random frames, written in every way that there is, come back as they were.
@Suite struct PcapRoundTripTests {
  /// An interface and what reading it has to give.
  private struct Interface {
    let linkType: LinkType?
    let name: String
    let resolution: UInt8
    let offset: Int64

    /// The time after some ticks, in 128 bits and without haste.
    func timestamp(_ ticks: UInt64) -> Timestamp? {
      let exponent = resolution & 0x7F
      let isBinary = resolution & 0x80 != 0
      let unit = (0..<exponent).reduce(Int128(1)) { unit, _ in
        unit * (isBinary ? 2 : 10)
      }
      let nanoseconds =
        Int128(ticks) * 1_000_000_000 / unit + Int128(offset) * 1_000_000_000
      guard let count = Int64(exactly: nanoseconds) else { return nil }
      return Timestamp(
        nanoseconds: count, fractionDigits: isBinary ? 9 : min(exponent, 9))
    }
  }

  private static let linkTypes: [LinkType] = [
    .socketCAN, .linuxCooked, .linuxCookedV2, .exportedPDU,
  ]

  @Test func pcap() {
    var random = SeededGenerator()
    print(random)
    repeatForFuzzDuration {
      var writer = PcapWriter()
      writer.order =
        Bool.random(using: &random) ? .littleEndian : .bigEndian
      let magics: [UInt32] = [0xA1B2_C3D4, 0xA1B2_3C4D, 0xA1B2_CD34]
      let magic = magics.randomElement(using: &random) ?? 0
      let hasNanoseconds = magic == 0xA1B2_3C4D
      let linkType = Self.linkTypes.randomElement(using: &random) ?? .socketCAN
      writer.header(
        magic: magic, linkType: UInt32(linkType.rawValue) | 0xF000_0000)
      var expected: [CANFrame] = []
      for _ in 0..<Int.random(in: 0...20, using: &random) {
        var frame = CANFrame.random(&random)
        let seconds = UInt32.random(in: 0...UInt32.max, using: &random)
        let fraction = UInt32.random(
          in: 0..<(hasNanoseconds ? 1_000_000_000 : 1_000_000), using: &random)
        frame.timestamp = Timestamp(
          nanoseconds: Int64(seconds) * 1_000_000_000
            + Int64(fraction) * (hasNanoseconds ? 1 : 1000),
          fractionDigits: hasNanoseconds ? 9 : 6)
        frame.direction = Self.direction(linkType, &random)
        let packet = writer.packet(
          of: frame, linkType, padded: Bool.random(using: &random))
        writer.record(
          seconds: seconds, fraction: fraction, packet,
          more: magic == 0xA1B2_CD34 ? 8 : 0)
        expected.append(frame)
      }
      let reading = Reading(bytes: writer.bytes)
      #expect(reading.frames == expected)
      #expect(reading.malformed.isEmpty && reading.failure == nil)
    }
  }

  @Test func pcapng() {
    var random = SeededGenerator()
    print(random)
    repeatForFuzzDuration {
      var writer = PcapWriter()
      var expected: [CANFrame] = []
      var otherPackets: [UInt64] = []
      var packetCount: UInt64 = 0
      var hasCAN = false
      for _ in 0..<Int.random(in: 1...3, using: &random) {
        writer.section(Bool.random(using: &random) ? .littleEndian : .bigEndian)
        var interfaces: [Interface] = []
        for _ in 0..<Int.random(in: 1...30, using: &random) {
          if interfaces.isEmpty || Int.random(in: 0...7, using: &random) == 0 {
            let interface = Self.interface(
              number: interfaces.count, &writer, &random)
            hasCAN = hasCAN || interface.linkType != nil
            interfaces.append(interface)
          }
          if Int.random(in: 0...9, using: &random) == 0 {
            let size = Int.random(in: 0...100, using: &random)
            writer.block(
              UInt32.random(in: 7...0xFFFF, using: &random), random.bytes(size))
          }
          packetCount += 1
          guard let frame = Self.packet(interfaces, &writer, &random) else {
            otherPackets.append(packetCount)
            continue
          }
          expected.append(frame)
        }
      }
      let reading = Reading(bytes: writer.bytes)
      #expect(reading.frames == expected)
      #expect(reading.malformed.map(\.number) == otherPackets)
      #expect(reading.malformed.allSatisfy { $0.reason == .notCAN })
      #expect(
        reading.failure
          == (hasCAN
            ? expected.isEmpty ? .notACapture(.noFrame) : nil
            : .notACapture(.linkType(number: 1, name: "ETHERNET"))))
    }
  }

  /// Frames behind a pseudo-header tell whether they were sent.
  private static func direction(
    _ linkType: LinkType, _ random: inout SeededGenerator
  ) -> Direction {
    switch linkType {
    case .socketCAN, .exportedPDU: .unknown
    case .linuxCooked, .linuxCookedV2:
      Bool.random(using: &random) ? .transmitted : .received
    }
  }

  private static func interface(
    number: Int, _ writer: inout PcapWriter, _ random: inout SeededGenerator
  ) -> Interface {
    let linkType =
      Int.random(in: 0...4, using: &random) == 0
      ? nil : linkTypes.randomElement(using: &random)
    var options: [(code: UInt16, value: [UInt8])] = []
    let text = "bus \(Int.random(in: 0...10_000, using: &random))"
    var name = number == 0 ? "" : "if\(number)"
    if Bool.random(using: &random) {
      options.append((3, Array(text.utf8)))
      name = "bus_" + text.dropFirst(4)
    }
    if Bool.random(using: &random) {
      options.append((2, Array("can\(number)".utf8)))
      name = "can\(number)"
    }
    var resolution: UInt8 = 6
    if Bool.random(using: &random) {
      let resolutions: [UInt8] = [
        0, 3, 6, 7, 9, 10, 12, 0x80, 0x8A, 0xA0, 0xBF,
      ]
      resolution = resolutions.randomElement(using: &random) ?? 6
      options.append((9, [resolution]))
    }
    var offset: Int64 = 0
    if Int.random(in: 0...3, using: &random) == 0 {
      offset = Int64.random(in: -10_000...10_000, using: &random)
      options.append((14, writer.number(offset)))
    }
    options.insert(
      (1, random.bytes(Int.random(in: 0...9, using: &random))),
      at: Int.random(in: 0...options.count, using: &random))
    writer.interface(linkType: UInt16(linkType?.rawValue ?? 1), options)
    return Interface(
      linkType: linkType, name: name, resolution: resolution, offset: offset)
  }

  /// Writes a packet of some interface, which is a frame or not.
  private static func packet(
    _ interfaces: [Interface], _ writer: inout PcapWriter,
    _ random: inout SeededGenerator
  ) -> CANFrame? {
    var number = interfaces.indices.randomElement(using: &random) ?? 0
    let kind = Int.random(in: 0...5, using: &random)
    if kind == 0 { number = 0 }
    let interface = interfaces[number]
    var frame = CANFrame.random(&random)
    let linkType = interface.linkType ?? .socketCAN
    frame.direction = direction(linkType, &random)
    frame.interface = InterfaceName(interface.name)
    let packet = writer.packet(
      of: frame, linkType, padded: Bool.random(using: &random))
    let bits = UInt64.random(in: 0...63, using: &random)
    let ticks = random.next() >> bits
    if kind != 0 { frame.timestamp = interface.timestamp(ticks) }
    switch kind {
    case 0: writer.simplePacket(packet)
    case 1: writer.oldPacket(UInt16(number), ticks: ticks, packet)
    case 2:
      writer.packet(
        UInt32(number), ticks: ticks, packet, [(1, [65]), (2, [1, 0, 0, 0])])
    default: writer.packet(UInt32(number), ticks: ticks, packet)
    }
    return interface.linkType == nil ? nil : frame
  }
}
