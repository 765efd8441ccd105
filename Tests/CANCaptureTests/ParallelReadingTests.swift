// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

import CANBus
import CANCapture
import CANFormats
import TestSupport
import Testing

/// Several threads give what one gives.
@Suite struct ParallelReadingTests {
  /// What a capture gives.
  struct Content: Equatable {
    var frames: [NumberedFrame] = []
    var malformed: [MalformedRecord] = []
    var framesBefore: [UInt64] = []
    var recordCount: UInt64 = 0
    var frameCount: UInt64 = 0
    var malformedCount: UInt64 = 0
    var hasSwappedIdentifiers = false
    var failure: CaptureError?

    /// Reads a file.
    ///
    /// - Parameters:
    ///   - path: Where it is.
    ///   - threads: How many read chunks, again and again, after what they leave
    ///     has been read by one.
    ///   - chunkSize: How many bytes they read at once.
    init(_ path: String, threads: Int, chunkSize: Int = 64 * 1024) {
      do throws(CaptureError) {
        var capture = try CaptureReader(path: path)
        let collector = Collector()
        defer {
          frames = collector.frames
          malformed = collector.malformed
          framesBefore = collector.framesBefore
          recordCount = capture.recordCount
          frameCount = capture.frameCount
          malformedCount = capture.malformed.total
          hasSwappedIdentifiers = capture.hasSwappedIdentifiers
        }
        var frame = CANFrame()
        while true {
          try capture.readInParallel(
            threads: threads, collector, chunkSize: chunkSize)
          do throws(CaptureError) {
            guard try capture.read(into: &frame) else { return }
            collector.take(frame, in: capture.recordCount)
          } catch {
            guard case .malformed(let record) = error else { throw error }
            collector.take(record, behind: capture.frameCount)
          }
        }
      } catch {
        failure = error
      }
    }
  }

  /// A frame, and what is known of it.
  struct NumberedFrame: Equatable {
    let frame: CANFrame
    /// The number of the line or packet that it is in.
    let record: UInt64
    /// A number that depends on all frames before it.
    let state: UInt64
  }

  /// Keeps what it takes.
  ///
  /// A frame with the identifier 0x35C makes the state of those behind it another
  /// one, so that it changes now and then, and back.
  final class Collector: FrameConsumer, @unchecked Sendable {
    private(set) var frames: [NumberedFrame] = []
    private(set) var malformed: [MalformedRecord] = []
    private(set) var framesBefore: [UInt64] = []
    private(set) var chunkCount = 0
    private var latest: UInt64 = 0
    private var usual: UInt64 = 0
    /// After how many chunks it wants no more.
    private let limit: Int

    init(limit: Int = .max) { self.limit = limit }

    struct Worker {
      var state: UInt64
      var frames: [NumberedFrame] = []

      mutating func take(_ frame: CANFrame, in record: UInt64) {
        frames.append(
          NumberedFrame(frame: frame, record: record, state: state))
        if case .standard(let id) = frame.id, id.rawValue == 0x35C,
          frame.payload.count > 0
        {
          state = UInt64(frame.payload[0]) & 3
        }
      }
    }

    func makeWorker() -> Worker { Worker(state: latest) }

    func begin(_ worker: inout Worker) { worker.frames = [] }

    func update(_ worker: inout Worker, with state: ChunkState) {
      worker.state = state == .usual ? usual : latest
    }

    func take(
      _ frames: inout [CANFrame], _ range: Range<Int>, from number: UInt64,
      by worker: inout Worker
    ) {
      for (offset, index) in range.enumerated() {
        worker.take(frames[index], in: number + UInt64(offset))
      }
    }

    func settle(_ worker: inout Worker) -> ChunkState? {
      if worker.state == latest { return .latest }
      latest = worker.state
      return latest == usual ? .usual : nil
    }

    func makeLatestUsual() { usual = latest }

    func take(_ record: MalformedRecord, behind frameCount: UInt64) {
      malformed.append(record)
      framesBefore.append(frameCount)
    }

    func deliver(
      _ worker: inout Worker, of byteCount: Int, behind recordCount: UInt64
    ) -> Bool {
      self.frames += worker.frames.map {
        NumberedFrame(
          frame: $0.frame, record: recordCount + $0.record, state: $0.state)
      }
      chunkCount += 1
      return chunkCount < limit
    }

    /// Takes a frame that was read by one thread.
    func take(_ frame: CANFrame, in record: UInt64) {
      var worker = Worker(state: latest)
      worker.take(frame, in: record)
      frames += worker.frames
      latest = worker.state
    }
  }

  private static let good = "(1436509052.249713) can0 351#1402740E740ECC01"

  /// Lines of all sorts, of which many are bad.
  private static func text(_ random: inout SeededGenerator) -> [UInt8] {
    var text: [UInt8] = []
    for _ in 0..<Int.random(in: 0...400, using: &random) {
      switch Int.random(in: 0...19, using: &random) {
      case 0: text += random.mutate(Array(good.utf8))
      case 1: text += Array("  can0  351   [8]  14 02 74 0E 74 0E CC 01".utf8)
      case 2: text += Array("# a comment".utf8)
      case 3:
        // What a power failure leaves of a line, and the next one.
        text += Array("(14365".utf8) + [0, 0, 0] + Array(good.utf8)
      case 4: text += random.bytes(Int.random(in: 0...90, using: &random))
      case 5: text += Array(good.utf8) + [0x0D]
      case 6:
        let length = Int.random(in: 0...2, using: &random) * 40_000
        text += [UInt8](repeating: 0x41, count: length)
      default:
        text += Array(
          "(14365090\(Int.random(in: 10...99, using: &random)).249713) ".utf8)
        text += Array("vcan\(Int.random(in: 0...3, using: &random)) ".utf8)
        text += Array("35\(Bool.random(using: &random) ? "C" : "5")".utf8)
        text += Array("#0\(Int.random(in: 0...3, using: &random))00".utf8)
      }
      text.append(0x0A)
    }
    if Bool.random(using: &random) { text += Array(good.utf8) }
    return text
  }

  @Test func anyText() throws {
    var random = SeededGenerator()
    print(random)
    for _ in 0..<10 {
      let text = Self.text(&random)
      try Files.withTemporaryFile(text) { path in
        let expected = Content(path, threads: 1)
        let size = [1, 60, 1000, 65_536].randomElement(using: &random) ?? 1
        for threads in 2...4 {
          let found = Content(path, threads: threads, chunkSize: size)
          #expect(found == expected, "\(threads) threads, chunks of \(size)")
        }
      }
    }
  }

  /// Packets that are damaged anywhere.
  @Test func anyPackets() throws {
    var random = SeededGenerator()
    print(random)
    let folder = Files.fixture("captures")
    for name in Files.names(in: folder) where name.contains(".pcap") {
      let sound = try Files.bytes(folder + "/" + name)
      for _ in 0..<20 {
        var bytes = random.mutate(sound)
        if Bool.random(using: &random) { bytes = random.mutate(bytes) }
        try Files.withTemporaryFile(bytes) { path in
          let expected = Content(path, threads: 1)
          let size = Int.random(in: 1...300, using: &random)
          let found = Content(path, threads: 2, chunkSize: size)
          #expect(found == expected, "\(name), chunks of \(size)")
        }
      }
    }
  }

  @Test func swappedIdentifiers() throws {
    var bytes = try Files.bytes(Files.fixture("captures/us5000-227.pcap"))
    for packet in 0..<16 {
      bytes[(40 + packet * 32)..<(44 + packet * 32)].reverse()
    }
    try Files.withTemporaryFile(bytes) { path in
      let content = Content(path, threads: 2, chunkSize: 100)
      #expect(content.hasSwappedIdentifiers)
      #expect(content == Content(path, threads: 1))
    }
  }

  @Test func fixtures() throws {
    for folder in ["captures", "evil", "simulated"] {
      for name in Files.names(in: Files.fixture(folder)) {
        let path = Files.fixture(folder + "/" + name)
        let expected = Content(path, threads: 1)
        #expect(Content(path, threads: 2, chunkSize: 200) == expected)
      }
    }
  }

  @Test func severalThreadsTakePart() throws {
    let text = Array(String(repeating: Self.good + "\n", count: 20_000).utf8)
    try Files.withTemporaryFile(text) { path in
      var capture = try CaptureReader(path: path)
      let collector = Collector()
      try capture.readInParallel(threads: 2, collector)
      #expect(capture.frameCount == 20_000)
      #expect(collector.chunkCount > 6)
    }
  }

  /// Who wants no more gets nothing beyond what has been fetched already.
  @Test func noMore() throws {
    let text = Array(String(repeating: Self.good + "\n", count: 20_000).utf8)
    try Files.withTemporaryFile(text) { path in
      var capture = try CaptureReader(path: path)
      let collector = Collector(limit: 3)
      try capture.readInParallel(threads: 2, collector)
      #expect(3...5 ~= collector.chunkCount)
    }
  }
}
