// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

import CANBus
import CANCapture
import CANFormats
import Foundation
import TestSupport
import Testing

/// Reads the files of `Fixtures/evil`, which `Fixtures/evil.py` describes.
@Suite struct EvilTests {
  @Test func thereAreFiles() {
    #expect(EvilFile.all.count > 100)
  }

  @Test(arguments: EvilFile.all)
  func readFromAFile(_ file: EvilFile) throws {
    if file.needsMissingProgram { return }
    let events = self.events(try CaptureReader(path: file.path))
    #expect(events == file.expected)
  }

  /// Frames that are read many at once are the same.
  @Test(arguments: EvilFile.all, [1, 64])
  func readInBatches(_ file: EvilFile, of size: Int) throws {
    if file.needsMissingProgram { return }
    let events = self.events(
      try CaptureReader(path: file.path), inBatchesOf: size)
    #expect(events == file.expected)
  }

  /// Bad lines that are only counted change nothing else.
  @Test(arguments: EvilFile.all)
  func passOverMalformed(_ file: EvilFile) throws {
    if file.needsMissingProgram { return }
    var single = try CaptureReader(path: file.path)
    var counting = try CaptureReader(path: file.path)
    counting.passesOverMalformed = true
    #expect(framesAndEnd(&counting) == framesAndEnd(&single))
    #expect(counting.recordCount == single.recordCount)
    for reason in (0...UInt8.max).compactMap(MalformedFrame.Reason.init) {
      #expect(counting.malformed[reason] == single.malformed[reason])
    }
  }

  /// The frames, and what follows the last one.
  private func framesAndEnd(_ capture: inout CaptureReader) -> [String] {
    var events: [String] = []
    var frame = CANFrame()
    while true {
      do throws(CaptureError) {
        guard try capture.read(into: &frame) else { return events + ["ok"] }
        events.append(text(frame))
      } catch {
        if case .malformed = error { continue }
        return events + ["\(error)"]
      }
    }
  }

  /// The other end of a pipe decides how much is there at once.
  @Test(arguments: EvilFile.all)
  func readInPieces(_ file: EvilFile) throws {
    if file.needsMissingProgram { return }
    let bytes = try Files.bytes(file.path)
    // A byte at a time takes long where there are many.
    let sizes = bytes.count < 10_000 ? [1, 7, 4096] : [4093, 65_536]
    for size in sizes {
      let events = try withPieces(of: size, bytes) { descriptor in
        self.events(CaptureReader(descriptor: descriptor))
      }
      #expect(events == file.expected, "in pieces of \(size)")
    }
  }

  /// What comes of a capture, as the table has it.
  ///
  /// A batch of no frames is none.
  private func events(
    _ capture: consuming CaptureReader, inBatchesOf size: Int = 0
  ) -> [String] {
    var events: [String] = []
    var frame = CANFrame()
    var batch = [CANFrame](repeating: frame, count: size)
    while true {
      if size > 0 {
        let count = capture.readBuffered(into: &batch)
        events += batch[..<count].map(text)
      }
      do throws(CaptureError) {
        guard try capture.read(into: &frame) else { return events + ["ok"] }
        events.append(text(frame))
      } catch {
        events.append("\(error)")
        guard case .malformed = error else { return events }
      }
    }
  }

  /// A frame with all that a candump log says of it.
  private func text(_ frame: CANFrame) -> String {
    var text = "\(frame)"
    if frame.kind == .data, frame.dlc > 8 {
      text += "_" + String(frame.dlc, radix: 16, uppercase: true)
    }
    switch frame.direction {
    case .received: return text + " R"
    case .transmitted: return text + " T"
    case .unknown: return text
    }
  }

  /// Runs something with a descriptor from which bytes come in pieces of a
  /// size, each by a read of its own.
  private func withPieces(
    of size: Int, _ bytes: [UInt8], _ body: (CInt) -> [String]
  ) throws -> [String] {
    var ends: [CInt] = [-1, -1]
    // Of all sockets these keep pieces apart.
    let kind = CInt(SOCK_SEQPACKET.rawValue)
    try #require(socketpair(AF_UNIX, kind, 0, &ends) == 0)
    let (near, far) = (ends[0], ends[1])
    let isDone = DispatchSemaphore(value: 0)
    Thread.detachNewThread {
      var start = 0
      while start < bytes.count {
        let piece = bytes[start..<min(start + size, bytes.count)]
        let count = piece.withUnsafeBytes {
          send(far, $0.baseAddress, $0.count, CInt(MSG_NOSIGNAL))
        }
        // The reader has seen enough.
        if count <= 0 { break }
        start += count
      }
      close(far)
      isDone.signal()
    }
    let result = body(near)
    close(near)
    isDone.wait()
    return result
  }
}
