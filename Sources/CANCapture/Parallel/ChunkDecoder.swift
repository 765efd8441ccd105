// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

internal import CANBus
internal import CANFormats

/// Reads the records of chunks, each thread with its own copy.
///
/// What a record is may depend on others before it: see ``FrameConsumer``.
protocol ChunkDecoder: Sendable {
  /// How many of some bytes are whole records that may be in a chunk.
  ///
  /// All others end reading by several threads.
  func extent(_ bytes: Span<UInt8>) -> Int
  /// Reads the records of a chunk.
  ///
  /// - Parameters:
  ///   - chunk: The chunk.
  ///   - reading: What takes the frames, and what is no frame.
  mutating func read<Consumer: FrameConsumer>(
    _ chunk: borrowing Chunk, _ reading: inout ChunkReading<Consumer>)
  /// Whether a record would be the same to another decoder.
  func hasSameState(as other: Self) -> Bool
}

/// A thread's work on a chunk.
struct ChunkReading<Consumer: FrameConsumer> {
  let consumer: Consumer
  var worker: Consumer.Worker
  /// The frames that were taken last, or all of the chunk if the consumer keeps
  /// them, and room for more.
  var frames: [CANFrame] = []
  /// How many of them are kept.
  private var keptCount = 0
  private let keepsFrames: Bool
  var frameCount: UInt64 = 0
  /// How many records there were, frames or not.
  var recordCount: UInt64 = 0
  /// What is no frame and should be one; the chunk's first record is number 1.
  var malformed: [MalformedRecord] = []

  init(_ consumer: Consumer) {
    self.consumer = consumer
    worker = consumer.makeWorker()
    keepsFrames = consumer.keepsFrames
  }

  /// How many frames are read before they are taken: few enough to stay in the
  /// nearest cache.
  private static var portion: Int { 64 }

  /// Where the next frames go.
  var places: Range<Int> { keptCount..<(keptCount + Self.portion) }

  /// Begins a chunk, or begins it anew.
  mutating func begin(inTurn turn: UInt64?) {
    frameCount = 0
    recordCount = 0
    keptCount = 0
    makeRoom()
    malformed.removeAll(keepingCapacity: true)
    consumer.begin(&worker, inTurn: turn)
  }

  private mutating func makeRoom() {
    let missing = places.upperBound - frames.count
    if missing > 0 { frames += repeatElement(CANFrame(), count: missing) }
  }

  /// Hands over the first ones at ``places``, each of one of the last records.
  ///
  /// - Parameters:
  ///   - count: How many there are.
  ///   - recordCount: How many records have been read, these among them.
  mutating func takeFrames(_ count: Int, of recordCount: UInt64) {
    self.recordCount = recordCount
    guard count > 0 else { return }
    let count64 = UInt64(truncatingIfNeeded: count)
    frameCount &+= count64
    consumer.take(
      &frames, keptCount..<(keptCount + count),
      from: recordCount &- count64 &+ 1, by: &worker)
    if keepsFrames {
      keptCount += count
      makeRoom()
    }
  }
}
