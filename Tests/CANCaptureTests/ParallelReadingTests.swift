// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

import CANBus
import CANCapture
import CANFormats
import Synchronization
import TestSupport
import Testing

/// Several threads give what one gives.
@Suite struct ParallelReadingTests {
  /// What a capture gives, frames and bad lines in one order.
  struct Sequence: Equatable {
    var steps: [Step] = []
    var lineCount: UInt64 = 0
    var frameCount: UInt64 = 0
    var malformedCount: UInt64 = 0
    var failure: CaptureError?

    enum Step: Equatable {
      case frame(CANFrame)
      case malformed(MalformedRecord)
    }

    /// Reads a file.
    init(_ path: String, threads: Int, chunkSize: Int = 64 * 1024) {
      do throws(CaptureError) {
        var capture = try CaptureReader(path: path)
        let collector = Collector()
        defer {
          lineCount = capture.lineCount
          frameCount = capture.frameCount
          malformedCount = capture.malformed.total
        }
        do throws(CaptureError) {
          try capture.readInParallel(
            threads: threads, collector, chunkSize: chunkSize)
        } catch {
          failure = error
        }
        steps = collector.steps.withLock { $0 }
        readRest(&capture)
      } catch {
        failure = error
      }
    }

    private mutating func readRest(_ capture: inout CaptureReader) {
      var frame = CANFrame()
      while failure == nil {
        do throws(CaptureError) {
          guard try capture.read(into: &frame) else { return }
          steps.append(.frame(frame))
        } catch {
          if case .malformed(let record) = error {
            steps.append(.malformed(record))
          } else {
            failure = error
          }
        }
      }
    }
  }

  /// Keeps what it takes, the frames by their places until a batch is delivered.
  final class Collector: FrameConsumer {
    let steps = Mutex<[Sequence.Step]>([])
    let batches = Mutex(0)
    /// After how many batches it wants no more.
    let limit: Int

    init(limit: Int = .max) { self.limit = limit }

    enum Item {
      case frame(Int)
      case malformed(MalformedRecord)
    }

    struct Batch {
      var items: [Item] = []
      var steps: [Sequence.Step] = []
    }

    func makeBatch() -> Batch { Batch() }
    func begin(_ batch: inout Batch) { batch = Batch() }

    func take(
      _ frames: inout [CANFrame], _ range: Range<Int>, of batch: inout Batch
    ) {
      for index in range { batch.items.append(.frame(index)) }
    }

    func take(_ record: MalformedRecord, of batch: inout Batch) {
      batch.items.append(.malformed(record))
    }

    func work(_ frames: inout [CANFrame], _ batch: inout Batch) {
      for item in batch.items {
        switch item {
        case .frame(let index): batch.steps.append(.frame(frames[index]))
        case .malformed(let record): batch.steps.append(.malformed(record))
        }
      }
    }

    func deliver(_ frames: inout [CANFrame], _ batch: inout Batch) -> Bool {
      steps.withLock { $0 += batch.steps }
      return batches.withLock { count in
        count += 1
        return count < limit
      }
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
        text += Array("35C#C000".utf8)
      }
      text.append(0x0A)
    }
    if Bool.random(using: &random) { text += Array(good.utf8) }
    return text
  }

  @Test func anyText() throws {
    var random = SeededGenerator()
    print(random)
    for _ in 0..<30 {
      let text = Self.text(&random)
      try Files.withTemporaryFile(text) { path in
        let expected = Sequence(path, threads: 1)
        let size = [1, 60, 1000, 65_536].randomElement(using: &random) ?? 1
        for threads in 2...4 {
          let found = Sequence(path, threads: threads, chunkSize: size)
          #expect(found == expected, "\(threads) threads, chunks of \(size)")
        }
      }
    }
  }

  @Test func fixtures() throws {
    for folder in ["captures", "evil"] {
      for name in Files.names(in: Files.fixture(folder)) {
        let path = Files.fixture(folder + "/" + name)
        let expected = Sequence(path, threads: 1)
        #expect(Sequence(path, threads: 2, chunkSize: 200) == expected)
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
      #expect(collector.batches.withLock { $0 } > 14)
    }
  }

  /// Who wants no more gets nothing beyond what has been fetched already.
  @Test func noMore() throws {
    let text = Array(String(repeating: Self.good + "\n", count: 20_000).utf8)
    try Files.withTemporaryFile(text) { path in
      var capture = try CaptureReader(path: path)
      let collector = Collector(limit: 3)
      try capture.readInParallel(threads: 2, collector)
      #expect(collector.batches.withLock { 3...5 ~= $0 })
    }
  }
}
