// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

public import CANBus

/// What is done with the frames of a capture that several threads read.
///
/// The capture is cut into chunks, and what is done with the frames of one may
/// depend on those before it, by some state. A thread does not wait for the chunk
/// before, but begins with the usual state, since most chunks leave it as it was.
/// When its turn comes and the chunk before has left another one, it does the
/// chunk again.
///
/// So each chunk has a ``Worker`` with a copy of a state. ``begin(_:)`` and
/// ``take(_:_:from:by:)`` are called for several workers at the same time;
/// ``makeWorker()`` and ``update(_:with:)`` at any time but while the state
/// changes, which it does in ``settle(_:)`` and ``makeLatestUsual()``; these and all
/// others for one chunk at a time, in their order.
public protocol FrameConsumer: Sendable {
  /// What a chunk is worked on with.
  associatedtype Worker
  /// Makes a worker.
  func makeWorker() -> Worker
  /// Gives a worker a state.
  ///
  /// - Parameters:
  ///   - worker: The worker.
  ///   - state: Which one.
  func update(_ worker: inout Worker, with state: ChunkState)
  /// Begins a chunk, anew if the worker has one that was not settled.
  ///
  /// - Parameter worker: The worker.
  func begin(_ worker: inout Worker)
  /// Takes frames of the chunk.
  ///
  /// - Parameters:
  ///   - frames: The frames, which are not to be changed, and others around them.
  ///   - range: Where they are.
  ///   - number: The number of the first one's line or packet, counted from 1 in
  ///     each chunk; the others are in those that follow.
  ///   - worker: The worker.
  func take(
    _ frames: inout [CANFrame], _ range: Range<Int>, from number: UInt64,
    by worker: inout Worker)
  /// Ends a chunk that was begun with the latest state, and makes the one that
  /// it has left the latest state.
  ///
  /// - Parameter worker: The worker.
  /// - Returns: Which other state that is the same as.
  func settle(_ worker: inout Worker) -> ChunkState?
  /// Makes the latest state the usual one.
  func makeLatestUsual()
  /// How many lines or packets of a chunk are told at most, beside the last one,
  /// that are no frames and should be; all of them are counted.
  var malformedPerChunk: Int { get }
  /// Takes a line or packet that is no frame and should be one, of a chunk that
  /// is settled and not delivered yet.
  ///
  /// - Parameters:
  ///   - record: Where it is, and what is wrong with it.
  ///   - frameCount: How many frames of the capture are before it.
  func take(_ record: MalformedRecord, behind frameCount: UInt64)
  /// Hands on what has come of a chunk that is settled.
  ///
  /// - Parameters:
  ///   - worker: The worker.
  ///   - byteCount: How many bytes the chunk had.
  ///   - recordCount: How many lines or packets there were before it.
  /// - Returns: Whether to go on.
  func deliver(
    _ worker: inout Worker, of byteCount: Int, behind recordCount: UInt64
  ) -> Bool
}

extension FrameConsumer {
  /// All of them are told.
  public var malformedPerChunk: Int { .max }
}

/// A state that a chunk may be begun with.
@nonexhaustive
public enum ChunkState: Sendable {
  /// The one that the latest chunk to be settled has left.
  case latest
  /// The one that has been left as it was.
  case usual
}
