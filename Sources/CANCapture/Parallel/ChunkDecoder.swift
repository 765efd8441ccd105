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
  /// Where frames are put before they are taken: few enough to stay in the
  /// nearest cache.
  var frames = [CANFrame](repeating: CANFrame(), count: 64)
  var frameCount: UInt64 = 0
  /// How many records there were, frames or not.
  var recordCount: UInt64 = 0
  /// What is no frame and should be one; the chunk's first record is number 1.
  var malformed: [MalformedRecord] = []

  init(_ consumer: Consumer) {
    self.consumer = consumer
    worker = consumer.makeWorker()
  }

  /// Begins a chunk, or begins it anew.
  mutating func begin() {
    frameCount = 0
    recordCount = 0
    malformed.removeAll(keepingCapacity: true)
    consumer.begin(&worker)
  }

  /// Hands over the first ones of ``frames``.
  mutating func takeFrames(_ count: Int) {
    guard count > 0 else { return }
    frameCount &+= UInt64(truncatingIfNeeded: count)
    consumer.take(&frames, count, by: &worker)
  }
}
