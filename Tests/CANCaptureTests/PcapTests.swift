// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

import CANBus
import CANCapture
import CANFormats
import Foundation
import TestSupport
import Testing

@Suite struct PcapTests {
  static let captures: [String] = [
    "us5000-227.pcap", "us5000-227-be-ns.pcap", "us5000-113.pcap",
    "us5000-113-be.pcap", "us5000-276-ns.pcap", "us5000-276-be.pcap",
    "us5000-227.pcapng", "us5000-113-be-ns.pcapng", "us5000-276.pcapng",
  ]

  /// All captures hold the frames of the log.
  @Test(arguments: captures)
  func sameFramesAsTheLog(name: String) throws {
    let log = Reading(path: Files.fixture("captures/us5000.log"))
    let capture = Reading(path: Files.fixture("captures/" + name))
    #expect(capture.failure == nil)
    #expect(capture.malformed.isEmpty)
    #expect(log.frames.count == 16)
    #expect(capture.frames.count == log.frames.count)
    let digits: UInt8 = name.contains("-ns.") ? 9 : 6
    let isBare = name.contains("-227")
    for (a, b) in zip(capture.frames, log.frames) {
      #expect(a.id == b.id && a.kind == b.kind && a.dlc == b.dlc)
      #expect(a.payload == b.payload)
      #expect(a.timestamp?.nanoseconds == b.timestamp?.nanoseconds)
      #expect(a.timestamp?.fractionDigits == digits)
      // Only pcapng has names.
      let interface = name.hasSuffix("ng") ? "can0" : ""
      #expect(a.interface == InterfaceName(interface))
      #expect(a.direction == (isBare ? .unknown : .received))
    }
  }

  @Test func sameFramesAsTheConsole() {
    let log = Reading(path: Files.fixture("captures/us5000.log"))
    let text = Reading(path: Files.fixture("captures/us5000-console.txt"))
    #expect(text.frames == log.frames)
    #expect(text.failure == nil && text.malformed.isEmpty)
  }

  /// A pipe, in pieces of one byte and of all sizes.
  @Test(arguments: captures + ["us5000.log", "us5000-console.txt"])
  func pipes(name: String) throws {
    let path = Files.fixture("captures/" + name)
    let bytes = try Files.bytes(path)
    let expected = Reading(path: path)
    for size in [1, 3, 1000] {
      let pipe = Pipe()
      let writer = Thread {
        for start in stride(from: 0, to: bytes.count, by: size) {
          let piece = bytes[start..<min(start + size, bytes.count)]
          pipe.fileHandleForWriting.write(Data(piece))
        }
        try? pipe.fileHandleForWriting.close()
      }
      writer.start()
      let descriptor = pipe.fileHandleForReading.fileDescriptor
      let reading = Reading(descriptor: descriptor)
      #expect(reading.frames == expected.frames)
      #expect(reading.failure == nil && reading.malformed.isEmpty)
    }
  }

  /// A file that ends anywhere gives the frames before that and one error.
  @Test(arguments: ["us5000-227.pcap", "us5000-113-be.pcap"])
  func truncated(name: String) throws {
    let bytes = try Files.bytes(Files.fixture("captures/" + name))
    let whole = Reading(bytes: bytes)
    let size = name.contains("227") ? 32 : 48
    for length in 4..<bytes.count {
      let reading = Reading(bytes: Array(bytes.prefix(length)))
      guard length >= 24 else {
        guard case .notACapture(.unreadablePcap) = reading.failure else {
          Issue.record(
            "\(length) bytes: \(String(describing: reading.failure))")
          continue
        }
        continue
      }
      let count = (length - 24) / size
      let isCut = (length - 24) % size != 0
      #expect(reading.frames == Array(whole.frames.prefix(count)))
      #expect(reading.malformed.map(\.reason) == (isCut ? [.damagedFile] : []))
      if isCut {
        #expect(reading.malformed.first?.number == UInt64(count + 1))
        #expect(reading.malformed.first?.unit == .packet)
        #expect(reading.malformed.first?.byte == UInt64(length))
      }
      let isNone = count == 0 && isCut
      #expect(reading.failure == (isNone ? .notACapture(.noFrame) : nil))
    }
  }

  @Test func truncatedPcapng() throws {
    let bytes = try Files.bytes(Files.fixture("captures/us5000-227.pcapng"))
    let whole = Reading(bytes: bytes)
    for length in 4..<bytes.count {
      let reading = Reading(bytes: Array(bytes.prefix(length)))
      #expect(whole.frames.starts(with: reading.frames))
      #expect(reading.malformed.count <= 1)
      #expect(
        reading.malformed.allSatisfy {
          $0.reason == .damagedFile && $0.byte == UInt64(length)
            && $0.number == UInt64(reading.frames.count + 1)
        })
    }
  }

  /// Identifiers in the wrong order are turned around, from a file and from a
  /// pipe that gives one byte at a time; one damaged packet does not decide.
  @Test func swappedIdentifiers() throws {
    for name in ["us5000-227.pcap", "us5000-227-be-ns.pcap"] {
      var bytes = try Files.bytes(Files.fixture("captures/" + name))
      let right = Reading(bytes: bytes)
      for packet in 0..<16 {
        bytes[(40 + packet * 32)..<(44 + packet * 32)].reverse()
      }
      #expect(Reading(bytes: bytes).frames == right.frames)
      var capture = CaptureReader(bytes: bytes)
      _ = try capture.nextFrame()
      let isSwapped = capture.hasSwappedIdentifiers
      #expect(isSwapped)
      // A capture that is longer than the buffer.
      let long = (0..<600).reduce(into: bytes) { all, _ in
        all += bytes[24...]
      }
      #expect(Reading(bytes: long).frames.count == 601 * 16)
      // The first two packets are damaged, so that only two votes lead.
      bytes[40..<44].reverse()
      bytes[72..<76].reverse()
      let damaged = Reading(bytes: bytes)
      #expect(damaged.frames == Array(right.frames.dropFirst(2)))
      #expect(damaged.malformed.map(\.number) == [1, 2])
      // A short capture is decided by what there is.
      let short = Array(bytes.prefix(24 + 3 * 32))
      #expect(Reading(bytes: short).frames.count == 2)
    }
  }

  /// A length that no packet has is an error, and what was read before stays.
  @Test func impossibleLength() throws {
    var bytes = try Files.bytes(Files.fixture("captures/us5000-227.pcap"))
    bytes += [UInt8](repeating: 0xFF, count: 300_000)
    let reading = Reading(bytes: bytes)
    #expect(reading.frames.count == 16)
    #expect(reading.malformed.map(\.reason) == [.damagedFile])
    bytes.removeSubrange(24..<(24 + 16 * 32))
    #expect(Reading(bytes: bytes).failure == .notACapture(.noFrame))
  }

  /// The pcap of patched libpcaps has eight bytes more in front of a packet.
  @Test(arguments: [[0x34, 0xCD, 0xB2, 0xA1], [0xA1, 0xB2, 0xCD, 0x34]])
  func patchedPcap(magic: [UInt8]) throws {
    let name = magic[0] == 0xA1 ? "us5000-227-be-ns.pcap" : "us5000-227.pcap"
    let bytes = try Files.bytes(Files.fixture("captures/" + name))
    var patched = magic + bytes[4..<24]
    for start in stride(from: 24, to: bytes.count, by: 32) {
      patched += bytes[start..<(start + 16)] + [UInt8](repeating: 0, count: 8)
      patched += bytes[(start + 16)..<(start + 32)]
    }
    let reading = Reading(bytes: patched)
    #expect(reading.malformed.isEmpty && reading.failure == nil)
    #expect(
      reading.frames.map(\.id) == Reading(bytes: bytes).frames.map(\.id))
    #expect(
      reading.frames.map(\.payload)
        == Reading(bytes: bytes).frames.map(\.payload))
  }

  /// Sections of other link types and byte orders, one behind the other.
  @Test func severalLinkTypes() throws {
    let names = ["227.pcapng", "276.pcapng", "113-be-ns.pcapng", "227.pcapng"]
    let readings = try names.map {
      try Files.bytes(Files.fixture("captures/us5000-" + $0))
    }
    let reading = Reading(bytes: readings.flatMap { $0 })
    #expect(reading.failure == nil && reading.malformed.isEmpty)
    #expect(
      reading.frames == readings.flatMap { Reading(bytes: $0).frames })
    #expect(reading.frames.count == 64)
  }

  @Test func timesAfter2038() throws {
    var bytes = try Files.bytes(Files.fixture("captures/us5000-227.pcap"))
    bytes.replaceSubrange(24..<28, with: [0x80, 0x7E, 0xAA, 0x83])
    let reading = Reading(bytes: bytes)
    #expect(
      reading.frames.first?.timestamp?.nanoseconds
        == 2_208_988_800_000_000_000)
  }

  /// A packet that is too long for the buffer is passed over, and one that
  /// libpcap would not read either ends the file.
  @Test func longPackets() throws {
    let bytes = try Files.bytes(Files.fixture("captures/us5000-227.pcap"))
    for (count, frames) in [(262_144, 32), (262_145, 16)] {
      var writer = PcapWriter()
      writer.append(bytes)
      writer.record(
        seconds: 0, fraction: 0, [UInt8](repeating: 7, count: count))
      writer.append(Array(bytes.dropFirst(24)))
      let reading = Reading(bytes: writer.bytes)
      #expect(reading.frames.count == frames)
      #expect(
        reading.malformed.map(\.description) == [
          "packet 17, byte 545: damaged or cut off capture: longer than any "
            + "packet"
        ])
    }
  }

  @Test func headersThatCannotBeRead() {
    var writer = PcapWriter()
    writer.header(version: 3, linkType: 227)
    #expect(
      Reading(bytes: writer.bytes).failure
        == .notACapture(
          .unreadablePcap(message: "unknown version of the file format")))
    #expect(
      Reading(bytes: Array(writer.bytes.prefix(23))).failure
        == .notACapture(.unreadablePcap(message: "the file ends too early")))
  }

  /// A snapped packet lacks data, and says where.
  @Test func snappedPackets() {
    var writer = PcapWriter()
    writer.header(linkType: 227)
    writer.record(seconds: 1, fraction: 0, [0, 0, 3, 0x51, 8, 0, 0, 0, 1, 2])
    writer.record(seconds: 1, fraction: 0, [])
    writer.record(seconds: 2, fraction: 0, [0, 0, 3, 0x51, 1, 0, 0, 0, 9])
    let reading = Reading(bytes: writer.bytes)
    #expect(reading.frames.map(\.payload.bytes) == [[9]])
    #expect(
      reading.malformed.map(\.reason) == [.tooLittleData, .tooLittleData])
    #expect(reading.malformed.map(\.byte) == [11, 1])
  }

  /// One packet that is no frame costs itself.
  @Test func badPackets() throws {
    var bytes = try Files.bytes(Files.fixture("captures/us5000-113.pcap"))
    bytes[24 + 48 + 16 + 15] = 0x08  // the protocol of the second packet
    bytes[24 + 2 * 48 + 16 + 16 + 4] = 65  // the length of the third
    let reading = Reading(bytes: bytes)
    #expect(reading.frames.count == 14)
    #expect(reading.failure == nil)
    #expect(reading.malformed.map(\.number) == [2, 3])
    #expect(reading.malformed.map(\.reason) == [.notCAN, .badLength])
    #expect(reading.malformed.map(\.byte) == [15, 21])
  }

  @Test func otherLinkTypes() throws {
    var bytes = try Files.bytes(Files.fixture("captures/us5000-227.pcap"))
    bytes[20] = 1
    #expect(
      Reading(bytes: bytes).failure
        == .notACapture(.linkType(number: 1, name: "ETHERNET")))
    let header = Array(bytes.prefix(24))
    #expect(
      Reading(bytes: header).failure
        == .notACapture(.linkType(number: 1, name: "ETHERNET")))
  }

  @Test func aCaptureWithoutPacketsIsOne() throws {
    let bytes = try Files.bytes(Files.fixture("captures/us5000-227.pcap"))
    let reading = Reading(bytes: Array(bytes.prefix(24)))
    #expect(reading.failure == nil)
    #expect(reading.frames.isEmpty && reading.malformed.isEmpty)
  }

  @Test func randomBytesBehindAMagicNumber() throws {
    var random = SeededGenerator()
    print(random)
    let captures = try Self.captures.map {
      try Files.bytes(Files.fixture("captures/" + $0))
    }
    repeatForFuzzDuration {
      let original = captures.randomElement(using: &random) ?? []
      var bytes = original
      for _ in 0..<Int.random(in: 1...8, using: &random) {
        let at = Int.random(in: 4..<bytes.count, using: &random)
        bytes[at] = UInt8(truncatingIfNeeded: random.next())
      }
      bytes = Array(bytes.prefix(Int.random(in: 4...2000, using: &random)))
      let reading = Reading(bytes: bytes)
      #expect(reading.frames.count <= bytes.count / 8)
    }
  }

  /// tshark reads the same identifiers, lengths, data and times.
  @Test(arguments: captures)
  func tsharkAgrees(name: String) throws {
    guard let tshark = Program.find("tshark") else {
      print("skipped: tshark is not installed")
      return
    }
    let path = Files.fixture("captures/" + name)
    let fields = ["frame.time_epoch", "can.id", "can.flags.xtd", "data.data"]
    let result = try Program.run(
      tshark,
      ["-n", "-r", path, "-T", "fields"] + fields.flatMap { ["-e", $0] })
    let rows = result.output.split(separator: "\n").map {
      $0.split(separator: "\t", omittingEmptySubsequences: false)
    }
    let frames = Reading(path: path).frames
    try #require(rows.count == frames.count, "\(result.errors)")
    for (row, frame) in zip(rows, frames) {
      let time = row[0].filter { $0 != "." }
      #expect(frame.timestamp?.nanoseconds == Int64(time))
      switch frame.id {
      case .standard(let id):
        #expect(row[1] == "\(id.rawValue)" && row[2] != "1" && row[2] != "True")
      case .extended(let id):
        #expect(row[1] == "\(id.rawValue)" && row[2] != "0" && row[2] != "")
      }
      #expect(frame.payload.bytes == [UInt8](hex: String(row[3])))
    }
  }
}
