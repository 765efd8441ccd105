// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

internal import BatteryCAN
internal import CANBus
internal import CANCapture

/// Decodes batches of frames in order, and writes their rows side by side.
///
/// A row depends on those before it by its layout alone, which hardly ever
/// changes. So the rows of a batch are written with the layout that is known when
/// they are begun, and once more if it has turned out to be another one.
///
/// It is Sendable because `state`, `output` and `progress` are touched in the
/// order of the batches only, which `FrameConsumer` promises, and `layout` under
/// its lock.
final class ParallelDecoding<Writer: RecordWriter & ~Copyable>: FrameConsumer,
  @unchecked Sendable
{
  private(set) var state: DecodingState
  private var output: OutputBuffer
  private let makeWriter: @Sendable () -> Writer
  private(set) var progress: Progress
  private var byteCount: UInt64 = 0
  /// How wide the rows are that have been written.
  private var layout: RowLayout
  private let layoutLock = Lock()

  init(
    _ state: DecodingState, _ output: consuming OutputBuffer,
    _ layout: RowLayout, _ progress: Progress,
    _ makeWriter: @escaping @Sendable () -> Writer
  ) {
    self.state = state
    self.output = output
    self.layout = layout
    self.makeWriter = makeWriter
    self.progress = progress
  }

  func deliveredBatch(of byteCount: Int) {
    self.byteCount += UInt64(byteCount)
    if progress.isShown { progress.show(self.byteCount) }
  }

  /// Exchanges the buffer that is written to, to have it back.
  func swapOutput(_ other: inout OutputBuffer) { swap(&output, &other) }

  /// How wide the rows are that have been written.
  var finalLayout: RowLayout { layoutLock.withLock { layout } }

  /// The rows of a batch.
  final class Batch {
    fileprivate var rows: [DecodedRow] = []
    fileprivate var writer: Writer
    fileprivate var layout = RowLayout()

    fileprivate init(_ writer: consuming Writer) { self.writer = writer }
  }

  func makeBatch() -> Batch { Batch(makeWriter()) }

  func begin(_ batch: inout Batch) {
    batch.rows.removeAll(keepingCapacity: true)
  }

  func take(
    _ frames: inout [CANFrame], _ range: Range<Int>, of batch: inout Batch
  ) {
    state.take(&frames, range, &batch.rows)
  }

  func take(_ record: MalformedRecord, of batch: inout Batch) {
    state.report.add(record)
  }

  func work(_ frames: inout [CANFrame], _ batch: inout Batch) {
    guard Writer.writesRows else { return }
    write(&frames, finalLayout, &batch)
  }

  func deliver(_ frames: inout [CANFrame], _ batch: inout Batch) -> Bool {
    guard Writer.writesRows else { return StopSignals.caught == nil }
    let known = finalLayout
    if known != batch.layout { write(&frames, known, &batch) }
    output.write(&batch.writer.output)
    let new = batch.writer.layout
    layoutLock.withLock { layout = new }
    return output.failure == nil && StopSignals.caught == nil
  }

  private func write(
    _ frames: inout [CANFrame], _ layout: RowLayout, _ batch: inout Batch
  ) {
    batch.layout = layout
    batch.writer.adopt(layout)
    batch.writer.output.removeAll()
    for row in batch.rows {
      if let message = row.message {
        batch.writer.write(message, in: frames[row.index])
      } else {
        batch.writer.writeUnknown(frames[row.index])
      }
    }
  }
}

/// What decoding a frame depends on, and changes.
struct DecodingState {
  var detectors: Detectors
  var report: InputReport
  let filter: FrameFilter
  let showsAll: Bool

  fileprivate mutating func take(
    _ frames: inout [CANFrame], _ range: Range<Int>, _ rows: inout [DecodedRow]
  ) {
    let filter = self.filter
    let (passesAll, showsAll) = (filter.passesAll, self.showsAll)
    var span = frames.mutableSpan
    Self.take(&span, range, &detectors, &report.frames) {
      frame, index, message in
      guard passesAll || filter.passes(frame) else { return .notWanted }
      guard message != nil || showsAll else { return .wanted }
      rows.append(DecodedRow(index: index, message: message))
      return .shown
    }
  }

  @inline(__always)
  private static func take(
    _ frames: inout MutableSpan<CANFrame>, _ range: Range<Int>,
    _ detectors: inout Detectors, _ counts: inout FrameCounts,
    _ body: (inout CANFrame, Int, BatteryMessage?) -> FrameFate
  ) {
    detectors.decode(&frames, range) { frame, index, message in
      counts.add(body(&frame, index, message), frame.timestamp)
    }
  }
}

/// A frame that is written.
private struct DecodedRow {
  /// Its place in the batch.
  let index: Int
  /// `nil` if the frame is no message.
  let message: BatteryMessage?
}
