// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

internal import CANBus
internal import CANFormats
internal import Synchronization

/// Threads that read one capture.
///
/// Each of them fetches the next chunk, reads it with the usual state, and hands it
/// in. In their order the chunks are settled, or read again before, if the last
/// one has left another state. Where nearly all leave another one, they are read
/// only then.
///
/// It is Sendable because what the chunks share is touched by one thread at a
/// time: `input` and `failure` by whoever is `fetching`, the consumer and the
/// counts by whoever settles chunks, and the states by that one with their monitor.
final class ParallelReading<
  Consumer: FrameConsumer, Decoder: ChunkDecoder
>: @unchecked Sendable {
  private let consumer: Consumer
  private let chunkSize: Int
  private let fetching = Monitor()
  private var nextNumber = 0
  private let extents: Decoder
  private var input: LineReader
  /// Why the input could not be read.
  private(set) var failure: CaptureError?
  private var hasEnded = false
  private let isUnwanted = Atomic(false)
  private let queue: OrderedQueue<Hand>

  private let states = Monitor()
  private var latest: State
  private var usual: State
  /// How many different states there were.
  private var versions = 1
  /// How many chunks in a row have been read ahead in vain.
  private var misses = 0

  /// The version of a state that is none of those that are known.
  private static var unknownVersion: Int { -1 }
  /// After how many of them only some chunks are read ahead, and how few.
  private static var maximumMisses: Int { 4 }
  private static var chunksPerTrial: Int { 16 }

  /// What a decoder was like when a chunk was settled, and a number for it and
  /// what goes with it.
  private struct State {
    var decoder: Decoder
    var version = 0
  }

  /// How many frames and records have been read, those before the first chunk as
  /// well.
  private(set) var frameCount: UInt64
  private(set) var recordCount: UInt64
  private(set) var byteCount: UInt64 = 0
  private(set) var malformed = RecordCounts()

  /// Begins with what comes next.
  init(
    _ input: consuming LineReader, _ decoder: Decoder, _ consumer: Consumer,
    frameCount: UInt64, recordCount: UInt64, chunkSize: Int, threads: Int
  ) {
    // One more, so that no thread waits for the chunk before its own.
    queue = OrderedQueue(limit: threads + 1)
    self.input = input
    self.frameCount = frameCount
    self.recordCount = recordCount
    latest = State(decoder: decoder)
    usual = latest
    self.consumer = consumer
    self.chunkSize = chunkSize
    extents = decoder
    consumer.makeLatestUsual()
  }

  /// Exchanges the input, to have what remains of it.
  func swapInput(_ other: inout LineReader) { swap(&input, &other) }

  /// What reads the records behind those that have been read.
  var decoder: Decoder { latest.decoder }

  /// What is needed to read a chunk.
  final class Hand {
    var chunk = Chunk()
    var decoder: Decoder
    var reading: ChunkReading
    var worker: Consumer.Worker
    /// The version of the state that it has.
    var version: Int
    /// Whether the chunk has been read ahead.
    var isAhead = false

    init(
      _ decoder: Decoder, _ reading: ChunkReading, _ worker: Consumer.Worker,
      version: Int
    ) {
      self.decoder = decoder
      self.reading = reading
      self.worker = worker
      self.version = version
    }
  }

  private func makeHand() -> Hand {
    states.withLock {
      let reading = ChunkReading(
        maximumMalformed: consumer.malformedPerChunk)
      var worker = consumer.makeWorker()
      consumer.update(&worker, with: .latest)
      return Hand(latest.decoder, reading, worker, version: latest.version)
    }
  }

  /// Reads chunks until there are no more.
  func run() {
    while readChunk() {}
  }

  /// Reads the next chunk.
  ///
  /// - Returns: Whether there was one.
  func readChunk() -> Bool {
    guard let hand = queue.take(or: makeHand) else { return false }
    guard let number = fetch(&hand.chunk) else {
      queue.giveBack(hand)
      return false
    }
    readAhead(hand, number)
    queue.handIn(hand, number) { finish($0) }
    return true
  }

  /// Settles a chunk whose turn it is.
  ///
  /// - Returns: Whether to go on.
  private func finish(_ hand: Hand) -> Bool {
    let isInVain = hand.isAhead && hand.version != latest.version
    if isInVain || !hand.isAhead {
      // Whatever it had, it has gone on from there.
      hand.version = Self.unknownVersion
      states.withLock { update(hand, with: .latest) }
      read(hand)
    }
    let goesOn = settle(hand, isInVain: isInVain)
    if !goesOn { isUnwanted.store(true, ordering: .relaxed) }
    return goesOn
  }

  /// Reads a chunk with the usual state, if that is of use.
  private func readAhead(_ hand: Hand, _ number: Int) {
    hand.isAhead = states.withLock {
      guard misses < Self.maximumMisses || number % Self.chunksPerTrial == 0
      else { return false }
      update(hand, with: .usual)
      return true
    }
    if hand.isAhead { read(hand) }
  }

  /// Gives a hand a state, with the monitor of the states.
  private func update(_ hand: Hand, with state: ChunkState) {
    let known = state == .latest ? latest : usual
    guard hand.version != known.version else { return }
    hand.version = known.version
    hand.decoder = known.decoder
    consumer.update(&hand.worker, with: state)
  }

  private func read(_ hand: Hand) {
    consumer.begin(&hand.worker)
    hand.reading.begin()
    read(hand.chunk, &hand.decoder, &hand.reading, &hand.worker)
  }

  private func read(
    _ chunk: borrowing Chunk, _ decoder: inout Decoder,
    _ reading: inout ChunkReading, _ worker: inout Consumer.Worker
  ) {
    decoder.read(chunk, &reading) { frames, range, number in
      consumer.take(&frames, range, from: number, by: &worker)
    }
  }

  /// Counts what a chunk had, and hands on what has come of it.
  ///
  /// - Returns: Whether to go on.
  private func settle(_ hand: Hand, isInVain: Bool) -> Bool {
    states.withLock {
      if hand.isAhead { misses = isInVain ? misses + 1 : 0 }
      let same = consumer.settle(&hand.worker)
      if same == .latest, hand.decoder.hasSameState(as: latest.decoder) {
        if usual.version != latest.version {
          usual = latest
          consumer.makeLatestUsual()
        }
        return
      }
      latest.decoder = hand.decoder
      if same == .usual, hand.decoder.hasSameState(as: usual.decoder) {
        latest.version = usual.version
      } else {
        latest.version = versions
        versions += 1
      }
      hand.version = latest.version
    }
    malformed.add(hand.reading.malformedCounts)
    for malformed in hand.reading.malformed {
      consumer.take(
        malformed.record.advanced(by: recordCount),
        behind: frameCount + malformed.frameCount)
    }
    frameCount += hand.reading.frameCount
    recordCount += hand.reading.recordCount
    byteCount += UInt64(hand.chunk.count)
    return consumer.deliver(
      &hand.worker, of: hand.chunk.count,
      behind: recordCount - hand.reading.recordCount)
  }

  private var isWanted: Bool { !isUnwanted.load(ordering: .relaxed) }

  /// Fetches the next chunk.
  ///
  /// - Returns: Its number, or `nil` if there is none.
  private func fetch(_ chunk: inout Chunk) -> Int? {
    fetching.withLock {
      guard failure == nil, !hasEnded, isWanted else { return nil }
      let extents = self.extents
      do throws(CaptureError) {
        try input.moveRecords(
          chunkSize, into: &chunk,
          while: { isWanted },
          { extents.extent($0) })
      } catch {
        failure = error
        return nil
      }
      if chunk.count == 0 {
        hasEnded = true
        return nil
      }
      defer { nextNumber += 1 }
      return nextNumber
    }
  }
}
