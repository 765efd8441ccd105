// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

import CANBus
import CANCapture
import Foundation
import TestSupport
import Testing

/// Files that are named by their first bytes, and archives.
@Suite struct ForeignFileTests {
  @Test(arguments: [
    ("LOGG\u{90}", ForeignFile.vectorBLF), ("MDF     4.10", .mdf),
    ("UnFinMF 4.10", .mdf), ("SQLite format 3\0", .sqlite),
    ("{\\rtf1\\ansi", .rtf), ("<!DOCTYPE html>", .html), ("<html>", .html),
    ("%PDF-1.7", .pdf), ("Rar!\u{1A}", .rar),
  ])
  func firstBytes(text: String, file: ForeignFile) {
    let reading = Reading(
      bytes: Array(text.utf8) + Array("\n351#1402\n".utf8))
    #expect(reading.failure == .notACapture(.foreignFile(file)))
    #expect(reading.frames.isEmpty)
  }

  @Test func tar() {
    var bytes = [UInt8](repeating: 0, count: 512)
    bytes.replaceSubrange(0..<8, with: Array("bus0.log".utf8))
    bytes.replaceSubrange(257..<262, with: Array("ustar".utf8))
    bytes += Array("351#1402\n".utf8)
    #expect(
      Reading(bytes: bytes).failure == .notACapture(.foreignFile(.tar)))
  }

  // MARK: Zip archives

  private let log = Array("(1.0) can0 351#1402\n".utf8)

  @Test func archiveOfOneFile() throws {
    guard Program.find("unzip") != nil else {
      print("skipped: there is no unzip")
      return
    }
    // What macOS adds counts as little as a folder.
    for others in [[], ["logs/"], ["__MACOSX/._bus.log"]] {
      let members = [("bus.log", log)] + others.map { ($0, [UInt8]()) }
      try Files.withTemporaryFile(Self.zip(members)) { path in
        let reading = Reading(path: path)
        #expect(reading.failure == nil)
        #expect(reading.malformed.isEmpty)
        #expect(reading.frames.map(\.payload.bytes) == [[0x14, 0x02]])
      }
    }
  }

  @Test func otherArchives() throws {
    func failure(_ bytes: [UInt8]) throws -> CaptureError? {
      try Files.withTemporaryFile(bytes) { Reading(path: $0).failure }
    }
    #expect(
      try failure(Self.zip([("a.log", log), ("b.log", log)]))
        == .notACapture(.zip(fileCount: 2)))
    #expect(
      try failure(Self.zip([("logs/", [])])) == .notACapture(.zip(fileCount: 0))
    )
    #expect(
      try failure(Self.zip([("a.log", log)], flags: 1))
        == .notACapture(.encryptedZip))
    #expect(
      try failure(Self.zip([("[Content_Types].xml", log)]))
        == .notACapture(.foreignFile(.workbook)))
    #expect(
      try failure(Array(Self.zip([("a.log", log)]).dropLast(30)))
        == .notACapture(.damagedZip))
    #expect(
      Reading(bytes: Self.zip([("a.log", log)])).failure
        == .notACapture(.zipFromPipe))
  }

  /// An archive whose members are stored as they are.
  private static func zip(
    _ members: [(name: String, bytes: [UInt8])], flags: UInt16 = 0
  ) -> [UInt8] {
    func little(_ value: UInt32, _ count: Int) -> [UInt8] {
      (0..<count).map { UInt8(truncatingIfNeeded: value >> ($0 * 8)) }
    }
    var archive: [UInt8] = []
    var directory: [UInt8] = []
    for (name, bytes) in members {
      let offset = archive.count
      // From the version that it takes to the length of the name.
      let common =
        little(10, 2) + little(UInt32(flags), 2) + little(0, 2)
        + little(0, 2) + little(0x21, 2) + little(checksum(bytes), 4)
        + little(UInt32(bytes.count), 4) + little(UInt32(bytes.count), 4)
        + little(UInt32(name.utf8.count), 2) + little(0, 2)
      archive += little(0x0403_4B50, 4) + common + Array(name.utf8) + bytes
      directory += little(0x0201_4B50, 4) + little(10, 2) + common
      directory += little(0, 2) + little(0, 2) + little(0, 2) + little(0, 4)
      directory += little(UInt32(offset), 4) + Array(name.utf8)
    }
    let count = little(UInt32(members.count), 2)
    return archive + directory + little(0x0605_4B50, 4) + little(0, 4)
      + count + count + little(UInt32(directory.count), 4)
      + little(UInt32(archive.count), 4) + little(0, 2)
  }

  /// The CRC-32 of ISO 3309, as zip has it.
  private static func checksum(_ bytes: [UInt8]) -> UInt32 {
    var crc = UInt32.max
    for byte in bytes {
      crc ^= UInt32(byte)
      for _ in 0..<8 { crc = crc >> 1 ^ (crc & 1 == 1 ? 0xEDB8_8320 : 0) }
    }
    return ~crc
  }
}
