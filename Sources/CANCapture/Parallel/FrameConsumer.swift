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
/// So each thread has a ``Worker`` with a copy of a state. ``begin(_:)`` and
/// ``take(_:_:by:)`` are called for several workers at the same time, all other
/// methods for one at a time, and those without ``update(_:with:)`` in the order
/// of the chunks.
public protocol FrameConsumer: Sendable {
  /// What a thread works with.
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
  ///   - frames: The frames, which are not to be changed, and more behind them.
  ///   - count: How many there are.
  ///   - worker: The worker.
  func take(_ frames: inout [CANFrame], _ count: Int, by worker: inout Worker)
  /// Ends a chunk that was begun with the latest state, and makes the one that
  /// it has left the latest state.
  ///
  /// - Parameter worker: The worker.
  /// - Returns: Which other state that is the same as.
  func settle(_ worker: inout Worker) -> ChunkState?
  /// Makes the latest state the usual one.
  func makeLatestUsual()
  /// Takes a line or packet that is no frame and should be one, of a chunk that
  /// is settled and not delivered yet.
  ///
  /// - Parameter record: Where it is, and what is wrong with it.
  func take(_ record: MalformedRecord)
  /// Hands on what has come of a chunk that is settled.
  ///
  /// - Parameters:
  ///   - worker: The worker.
  ///   - byteCount: How many bytes the chunk had.
  /// - Returns: Whether to go on.
  func deliver(_ worker: inout Worker, of byteCount: Int) -> Bool
}

/// A state that a chunk may be begun with.
@nonexhaustive
public enum ChunkState: Sendable {
  /// The one that the latest chunk to be settled has left.
  case latest
  /// The one that has been left as it was.
  case usual
}
