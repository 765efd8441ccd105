// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

internal import BatteryCAN
internal import CANBus
internal import CANCapture

/// Reads chunks of frames and decodes them side by side, and has a job take what
/// they say in order.
///
/// It is Sendable because what it has is touched in the ways that `FrameConsumer`
/// promises: `state` is only read while others may read it.
final class ParallelTaking<Job: LinkJob & ~Copyable>: FrameConsumer,
  @unchecked Sendable
{
  /// The job, while it is here.
  private var job: Job?
  private(set) var report: InputReport
  private(set) var progress: Progress
  private var state: Detectors
  private var usual: Detectors
  private let filter: FrameFilter
  private let taking: Taking
  private var byteCount: UInt64 = 0

  /// Lets a job take frames of an interface.
  ///
  /// It comes from who knows what the job is, since a consumer is called by code
  /// that does not.
  typealias Taking =
    @Sendable (inout Job?, [LinkFrame], Range<Int>, Int, UInt64) -> Void

  init(
    _ job: consuming Job, _ report: InputReport, _ progress: Progress,
    taking: @escaping Taking
  ) {
    filter = job.filter
    state = Detectors(job.links)
    usual = state
    self.job = consume job
    self.report = report
    self.progress = progress
    self.taking = taking
  }

  /// Takes the job back.
  func takeJob() -> Job? {
    job?.links.adopt(state)
    return job.take()
  }

  typealias Worker = LinkDecoder

  var malformedPerChunk: Int { InputReport.maximumShown }

  func makeWorker() -> LinkDecoder { LinkDecoder(state) }

  func update(_ worker: inout LinkDecoder, with state: ChunkState) {
    worker.detectors = state == .usual ? usual : self.state
  }

  func begin(_ worker: inout LinkDecoder) {
    worker.begin()
  }

  func take(
    _ frames: inout [CANFrame], _ range: Range<Int>, from number: UInt64,
    by worker: inout LinkDecoder
  ) {
    var span = frames.mutableSpan
    worker.take(&span, range, from: number, filter)
  }

  func settle(_ worker: inout LinkDecoder) -> ChunkState? {
    if state.hasSameState(as: worker.detectors) { return .latest }
    state = worker.detectors
    job?.links.adopt(state)
    return usual.hasSameState(as: state) ? .usual : nil
  }

  func makeLatestUsual() { usual = state }

  func take(_ record: MalformedRecord, behind frameCount: UInt64) {
    report.add(record, behind: frameCount)
  }

  func deliver(
    _ worker: inout LinkDecoder, of byteCount: Int, behind recordCount: UInt64
  ) -> Bool {
    for run in worker.runs {
      taking(
        &job, worker.decoded, run.places, run.index, recordCount + run.number)
    }
    report.frames.add(worker.counts)
    self.byteCount += UInt64(byteCount)
    if progress.isShown { progress.show(self.byteCount) }
    job?.output.flush()
    return job?.output.failure == nil && StopSignals.caught == nil
  }
}

extension LinkJob where Self: ~Copyable {
  mutating func takeInParallel(
    _ capture: inout CaptureReader, _ report: inout InputReport,
    _ progress: inout Progress
  ) throws(CaptureError) {
    let threads = self.threads
    let taking = ParallelTaking<Self>(self, report, progress) {
      job, frames, range, index, number in
      job?.take(frames.span, range, of: index, from: number)
    }
    var failure: CaptureError?
    do throws(CaptureError) {
      try capture.readInParallel(
        threads: threads, taking, chunkSize: 128 * 1024)
    } catch {
      failure = error
    }
    guard let job = taking.takeJob() else { fatalError("the job is gone") }
    self = job
    report = taking.report
    progress = taking.progress
    if let failure { throw failure }
  }
}
