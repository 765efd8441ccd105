// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

import CANBus
import CANCapture
import CANFormats
import Foundation
import TestSupport
import Testing

/// What damage to pcapng costs, and where it is said to be.
@Suite struct PcapngDamageTests {
  private let packet: [UInt8] = [0, 0, 3, 0x51, 1, 0, 0, 0, 0x14]

  /// A frame of one byte, which is its number.
  private func packet(_ number: UInt8) -> [UInt8] {
    packet.dropLast() + [number]
  }

  /// A section of a 28-byte header, a 20-byte interface and packets of 44 bytes
  /// with the numbers 1 and up.
  private func section(
    _ count: UInt8, linkType: UInt16 = 227, _ order: ByteOrder = .littleEndian
  ) -> PcapWriter {
    var writer = PcapWriter()
    writer.section(order)
    writer.interface(linkType: linkType)
    for number in 1...max(1, count) where number <= count {
      writer.packet(0, packet(number))
    }
    return writer
  }

  private func numbers(_ reading: Reading) -> [UInt8] {
    reading.frames.map { $0.payload.count > 0 ? $0.payload[0] : 0 }
  }

  private func details(_ reading: Reading) -> [String] {
    reading.malformed.map { "\($0.number) \($0.byte) \($0.detail ?? "")" }
  }

  @Test func cutOffAnywhere() {
    for order in [ByteOrder.littleEndian, .bigEndian] {
      let bytes = section(3, order).bytes
      #expect(bytes.count == 48 + 3 * 44)
      for length in 4...bytes.count {
        let reading = Reading(bytes: Array(bytes.prefix(length)))
        let count = max(0, (length - 48) / 44)
        let isWhole =
          length == 28 || length >= 48 && (length - 48) % 44 == 0
        #expect(numbers(reading) == [1, 2, 3].prefix(count).map { $0 })
        #expect(
          details(reading)
            == (isWhole
              ? [] : ["\(count + 1) \(length) the file ends too early"]))
      }
    }
  }

  /// Blocks behind bytes that are missing or too many are not at multiples of
  /// four any more.
  @Test func missingAndAddedBytes() {
    for order in [ByteOrder.littleEndian, .bigEndian] {
      let bytes = section(3, order).bytes + section(1).bytes
      for count in 1...44 {
        let short = Array(bytes[..<92] + bytes[(92 + count)...])
        let reading = Reading(bytes: short)
        #expect(numbers(reading) == [1, 3, 1], "\(count) missing")
        #expect(reading.malformed.count == (count == 44 ? 0 : 1))
        let added = [UInt8](repeating: 0x41, count: count)
        let long = Reading(bytes: Array(bytes[..<100]) + added + bytes[100...])
        #expect(numbers(long) == [1, 3, 1], "\(count) added")
        #expect(long.malformed.count == 1)
      }
    }
  }

  struct Change: CustomTestStringConvertible {
    let at: Int
    let bytes: [UInt8]
    let numbers: [UInt8]
    let details: [String]
    var testDescription: String { "\(bytes) at \(at)" }

    init(
      _ at: Int, _ bytes: [UInt8], _ numbers: [UInt8], _ details: String...
    ) {
      self.at = at
      self.bytes = bytes
      self.numbers = numbers
      self.details = details
    }

    /// The second packet begins at 92, and another section at 180.
    static let all: [Change] = [
      Change(96, [45], [1, 3, 7], "2 97 impossible length"),
      Change(96, [8], [1, 3, 7], "2 97 impossible length"),
      Change(96, [0], [1, 3, 7], "2 97 impossible length"),
      Change(96, [28], [1, 3, 7], "2 97 impossible length"),
      Change(96, [48], [1, 3, 7], "2 137 the two lengths of a block differ"),
      Change(
        96, [88], [1, 3, 7], "2 177 the two lengths of a block differ"),
      Change(99, [0x7F], [1, 3, 7], "2 97 longer than any packet"),
      Change(98, [1], [1, 3, 7], "2 272 the file ends too early"),
      Change(
        132, [45], [1, 3, 7], "2 133 the two lengths of a block differ"),
      // The packet is too long for its block, which ends where it says.
      Change(112, [13], [1, 3, 7], "2 113 impossible length"),
      Change(100, [1], [1, 3, 7], "2 101 a packet of an unknown interface"),
      // A block of another kind is none of ours.
      Change(92, [7], [1, 3, 7]),
      // Without its interface the packets of a section are not known.
      Change(
        32, [21], [7], "1 33 impossible length",
        "2 57 a packet of an unknown interface",
        "3 101 a packet of an unknown interface",
        "4 145 a packet of an unknown interface"),
      Change(8, [0], [7], "1 9 not the first bytes of pcap or pcapng"),
      Change(12, [2], [7], "1 13 unknown version of the file format"),
      Change(
        24, [0], [1, 2, 3, 7], "1 25 the two lengths of a block differ"),
      Change(
        188, [0], [1, 2, 3], "4 189 not the first bytes of pcap or pcapng"),
    ]
  }

  @Test(arguments: Change.all)
  func aChange(_ change: Change) {
    var second = PcapWriter()
    second.section(.bigEndian)
    second.interface(linkType: 227)
    second.packet(0, packet(7))
    #expect(section(3).bytes.count == 180 && second.bytes.count == 92)
    var bytes = section(3).bytes + second.bytes
    bytes.replaceSubrange(
      change.at..<(change.at + change.bytes.count), with: change.bytes)
    let reading = Reading(bytes: bytes)
    #expect(numbers(reading) == change.numbers)
    #expect(details(reading) == change.details)
    #expect(reading.failure == nil)
  }

  /// Blocks that are too long for memory are passed over, those that are not
  /// cost nothing, and interfaces behind them keep their numbers.
  @Test func longBlocks() {
    var writer = section(1)
    writer.block(0x0BAD, [UInt8](repeating: 6, count: 100_000))
    writer.packet(0, packet(2))
    let start = writer.bytes.count
    writer.block(0x0BAD, [UInt8](repeating: 6, count: 600_000))
    writer.interface(linkType: 227, [(2, Array("can1".utf8))])
    writer.packet(1, packet(3))
    writer.packet(0, [UInt8](repeating: 0, count: 200_000))
    writer.packet(0, packet(4))
    let reading = Reading(bytes: writer.bytes)
    #expect(numbers(reading) == [1, 2, 3, 4])
    #expect(reading.frames[2].interface == InterfaceName("can1"))
    #expect(reading.malformed.count == 2)
    #expect(reading.malformed.first?.byte == UInt64(start + 5))
    #expect(
      reading.malformed.allSatisfy { $0.detail == "longer than any packet" })
  }

  @Test func badOption() {
    var writer = PcapWriter()
    writer.section(.littleEndian)
    let name: [UInt8] = [2, 0, 4, 0, 0x63, 0x61, 0x6E, 0x30]
    let body: [UInt8] = [227, 0, 0, 0, 0, 0, 0, 0]
    writer.block(1, body + name + [9, 0, 200, 0])
    writer.packet(0, packet(1))
    let reading = Reading(bytes: writer.bytes)
    #expect(details(reading) == ["1 53 an option exceeds its block"])
    #expect(numbers(reading) == [1])
    #expect(reading.frames.first?.interface == InterfaceName("can0"))
  }

  @Test func interfacesBeyondTheLimit() {
    var writer = PcapWriter()
    writer.section(.littleEndian)
    for _ in 0..<1100 { writer.interface(linkType: 227) }
    writer.packet(1023, packet(1))
    writer.packet(1024, packet(2))
    writer.packet(0, packet(3))
    let reading = Reading(bytes: writer.bytes)
    #expect(numbers(reading) == [1, 3])
    #expect(reading.frames.first?.interface == InterfaceName("if1023"))
    #expect(
      reading.malformed.map(\.detail) == ["a packet of an unknown interface"])
  }

  @Test func namesOfInterfaces() {
    var writer = PcapWriter()
    writer.section(.littleEndian)
    let long = String(repeating: "x", count: 40)
    let names: [(String, String)] = [
      ("", ""), ("a b\0c", "a_b"), (long, String(long.prefix(32))), ("", "if3"),
    ]
    for (index, name) in names.enumerated() {
      let option = (code: UInt16(2), value: Array(name.0.utf8))
      writer.interface(linkType: 227, name.0.isEmpty ? [] : [option])
      writer.packet(UInt32(index), packet)
    }
    let reading = Reading(bytes: writer.bytes)
    #expect(
      reading.frames.map(\.interface) == names.map { InterfaceName($0.1) })
  }

  /// The limit of interface 0 says how long a simple packet is.
  @Test func simplePackets() {
    var writer = PcapWriter()
    writer.section(.littleEndian)
    writer.interface(linkType: 227, snapshotLength: 9)
    writer.simplePacket(packet(1) + [0, 0, 0], original: 16)
    writer.simplePacket(packet(2).dropLast(), original: 16)
    writer.simplePacket([], original: 0)
    let reading = Reading(bytes: writer.bytes)
    #expect(numbers(reading) == [1])
    #expect(reading.frames.first?.timestamp == nil)
    #expect(reading.malformed.map(\.reason) == [.damagedFile, .tooLittleData])
  }

  /// Times that 63 bits of nanoseconds do not hold.
  @Test func timesOutOfRange() {
    for (resolution, offset): (UInt8, Int64) in [(0, 0), (6, .max), (6, -1)] {
      var writer = PcapWriter()
      writer.section(.littleEndian)
      writer.interface(
        linkType: 227, [(9, [resolution]), (14, writer.number(offset))])
      writer.packet(0, ticks: resolution == 0 ? .max : 0, packet)
      let reading = Reading(bytes: writer.bytes)
      #expect(reading.frames.map(\.timestamp) == [nil])
    }
  }

  /// Identifiers in the wrong order, in one interface of two.
  @Test func swappedIdentifiers() throws {
    var writer = PcapWriter()
    writer.section(.bigEndian)
    writer.interface(linkType: 227, [(2, Array("can0".utf8))])
    writer.interface(linkType: 227, [(2, Array("can1".utf8))])
    for number: UInt8 in 1...5 {
      writer.packet(0, packet(number))
      writer.packet(1, [0x51, 3, 0, 0, 1, 0, 0, 0, number])
    }
    let reading = Reading(bytes: writer.bytes)
    #expect(numbers(reading) == [1, 1, 2, 2, 3, 3, 4, 4, 5, 5])
    let id = FrameID.standard(StandardID(truncating: 0x351))
    #expect(reading.frames.allSatisfy { $0.id == id })
    var capture = CaptureReader(bytes: writer.bytes)
    _ = try capture.nextFrame()
    let isSwappedBefore = capture.hasSwappedIdentifiers
    _ = try capture.nextFrame()
    let isSwapped = capture.hasSwappedIdentifiers
    #expect(!isSwappedBefore && isSwapped)
  }

  @Test func withoutCAN() {
    let reading = Reading(bytes: section(2, linkType: 1).bytes)
    #expect(
      reading.failure
        == .notACapture(.linkType(number: 1, name: "ETHERNET")))
    #expect(reading.malformed.map(\.reason) == [.notCAN, .notCAN])
    let none = section(0)
    #expect(Reading(bytes: none.bytes).failure == nil)
    #expect(
      Reading(bytes: Array(none.bytes.prefix(28))).failure
        == .notACapture(.noFrame))
  }

  /// Whatever happens to a section, the ones behind it are read.
  @Test func laterSectionsSurvive() {
    var random = SeededGenerator()
    print(random)
    repeatForFuzzDuration {
      let order: ByteOrder =
        Bool.random(using: &random) ? .littleEndian : .bigEndian
      let original = section(6, order).bytes
      var bytes = original
      for _ in 0..<Int.random(in: 1...6, using: &random) {
        let at = Int.random(in: 4..<bytes.count, using: &random)
        bytes[at] = UInt8(truncatingIfNeeded: random.next())
      }
      if Bool.random(using: &random) {
        let start = Int.random(in: 4..<bytes.count, using: &random) & ~3
        let end = min(start + 4 * Int.random(in: 0...9), bytes.count)
        bytes.removeSubrange(start..<end)
      }
      var second = section(9, .littleEndian)
      second.section(.bigEndian)
      second.interface(linkType: 276, [(2, Array("can1".utf8))])
      let expected = Reading(bytes: second.bytes).frames
      let reading = Reading(bytes: bytes + second.bytes)
      #expect(reading.failure == nil)
      #expect(Array(reading.frames.suffix(expected.count)) == expected)
      #expect(reading.frames.count <= 15)
    }
  }

  /// A pipe that gives a byte at a time, through all kinds of blocks.
  @Test func pipes() throws {
    var writer = section(3)
    writer.block(0x0BAD, [1, 2, 3])
    writer.section(.bigEndian)
    writer.interface(linkType: 227)
    for number: UInt8 in 4...6 { writer.packet(0, packet(number)) }
    writer.append([0, 0, 0, 6, 0])
    let bytes = writer.bytes
    let pipe = Pipe()
    let thread = Thread {
      for byte in bytes { pipe.fileHandleForWriting.write(Data([byte])) }
      try? pipe.fileHandleForWriting.close()
    }
    thread.start()
    let reading = Reading(
      descriptor: pipe.fileHandleForReading.fileDescriptor)
    #expect(numbers(reading) == [1, 2, 3, 4, 5, 6])
    #expect(details(reading) == ["7 \(bytes.count) the file ends too early"])
  }
}
