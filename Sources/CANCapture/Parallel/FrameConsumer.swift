// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

public import CANBus

/// What is done with the frames of a capture that several threads read.
///
/// The capture is cut into batches of frames. For each of them ``begin(_:)``,
/// ``take(_:at:of:)`` and ``deliver(_:)`` are called in the order of the capture
/// and never at the same time as another of their calls, but in any thread;
/// ``work(_:_:)`` is called between them, for several batches at the same time.
public protocol FrameConsumer: Sendable {
  /// What is kept of a batch; each thread uses one again and again.
  associatedtype Batch
  /// Makes a batch.
  func makeBatch() -> Batch
  /// Begins a batch.
  func begin(_ batch: inout Batch)
  /// Takes a frame, and does not change it.
  ///
  /// - Parameters:
  ///   - frame: The frame.
  ///   - index: Its place among the frames of the batch.
  ///   - batch: What is kept of the batch.
  func take(_ frame: inout CANFrame, at index: Int, of batch: inout Batch)
  /// Takes a line that is no frame and should be one.
  func take(_ record: MalformedRecord, of batch: inout Batch)
  /// Does what can be done apart from all other batches.
  ///
  /// - Parameters:
  ///   - frames: The frames of the batch, and more beyond them.
  ///   - batch: What is kept of the batch.
  func work(_ frames: inout [CANFrame], _ batch: inout Batch)
  /// Ends a batch.
  ///
  /// - Parameter batch: What is kept of it.
  /// - Returns: Whether to go on.
  func deliver(_ batch: inout Batch) -> Bool
}
