// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

internal import BatteryCAN
internal import CANBus
internal import CANCapture

/// A job that follows what the batteries of a capture do.
protocol LinkJob: CaptureJob, SendableMetatype, ~Copyable {
  /// Which frames are taken.
  var filter: FrameFilter { get }
  /// The interfaces.
  var links: Links { get set }
}

/// Reads chunks of frames and finds out side by side whether they say anything
/// new about the dialects, so that this need not be done again by the job that
/// takes them in order.
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

  /// Takes frames from a number on, and counts them.
  ///
  /// It comes from who knows what the job is, since a consumer is called by code
  /// that does not.
  typealias Taking =
    @Sendable (
      inout Job?, inout [CANFrame], Range<Int>, UInt64, inout FrameCounts
    ) -> Void

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
  func takeJob() -> Job? { job.take() }

  /// What one thread looks at frames with.
  final class Worker {
    fileprivate var detectors: Detectors
    /// How many lines or packets are before the chunk, if its frames are taken by
    /// the job at once.
    fileprivate var turn: UInt64?
    /// The frames that the job takes later, as far as they are in lines or packets
    /// that follow one another.
    fileprivate var runs: [Run] = []

    fileprivate struct Run {
      var places: Range<Int>
      /// The number of the first one.
      let number: UInt64
    }

    fileprivate init(_ detectors: Detectors) { self.detectors = detectors }
  }

  var keepsFrames: Bool { true }

  var malformedPerChunk: Int { InputReport.maximumShown }

  func makeWorker() -> Worker { Worker(state) }

  func update(_ worker: inout Worker, with state: ChunkState) {
    worker.detectors = state == .usual ? usual : self.state
  }

  func begin(_ worker: inout Worker, inTurn turn: UInt64?) {
    worker.turn = turn
    worker.runs.removeAll(keepingCapacity: true)
  }

  func take(
    _ frames: inout [CANFrame], _ range: Range<Int>, from number: UInt64,
    by worker: inout Worker
  ) {
    if let turn = worker.turn {
      taking(&job, &frames, range, turn + number, &report.frames)
      return
    }
    var span = frames.mutableSpan
    if filter.passesAll {
      worker.detectors.decode(&span, range) { (_, _) in }
    } else {
      for index in range where filter.passes(span[index]) {
        _ = worker.detectors.decode(&span[index])
      }
    }
    worker.append(range, from: number)
  }

  func canSettle(_ worker: inout Worker) -> Bool {
    worker.turn != nil || worker.detectors.hasSameState(as: state)
  }

  func settle(_ worker: inout Worker) -> ChunkState? {
    guard worker.turn != nil, let job = job.take() else { return .latest }
    let found = Detectors(job.links)
    self.job = consume job
    worker.detectors = found
    if found.hasSameState(as: state) { return .latest }
    state = found
    return found.hasSameState(as: usual) ? .usual : nil
  }

  func makeLatestUsual() { usual = state }

  func take(_ record: MalformedRecord, behind frameCount: UInt64) {
    report.add(record, behind: frameCount)
  }

  func deliver(
    _ worker: inout Worker, _ frames: inout [CANFrame], of byteCount: Int,
    behind recordCount: UInt64
  ) -> Bool {
    if worker.turn == nil {
      job?.links.skipsDetection = true
      for run in worker.runs {
        taking(
          &job, &frames, run.places, recordCount + run.number, &report.frames)
      }
      job?.links.skipsDetection = false
    }
    self.byteCount += UInt64(byteCount)
    if progress.isShown { progress.show(self.byteCount) }
    job?.output.flush()
    return job?.output.failure == nil && StopSignals.caught == nil
  }
}

extension ParallelTaking.Worker where Job: ~Copyable {
  /// Takes note of frames that come behind those before.
  fileprivate func append(_ places: Range<Int>, from number: UInt64) {
    if let last = runs.last,
      last.number + UInt64(last.places.count) == number
    {
      runs[runs.count - 1].places = last.places.lowerBound..<places.upperBound
    } else {
      runs.append(Run(places: places, number: number))
    }
  }
}

extension LinkJob where Self: ~Copyable {
  mutating func takeInParallel(
    _ capture: inout CaptureReader, _ report: inout InputReport,
    _ progress: inout Progress
  ) throws(CaptureError) {
    let threads = self.threads
    let taking = ParallelTaking<Self>(self, report, progress) {
      job, frames, range, number, counts in
      var span = frames.mutableSpan
      job?.take(&span, range, from: number, &counts)
    }
    var failure: CaptureError?
    do throws(CaptureError) {
      try capture.readInParallel(threads: threads, taking)
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
