// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

internal import CANFormats

extension CaptureReader {
  /// Reads lines by several threads, as long as that pays.
  ///
  /// It is for text captures in files; others are left alone. The consumer gets
  /// the same frames and the same bad lines in the same order as from
  /// ``read(into:)``, which has to read what remains: the last line if it has no
  /// end, all that follows a line that is too long, or everything but the
  /// beginning, if most lines do not have the usual shape of their format.
  ///
  /// - Parameters:
  ///   - threads: How many threads read, this one among them.
  ///   - consumer: What is done with the frames.
  ///   - chunkSize: How many bytes a thread reads at once.
  /// - Throws: ``CaptureError/cannotRead(_:)``, ``CaptureError/interrupted``, or
  ///   ``CaptureError/notACapture(_:)``.
  public mutating func readInParallel(
    threads: Int, _ consumer: some FrameConsumer, chunkSize: Int = 32 * 1024
  ) throws(CaptureError) {
    guard threads > 1, try readsLinesOfFile() else { return }
    // The first chunk tells the format, and whether there is another one.
    guard try readChunk(chunkSize, consumer) else { return }
    var lines = LineReader(ByteSource(bytes: []))
    swap(&lines, &self.lines)
    let reading = ParallelReading(
      lines, decoder, consumer, chunkSize: chunkSize)
    Threads.run(threads) { reading.run() }
    reading.swapLines(&self.lines)
    decoder = reading.decoder
    add(reading.counts)
    if let failure = reading.failure { throw end(failure) }
  }

  /// Reads a chunk.
  ///
  /// - Returns: Whether others should be read like this.
  private mutating func readChunk(
    _ size: Int, _ consumer: some FrameConsumer
  ) throws(CaptureError) -> Bool {
    var chunk = LineChunk()
    var batch = consumer.makeBatch()
    var counts = ReadingCounts()
    do throws(CaptureError) {
      guard try lines.moveLines(size, into: &chunk.bytes) else { return false }
    } catch {
      throw end(error)
    }
    var parser = decoder.parser
    chunk.parse(&parser)
    consumer.begin(&batch)
    chunk.settle(&decoder, &counts, consumer, &batch)
    consumer.work(&chunk.frames, &batch)
    add(counts)
    let goesOn = consumer.deliver(&chunk.frames, &batch)
    consumer.deliveredBatch(of: chunk.bytes.count)
    return goesOn && chunk.others.count <= chunk.frameCount
  }

  private mutating func add(_ counts: ReadingCounts) {
    frameCount &+= counts.frames
    malformed.add(counts.malformed)
  }
}
