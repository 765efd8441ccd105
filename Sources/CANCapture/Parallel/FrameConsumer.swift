// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

public import CANBus

/// What is done with the frames of a capture that several threads read.
///
/// The capture is cut into batches of frames. For each of them ``begin(_:)``, the
/// two ways to take something and ``deliver(_:_:)`` are called in the order of the
/// capture and never at the same time as for another batch, but in any thread;
/// ``work(_:_:)`` is called before the last of them, for several batches at the
/// same time.
public protocol FrameConsumer: Sendable {
  /// What is kept of a batch; each thread uses one again and again.
  associatedtype Batch
  /// Makes a batch.
  func makeBatch() -> Batch
  /// Begins a batch.
  ///
  /// - Parameter batch: What is left of an earlier one.
  func begin(_ batch: inout Batch)
  /// Takes frames.
  ///
  /// - Parameters:
  ///   - frames: The frames of the batch, which are not to be changed, and more
  ///     beyond them.
  ///   - range: Which of them come next.
  ///   - batch: What is kept of the batch.
  func take(
    _ frames: inout [CANFrame], _ range: Range<Int>, of batch: inout Batch)
  /// Takes a line that is no frame and should be one.
  ///
  /// - Parameters:
  ///   - record: Where the line is, and what is wrong with it.
  ///   - batch: What is kept of the batch.
  func take(_ record: MalformedRecord, of batch: inout Batch)
  /// Does what can be done apart from all other batches.
  ///
  /// - Parameters:
  ///   - frames: The frames of the batch, and more beyond them.
  ///   - batch: What is kept of the batch.
  func work(_ frames: inout [CANFrame], _ batch: inout Batch)
  /// Ends a batch.
  ///
  /// - Parameters:
  ///   - frames: The frames of the batch, and more beyond them.
  ///   - batch: What is kept of the batch.
  /// - Returns: Whether to go on.
  func deliver(_ frames: inout [CANFrame], _ batch: inout Batch) -> Bool
  /// Takes note that a batch has been delivered; does nothing by default.
  ///
  /// - Parameter byteCount: How many bytes its lines had.
  func deliveredBatch(of byteCount: Int)
}

extension FrameConsumer {
  /// Does nothing.
  ///
  /// - Parameter byteCount: How many bytes its lines had.
  public func deliveredBatch(of byteCount: Int) {}
}
