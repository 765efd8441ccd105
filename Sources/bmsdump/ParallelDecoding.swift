// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

internal import BatteryCAN
internal import CANBus
internal import CANCapture

/// Decodes chunks of frames, and writes their rows, side by side.
///
/// A row depends on those before it by what is known of the dialects and by how
/// wide the rows are.
///
/// It is Sendable because what it has is touched in the ways that `FrameConsumer`
/// promises: `state` is only read while others may read it.
final class ParallelDecoding<Writer: RecordWriter & ~Copyable>: FrameConsumer,
  @unchecked Sendable
{
  private(set) var state: State
  private var usual: State
  private(set) var report: InputReport
  private(set) var progress: Progress
  private var output: OutputBuffer
  private let makeWriter: @Sendable () -> Writer
  private let decode: Decode
  private var byteCount: UInt64 = 0

  /// Decodes some of the frames, and writes their rows.
  ///
  /// It comes from who knows what the writer is, since a consumer is called by
  /// code that does not.
  typealias Decode =
    @Sendable (inout [CANFrame], Range<Int>, inout Worker) -> Void

  /// What rows depend on.
  struct State {
    var detectors: Detectors
    var layout: RowLayout

    /// Whether any rows would be the same behind others.
    fileprivate func isSame(
      as otherDetectors: Detectors, _ otherLayout: RowLayout
    ) -> Bool {
      layout == otherLayout && detectors.hasSameState(as: otherDetectors)
    }
  }

  init(
    _ state: State, _ report: InputReport, _ output: consuming OutputBuffer,
    _ progress: Progress, _ makeWriter: @escaping @Sendable () -> Writer,
    decode: @escaping Decode
  ) {
    self.state = state
    usual = state
    self.report = report
    self.output = output
    self.progress = progress
    self.makeWriter = makeWriter
    self.decode = decode
  }

  /// Exchanges the buffer that is written to, to have it back.
  func swapOutput(_ other: inout OutputBuffer) { swap(&output, &other) }

  /// What one thread decodes and writes with.
  struct Worker {
    var detectors: Detectors
    var counts = FrameCounts()
    let rows: Rows
  }

  /// What has a writer, which cannot be copied as workers can.
  final class Rows {
    var writer: Writer

    fileprivate init(_ writer: consuming Writer) { self.writer = writer }
  }

  var malformedPerChunk: Int { InputReport.maximumShown }

  func makeWorker() -> Worker {
    Worker(detectors: state.detectors, rows: Rows(makeWriter()))
  }

  func update(_ worker: inout Worker, with state: ChunkState) {
    let state = state == .usual ? usual : self.state
    worker.detectors = state.detectors
    worker.rows.writer.adopt(state.layout)
  }

  func makeLatestUsual() { usual = state }

  func begin(_ worker: inout Worker) {
    worker.detectors.forgetCounts()
    worker.counts = FrameCounts()
    worker.rows.writer.output.removeAll()
  }

  func take(
    _ frames: inout [CANFrame], _ range: Range<Int>, from number: UInt64,
    by worker: inout Worker
  ) {
    decode(&frames, range, &worker)
  }

  func settle(_ worker: inout Worker) -> ChunkState? {
    let layout = worker.rows.writer.layout
    if state.isSame(as: worker.detectors, layout) {
      state.detectors.addCounts(of: worker.detectors)
      return .latest
    }
    worker.detectors.addCounts(of: state.detectors)
    state = State(detectors: worker.detectors, layout: layout)
    return usual.isSame(as: worker.detectors, layout) ? .usual : nil
  }

  func take(_ record: MalformedRecord, behind frameCount: UInt64) {
    report.add(record, behind: frameCount)
  }

  func deliver(
    _ worker: inout Worker, of byteCount: Int, behind recordCount: UInt64
  ) -> Bool {
    report.frames.add(worker.counts)
    self.byteCount += UInt64(byteCount)
    if progress.isShown { progress.show(self.byteCount) }
    if Writer.writesRows { output.write(worker.rows.writer.output) }
    return output.failure == nil && StopSignals.caught == nil
  }
}
