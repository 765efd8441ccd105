// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

internal import CANBus
internal import CANFormats
internal import Synchronization

/// Threads that read one capture.
///
/// Each of them fetches the next chunk of lines, reads what has the usual shape,
/// waits until all chunks before have been settled, reads the rest, and so on.
/// It is Sendable because what the chunks share is touched by one thread at a
/// time: `lines` and `failure` by whoever is `fetching`, `decoder`, `counts`
/// and the consumer in the turns of the chunks.
final class ParallelReading<Consumer: FrameConsumer>: @unchecked Sendable {
  private let consumer: Consumer
  private let chunkSize: Int
  private let parser: TextLineParser
  private let fetching = Lock()
  private var nextNumber = 0
  private let settling = Turn()
  private let delivering = Turn()

  private(set) var decoder: LineDecoder
  private(set) var counts = ReadingCounts()
  /// Why the lines could not be read.
  private(set) var failure: CaptureError?
  private var lines: LineReader
  private let hasEnded = Atomic(false)

  /// Begins with what comes next.
  init(
    _ lines: consuming LineReader, _ decoder: LineDecoder, _ consumer: Consumer,
    chunkSize: Int
  ) {
    self.lines = lines
    self.decoder = decoder
    self.consumer = consumer
    self.chunkSize = chunkSize
    parser = decoder.parser
  }

  /// Exchanges the lines that are read, to have what remains of them.
  func swapLines(_ other: inout LineReader) { swap(&lines, &other) }

  /// Reads chunks until there are no more.
  func run() {
    var chunk = LineChunk()
    var batch = consumer.makeBatch()
    var parser = self.parser
    while let number = fetch(&chunk) {
      chunk.parse(&parser)
      settling.take(number) {
        consumer.begin(&batch)
        chunk.settle(&decoder, &counts, consumer, &batch)
      }
      consumer.work(&chunk.frames, &batch)
      let goesOn = delivering.take(number) {
        let goesOn = consumer.deliver(&chunk.frames, &batch)
        consumer.deliveredBatch(of: chunk.bytes.count)
        return goesOn
      }
      if !goesOn { hasEnded.store(true, ordering: .relaxed) }
    }
  }

  /// Fetches the next chunk.
  ///
  /// - Returns: Its number, or `nil` if there is none.
  private func fetch(_ chunk: inout LineChunk) -> Int? {
    fetching.withLock {
      guard failure == nil, !hasEnded.load(ordering: .relaxed) else {
        return nil
      }
      do throws(CaptureError) {
        guard try lines.moveLines(chunkSize, into: &chunk.bytes) else {
          hasEnded.store(true, ordering: .relaxed)
          return nil
        }
      } catch {
        failure = error
        return nil
      }
      defer { nextNumber += 1 }
      return nextNumber
    }
  }
}
