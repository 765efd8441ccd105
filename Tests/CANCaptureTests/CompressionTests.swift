// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

import CANBus
import CANCapture
import CANFormats
import Foundation
import TestSupport
import Testing

/// Captures that are compressed.
@Suite struct CompressionTests {
  private let log = Files.fixture("captures/us5000.log")
  private let plain = Reading(path: Files.fixture("captures/us5000.log"))

  /// Bytes as a program compresses them, or `nil` without the program.
  private func compress(
    _ bytes: [UInt8], with name: String = "gzip"
  ) throws -> [UInt8]? {
    guard let program = Program.find(name) else {
      print("skipped: there is no \(name)")
      return nil
    }
    return try Files.withTemporaryFile { path in
      try Files.withTemporaryFile(bytes) { input in
        let result = try Program.run(
          URL(fileURLWithPath: "/bin/sh"),
          ["-c", "'\(program.path)' -c <'\(input)' >'\(path)'"])
        #expect(result.status == 0)
      }
      return try Files.bytes(path)
    }
  }

  @Test(arguments: ["gzip", "zstd", "xz", "bzip2"])
  func fromMemoryFilesAndPipes(name: String) throws {
    guard let bytes = try compress(Files.bytes(log), with: name) else { return }
    #expect(plain.frames.count == 16)
    let reading = Reading(bytes: bytes)
    #expect(reading.frames == plain.frames)
    #expect(reading.malformed.isEmpty && reading.failure == nil)
    try Files.withTemporaryFile(bytes) { path in
      #expect(Reading(path: path).frames == plain.frames)
    }
    let pipe = Pipe()
    try pipe.fileHandleForWriting.write(contentsOf: Data(bytes))
    try pipe.fileHandleForWriting.close()
    let end = pipe.fileHandleForReading.fileDescriptor
    #expect(Reading(descriptor: end).frames == plain.frames)
  }

  /// More than any buffer on the way holds, in both directions.
  @Test func longInput() throws {
    var generator = SeededGenerator(seed: 1)
    var text = ""
    for number in 0..<50_000 {
      let data = UInt64.random(in: 0...UInt64.max, using: &generator)
      text += "(\(number).0) can0 351#"
      text += String(data | 1 << 63, radix: 16) + "\n"
    }
    for name in ["gzip", "zstd"] {
      guard let bytes = try compress(Array(text.utf8), with: name) else {
        continue
      }
      #expect(bytes.count > 400_000)
      let reading = Reading(bytes: bytes)
      #expect(reading.frames == Reading(bytes: Array(text.utf8)).frames)
      #expect(reading.failure == nil)
    }
  }

  @Test func severalMembers() throws {
    guard let bytes = try compress(Files.bytes(log)) else { return }
    let reading = Reading(bytes: bytes + bytes)
    #expect(reading.frames == plain.frames + plain.frames)
    #expect(reading.malformed.isEmpty)
  }

  #if Libpcap
  @Test func pcapWithin() throws {
    for name in ["us5000-227.pcap", "us5000-227.pcapng"] {
      let path = Files.fixture("captures/" + name)
      guard let bytes = try compress(Files.bytes(path)) else { return }
      let reading = Reading(bytes: bytes)
      #expect(reading.frames == Reading(path: path).frames)
      #expect(reading.malformed.isEmpty && reading.failure == nil)
      let cut = Reading(bytes: bytes.dropLast(9))
      #expect(cut.malformed.count == 1)
      #expect(cut.malformed.first?.reason == .damagedFile)
      #expect(cut.malformed.first?.unit == .packet)
      #expect(
        cut.malformed.first?.detail == "gzip: stdin: unexpected end of file")
    }
  }
  #endif

  /// Wherever it is cut off, the frames before are read, none is made up of a
  /// part of a line, and the damage is reported once.
  @Test(arguments: ["gzip", "zstd", "xz", "bzip2"])
  func cutOff(name: String) throws {
    let text = try Files.bytes(log)
    guard let bytes = try compress(text, with: name) else { return }
    for count in stride(from: 6, to: bytes.count, by: 3) {
      let reading = Reading(bytes: Array(bytes.prefix(count)))
      #expect(
        reading.frames == Array(plain.frames.prefix(reading.frames.count)))
      #expect(reading.malformed.map(\.reason) == [.damagedFile])
      #expect(reading.malformed.first?.detail?.isEmpty == false)
      #expect(
        reading.failure
          == (reading.frames.isEmpty ? .notACapture(.noFrame) : nil))
    }
  }

  @Test func damageIsLocated() throws {
    let lines = (1...5).map { "(\($0).0) can0 351#1402740E740ECC01\n" }
    let text = Array(lines.joined().utf8)
    guard let bytes = try compress(text) else { return }
    // Without the length and the checksum at its end.
    let cut = Reading(bytes: bytes.dropLast(8))
    #expect(cut.frames.count == 5)
    #expect(cut.failure == nil)
    let record = try #require(cut.malformed.first)
    #expect(
      "\(record)" == "line 6, byte \(text.count): damaged or cut off capture: "
        + "gzip: stdin: unexpected end of file")
    #expect(cut.malformed.count == 1)
    // With a wrong checksum.
    var wrong = bytes
    wrong[bytes.count - 8] ^= 1
    let damaged = Reading(bytes: wrong)
    #expect(damaged.frames.count == 5)
    #expect(
      damaged.malformed.map(\.detail)
        == ["gzip: stdin: invalid compressed data--crc error"])
    // With something else behind it.
    let trailing = Reading(bytes: bytes + Array("trailing".utf8))
    #expect(trailing.frames.count == 5)
    #expect(
      trailing.malformed.map(\.detail) == [
        "gzip: stdin: decompression OK, trailing garbage ignored"
      ])
  }

  @Test func emptyAndNested() throws {
    guard let empty = try compress([]),
      let inner = try compress(Files.bytes(log)),
      let outer = try compress(inner)
    else { return }
    #expect(Reading(bytes: empty).failure == .notACapture(.empty))
    #expect(
      Reading(bytes: outer).failure
        == .notACapture(.compressed(with: "gzip")))
  }

  /// Bytes that only begin like it.
  @Test(arguments: [
    ("1F8B0800", "gzip"), ("28B52FFD00", "zstd"), ("FD377A585A00", "xz"),
    ("425A6839", "bzip2"),
  ])
  func onlyTheMagic(magic: String, program: String) throws {
    guard Program.find(program) != nil else {
      print("skipped: there is no \(program)")
      return
    }
    let reading = Reading(bytes: [UInt8](hex: magic) + [1, 2, 3])
    #expect(reading.frames.isEmpty)
    #expect(reading.malformed.map(\.reason) == [.damagedFile])
    #expect(reading.malformed.first?.byte == 0)
    #expect(reading.failure == .notACapture(.noFrame))
  }

  /// Seeded damage anywhere: it ends, and says so, or the program did not mind.
  @Test func damageAnywhere() throws {
    guard let bytes = try compress(Files.bytes(log)) else { return }
    var generator = SeededGenerator(seed: 7)
    for _ in 0..<200 {
      let reading = Reading(bytes: generator.mutate(bytes))
      let damages = reading.malformed.filter { $0.reason == .damagedFile }
      #expect(damages.count <= 1)
      #expect(
        !damages.isEmpty || reading.failure != nil
          || reading.frames == plain.frames)
    }
  }
}
