// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

#if Libpcap
import CANBus
import CANCapture
import CANFormats
import CLibpcap
import Foundation
import TestSupport
import Testing

/// libpcap reads the same packets, as far as it reads a file.
@Suite struct LibpcapTests {
  /// A packet as libpcap gives it.
  struct Packet {
    let nanoseconds: Int64
    let bytes: [UInt8]
  }

  /// All that libpcap reads of a file, or `nil` if it refuses the file.
  struct Contents {
    var linkType: Int32 = 0
    var packets: [Packet] = []

    init?(_ path: String) {
      var message = [CChar](repeating: 0, count: Int(PCAP_ERRBUF_SIZE))
      guard
        let handle = pcap_open_offline_with_tstamp_precision(
          path, UInt32(PCAP_TSTAMP_PRECISION_NANO), &message)
      else { return nil }
      defer { pcap_close(handle) }
      linkType = pcap_datalink(handle)
      var header: UnsafeMutablePointer<pcap_pkthdr>?
      var data: UnsafePointer<UInt8>?
      while pcap_next_ex(handle, &header, &data) == 1,
        let header = header?.pointee, let data
      {
        // libpcap takes the seconds of pcap as signed.
        let seconds = Int64(header.ts.tv_sec)
        let bytes = UnsafeBufferPointer(start: data, count: Int(header.caplen))
        packets.append(
          Packet(
            nanoseconds: (seconds < 0 ? seconds + 1 << 32 : seconds)
              * 1_000_000_000 + Int64(header.ts.tv_usec),
            bytes: Array(bytes)))
      }
    }
  }

  /// The captures of this project and those of other people.
  static var paths: [String] {
    let own = PcapTests.captures.map { Files.fixture("captures/" + $0) }
    let others = ["canboat", "scapy", "container-neg", "derived-tools"]
      .compactMap { Files.sharedCapture("formats/" + $0) }
    if others.isEmpty { print("skipped: the shared captures are not here") }
    let found = others.flatMap { folder in
      let names =
        (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
      return names.filter { $0.contains(".pcap") && !$0.hasSuffix(".gz") }
        .map { folder + "/" + $0 }
    }
    return own + found.sorted()
  }

  @Test(arguments: paths)
  func samePackets(path: String) throws {
    guard let contents = Contents(path) else {
      print("\(path): not read by libpcap; \(Reading(path: path).summary)")
      return
    }
    let reading = Reading(path: path)
    print("\(path): libpcap \(contents.packets.count); \(reading.summary)")
    guard let linkType = LinkType(rawValue: contents.linkType) else {
      // Link types whose numbers differ from those in files are left out.
      if case .notACapture(.linkType(let number, _)) = reading.failure,
        contents.linkType != 12
      {
        #expect(number == contents.linkType)
      }
      #expect(reading.frames.isEmpty)
      return
    }
    let bad = Set(reading.malformed.map(\.number))
    var frames = reading.frames.makeIterator()
    for (index, packet) in contents.packets.enumerated()
    where !bad.contains(UInt64(index + 1)) {
      let next = frames.next()
      let frame = try #require(next)
      #expect(frame.timestamp?.nanoseconds == packet.nanoseconds)
      let start = linkType.frameStart(packet.bytes)
      let record = Array(packet.bytes.dropFirst(start))
      let length = Int(record[4])
      #expect(record.count >= 8)
      #expect(frame.kind == .remote || frame.payload.count == length)
      #expect(
        frame.kind == .remote
          || frame.payload.bytes == Array(record[8..<(8 + length)]))
      let number: [UInt8] =
        switch frame.id {
        case .standard(let id):
          [0, 0, UInt8(id.rawValue >> 8), UInt8(id.rawValue & 0xFF)]
        case .extended(let id):
          [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: id.rawValue >> $0) }
        }
      // Which order is right is not libpcap's business.
      let stored = Array(record.prefix(4))
      #expect(
        Self.isEqual(number, stored) || Self.isEqual(number, stored.reversed()))
    }
  }

  /// Where libpcap stops, Wireshark goes on: it counts the same packets.
  @Test(arguments: paths.filter { $0.contains(".pcapng") })
  func sameCount(path: String) throws {
    guard let capinfos = Program.find("capinfos") else {
      print("skipped: capinfos is not installed")
      return
    }
    let result = try Program.run(capinfos, ["-T", "-r", "-c", path])
    let count = result.output.split(separator: "\t").last
      .flatMap { Int($0.filter(\.isNumber)) }
    let reading = Reading(path: path)
    #expect(reading.frames.count + reading.malformed.count == count)
  }

  /// Wireshark's tools make packets with tags of a log, and files of several
  /// interfaces and link types; the frames stay the same.
  @Test func convertedByWireshark() throws {
    guard let editcap = Program.find("editcap"),
      let mergecap = Program.find("mergecap")
    else {
      print("skipped: editcap and mergecap are not installed")
      return
    }
    let log = Files.fixture("captures/us5000.log")
    let expected = Reading(path: log).frames
    for format in ["pcap", "nsecpcap", "pcapng"] {
      try Files.withTemporaryFile { path in
        _ = try Program.run(editcap, ["-F", format, log, path])
        let reading = Reading(path: path)
        #expect(reading.malformed.isEmpty && reading.failure == nil)
        #expect(reading.frames.map(\.id) == expected.map(\.id))
        #expect(reading.frames.map(\.payload) == expected.map(\.payload))
        #expect(
          reading.frames.map(\.timestamp?.nanoseconds)
            == expected.map(\.timestamp?.nanoseconds))
      }
    }
    try Files.withTemporaryFile { path in
      let names = ["227.pcap", "113-be-ns.pcapng", "276-ns.pcap"]
      _ = try Program.run(
        mergecap,
        ["-I", "none", "-w", path]
          + names.map { Files.fixture("captures/us5000-" + $0) })
      let reading = Reading(path: path)
      #expect(reading.malformed.isEmpty && reading.failure == nil)
      #expect(reading.frames.count == 3 * expected.count)
      for (interface, digits) in [("", 6), ("can0", 9), ("if2", 9)] {
        let frames = reading.frames.filter {
          $0.interface == InterfaceName(interface)
        }
        #expect(frames.map(\.id) == expected.map(\.id))
        #expect(
          frames.allSatisfy { $0.timestamp?.fractionDigits == UInt8(digits) })
        #expect(
          frames.map(\.timestamp?.nanoseconds)
            == expected.map(\.timestamp?.nanoseconds))
      }
    }
  }

  /// Compares identifiers, one of which may have flags.
  private static func isEqual(_ a: [UInt8], _ b: [UInt8]) -> Bool {
    a[0] == b[0] & 0x1F && a[1...] == b[1...]
  }
}

extension LinkType {
  /// Where a frame begins.
  fileprivate func frameStart(_ packet: [UInt8]) -> Int {
    switch self {
    case .socketCAN: return 0
    case .linuxCooked: return 16
    case .linuxCookedV2: return 20
    case .exportedPDU:
      var index = 0
      while packet[index] != 0 || packet[index + 1] != 0 {
        index += 4 + Int(packet[index + 3])
      }
      return index + 4
    }
  }
}

extension Reading {
  /// What was read, in a line.
  fileprivate var summary: String {
    "\(frames.count) frames, \(malformed.count) bad, "
      + (failure.map { "\($0)" } ?? "no failure")
  }
}
#endif
