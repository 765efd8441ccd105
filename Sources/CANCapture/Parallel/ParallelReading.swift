// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

internal import CANBus
internal import CANFormats
internal import Synchronization

/// Threads that read one capture.
///
/// Each of them fetches the next chunk, reads it with the usual state, waits until
/// all chunks before have been settled, reads it again if the last one has left
/// another state, and so on. Where nearly all leave another one, a thread waits
/// for its turn first.
///
/// It is Sendable because what the chunks share is touched by one thread at a
/// time: `input` and `failure` by whoever is `fetching`, the consumer and the
/// counts in the turns of the chunks, and the states in these and with their lock.
final class ParallelReading<
  Consumer: FrameConsumer, Decoder: ChunkDecoder
>: @unchecked Sendable {
  private let consumer: Consumer
  private let chunkSize: Int
  private let fetching = Lock()
  private var nextNumber = 0
  private let extents: Decoder
  private var input: LineReader
  /// Why the input could not be read.
  private(set) var failure: CaptureError?
  private let hasEnded = Atomic(false)
  private let turns = Turn()

  private let stateLock = Lock()
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
    frameCount: UInt64, recordCount: UInt64, chunkSize: Int
  ) {
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

  /// What a thread works with.
  struct Hand {
    var chunk = Chunk()
    var decoder: Decoder
    var reading: ChunkReading
    var worker: Consumer.Worker
    /// The version of the state that it has.
    var version: Int
  }

  func makeHand() -> Hand {
    stateLock.withLock {
      let reading = ChunkReading(
        keepsFrames: consumer.keepsFrames,
        maximumMalformed: consumer.malformedPerChunk)
      var worker = consumer.makeWorker()
      consumer.update(&worker, with: .latest)
      return Hand(
        decoder: latest.decoder, reading: reading, worker: worker,
        version: latest.version)
    }
  }

  /// Reads chunks until there are no more.
  func run() {
    var hand = makeHand()
    while readChunk(&hand) {}
  }

  /// Reads the next chunk.
  ///
  /// - Returns: Whether there was one.
  func readChunk(_ hand: inout Hand) -> Bool {
    guard let number = fetch(&hand.chunk) else { return false }
    let isAhead = readAhead(&hand, number)
    let goesOn = turns.take(number) {
      var isInVain = false
      if isAhead {
        isInVain =
          hand.version != latest.version
          || !consumer.canSettle(&hand.worker)
      }
      if isInVain || !isAhead {
        // Whatever it had, it has gone on from there.
        hand.version = Self.unknownVersion
        stateLock.withLock { update(&hand, with: .latest) }
        read(&hand, inTurn: recordCount)
      }
      return settle(&hand, isAhead: isAhead, isInVain: isInVain)
    }
    if !goesOn { hasEnded.store(true, ordering: .relaxed) }
    return true
  }

  /// Reads a chunk with the usual state, if that is of use.
  private func readAhead(_ hand: inout Hand, _ number: Int) -> Bool {
    let isOfUse = stateLock.withLock {
      guard misses < Self.maximumMisses || number % Self.chunksPerTrial == 0
      else { return false }
      update(&hand, with: .usual)
      return true
    }
    if isOfUse { read(&hand, inTurn: nil) }
    return isOfUse
  }

  /// Gives a thread a state, with the lock.
  private func update(_ hand: inout Hand, with state: ChunkState) {
    let known = state == .latest ? latest : usual
    guard hand.version != known.version else { return }
    hand.version = known.version
    hand.decoder = known.decoder
    consumer.update(&hand.worker, with: state)
  }

  private func read(_ hand: inout Hand, inTurn turn: UInt64?) {
    consumer.begin(&hand.worker, inTurn: turn)
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
  private func settle(
    _ hand: inout Hand, isAhead: Bool, isInVain: Bool
  ) -> Bool {
    stateLock.withLock {
      if isAhead { misses = isInVain ? misses + 1 : 0 }
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
      &hand.worker, &hand.reading.frames, of: hand.chunk.count,
      behind: recordCount - hand.reading.recordCount)
  }

  /// Fetches the next chunk.
  ///
  /// - Returns: Its number, or `nil` if there is none.
  private func fetch(_ chunk: inout Chunk) -> Int? {
    fetching.withLock {
      guard failure == nil, !hasEnded.load(ordering: .relaxed) else {
        return nil
      }
      let extents = self.extents
      do throws(CaptureError) {
        try input.moveRecords(
          chunkSize, into: &chunk,
          while: { !hasEnded.load(ordering: .relaxed) },
          { extents.extent($0) })
      } catch {
        failure = error
        return nil
      }
      if chunk.count == 0 {
        hasEnded.store(true, ordering: .relaxed)
        return nil
      }
      defer { nextNumber += 1 }
      return nextNumber
    }
  }
}
