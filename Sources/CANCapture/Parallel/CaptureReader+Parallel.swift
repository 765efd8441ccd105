// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

internal import CANFormats

extension CaptureReader {
  /// Reads by several threads, as long as that pays.
  ///
  /// The consumer gets the same frames in the same order as from ``read(into:)``,
  /// and the same bad lines and packets in the same order, which has to read what
  /// remains: the last line if it has no end, all that follows a line that is too
  /// long, a packet that does not say how long it is, or a block of pcapng that
  /// is no packet; and all of an interface or of a file that grows.
  ///
  /// - Parameters:
  ///   - threads: How many threads read, this one among them.
  ///   - consumer: What is done with the frames.
  ///   - chunkSize: How many bytes a thread reads at once.
  /// - Throws: ``CaptureError/cannotRead(_:)``, ``CaptureError/interrupted``, or
  ///   ``CaptureError/notACapture(_:)``.
  public mutating func readInParallel(
    threads: Int, _ consumer: some FrameConsumer, chunkSize: Int = 64 * 1024
  ) throws(CaptureError) {
    guard threads > 1, !hasEnded, !lines.isGrowing else { return }
    if !isPrepared { try prepare() }
    // What is special has to be read before.
    switch shortCut {
    case .none: break
    case .line:
      var decoder = self.decoder
      let lines = try readInParallel(threads, &decoder, consumer, chunkSize)
      decoder.lineCount = lineCount + lines.records
      self.decoder = decoder
    case .pcapRecord:
      guard var reader = pcap else { return }
      try reader.decideOrder(&lines)
      pcap = reader
      let packets = try readInParallel(threads, &reader, consumer, chunkSize)
      pcap?.advance(packets.records, of: packets.bytes)
    case .pcapngBlock:
      guard var reader = pcapng else { return }
      let blocks = try readInParallel(threads, &reader, consumer, chunkSize)
      pcapng?.advance(blocks.records, of: blocks.bytes)
    }
  }

  /// Reads chunks of records.
  ///
  /// - Returns: How many records and bytes have been read.
  private mutating func readInParallel<Decoder: ChunkDecoder>(
    _ threads: Int, _ decoder: inout Decoder, _ consumer: some FrameConsumer,
    _ chunkSize: Int
  ) throws(CaptureError) -> (records: UInt64, bytes: UInt64) {
    var input = LineReader(ByteSource(bytes: []))
    swap(&input, &lines)
    let count = recordCount
    let reading = ParallelReading(
      input, decoder, consumer, frameCount: frameCount, recordCount: count,
      chunkSize: chunkSize, threads: threads)
    // No other thread is needed for a single chunk.
    if reading.readChunk(), reading.readChunk() {
      Threads.run(threads) { reading.run() }
    }
    reading.swapInput(&lines)
    decoder = reading.decoder
    frameCount = reading.frameCount
    malformed.add(reading.malformed)
    if let failure = reading.failure { throw end(failure) }
    return (reading.recordCount - count, reading.byteCount)
  }
}
