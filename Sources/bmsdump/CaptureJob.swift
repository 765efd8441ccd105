// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

internal import ArgumentParser
internal import CANBus
internal import CANCapture

/// Something that is done with the frames of captures.
protocol CaptureJob: ~Copyable {
  /// What is said of the inputs.
  var reporting: InputReport.Settings { get }
  /// Where the results go.
  var output: OutputBuffer { get set }
  /// What finds out the dialects, if anything does.
  var detectors: Detectors? { get }
  /// Gets ready for an input that is read next, or for several that are merged.
  mutating func begin(_ inputs: [CaptureInput])
  /// Takes a frame, and does not change it: one that is borrowed is copied.
  mutating func take(_ frame: inout CANFrame) -> FrameFate
  /// Takes a frame that is in the line or packet of a number.
  mutating func take(_ frame: inout CANFrame, number: UInt64) -> FrameFate
  /// Takes frames one after another, and counts them.
  ///
  /// Those of the range are in lines or packets from a number on.
  mutating func take(
    _ batch: inout MutableSpan<CANFrame>, _ range: Range<Int>,
    from number: UInt64,
    _ counts: inout FrameCounts)
  /// Whether these numbers are of use.
  static var usesNumbers: Bool { get }
  /// How many threads there may be for ``takeInParallel(_:_:_:)``.
  var threads: Int { get }
  /// Takes frames by several threads, as long as they can read what comes.
  mutating func takeInParallel(
    _ capture: inout CaptureReader, _ report: inout InputReport,
    _ progress: inout Progress
  ) throws(CaptureError)
  /// Whether nothing is written before the end.
  var writesOnlyAtTheEnd: Bool { get }
  /// Whether ``idle(_:)`` is of use.
  var noticesSilence: Bool { get }
  /// Takes note that an interface has been silent for so many nanoseconds.
  mutating func idle(_ nanoseconds: Int64)
  /// Ends what ``begin(_:)`` has begun, when the inputs have been read.
  ///
  /// - Parameter announced: How many frames they announce without their data.
  mutating func end(announced: UInt64)
}

extension CaptureJob where Self: ~Copyable {
  static var usesNumbers: Bool { false }
  mutating func take(_ frame: inout CANFrame, number: UInt64) -> FrameFate {
    take(&frame)
  }

  mutating func take(
    _ batch: inout MutableSpan<CANFrame>, _ range: Range<Int>,
    from number: UInt64, _ counts: inout FrameCounts
  ) {
    for index in range {
      let offset = UInt64(truncatingIfNeeded: index &- range.lowerBound)
      let fate = take(&batch[index], number: number &+ offset)
      counts.add(fate, batch[index].timestamp)
    }
  }

  var writesOnlyAtTheEnd: Bool { false }
  var noticesSilence: Bool { false }
  var threads: Int { 1 }
  mutating func idle(_ nanoseconds: Int64) {}
  mutating func takeInParallel(
    _ capture: inout CaptureReader, _ report: inout InputReport,
    _ progress: inout Progress
  ) throws(CaptureError) {}

  /// Runs over inputs, in turn or merged.
  ///
  /// An input that cannot be read does not keep the others from being read.
  ///
  /// - Returns: The exit code of the first input that has failed.
  mutating func run(_ options: InputOptions) -> ExitCode {
    let inputs = options.inputs
    if options.merge, inputs.count > 1 {
      return runMerged(inputs, isStrict: options.strict)
    }
    var status = ExitCode.success
    for input in inputs {
      let result = run(input, isStrict: options.strict)
      if status == .success { status = result }
      if isInterrupted { break }
      if options.strict, status != .success { break }
    }
    return status
  }

  private mutating func run(_ input: CaptureInput, isStrict: Bool) -> ExitCode {
    var reports = [InputReport(input, reporting)]
    var status = ExitCode.success
    var progress = progress([input])
    begin([input])
    repeat {
      reports[0].announce()
      do throws(CaptureError) {
        var capture = try input.open()
        status = takeFrames(
          of: input, &capture, &reports, &progress, isStrict: isStrict)
        reports[0].take(capture)
      } catch {
        status = reports[0].fail(error)
      }
    } while input.isGrowing && status == .success && !isInterrupted
    progress.end()
    if status == .success { end(announced: reports[0].announced) }
    finish(&reports, hasFrames: status == .success)
    return status
  }

  /// What is shown of the progress.
  private func progress(_ inputs: [CaptureInput]) -> Progress {
    let isHidden = output.isForTerminal && !writesOnlyAtTheEnd
    return Progress(inputs, isHidden: isHidden || reporting.style == .json)
  }

  /// Whether no more is wanted.
  private var isInterrupted: Bool {
    output.failure != nil || StopSignals.caught != nil
  }

  private mutating func runMerged(
    _ inputs: [CaptureInput], isStrict: Bool
  ) -> ExitCode {
    var status = ExitCode.success
    var merged = MergedCapture()
    var reports: [InputReport] = []
    var progress = progress(inputs)
    begin(inputs)
    for input in inputs {
      var report = InputReport(input, reporting)
      do throws(CaptureError) {
        merged.append(try input.open())
        reports.append(report)
      } catch {
        let result = report.fail(error)
        report.finish(nil)
        if status == .success { status = result }
      }
    }
    if status == .success || !isStrict {
      let result = takeFrames(
        &merged, &reports, &progress, isStrict: isStrict)
      if status == .success, let result { status = result }
    }
    for index in reports.indices {
      merged.withCapture(index) { reports[index].take($0) }
    }
    progress.end()
    let hasFrames = status == .success || !isStrict
    if hasFrames { end(announced: reports.reduce(0) { $0 + $1.announced }) }
    finish(&reports, hasFrames: hasFrames)
    return status
  }

  /// Sums up inputs, unless whoever has closed the pipe does not want to hear
  /// more.
  private mutating func finish(
    _ reports: inout [InputReport], hasFrames: Bool
  ) {
    guard output.failure != .brokenPipe else { return }
    for index in reports.indices {
      reports[index].finish(reports.count == 1 ? detectors : nil)
    }
    if reports.count > 1, hasFrames, let detectors {
      InputReport.explainMerged(reports, detectors, reporting)
    }
  }

  /// Takes frames up to the end of an input.
  private mutating func takeFrames(
    of input: CaptureInput, _ capture: inout CaptureReader,
    _ reports: inout [InputReport], _ progress: inout Progress, isStrict: Bool
  ) -> ExitCode {
    let isParallel = threads > 1 && !isStrict && input.canBeReadInChunks
    var limit = UInt64.max
    while true {
      // What several threads leave is read by one, up to where they try again.
      if isParallel {
        do throws(CaptureError) {
          try takeInParallel(&capture, &reports[0], &progress)
        } catch {
          return reports[0].fail(error)
        }
        limit = capture.byteCount + bytesReadByOne
      }
      let status = takeFrames(
        &capture, &reports, &progress, isStrict: isStrict, until: limit)
      if let status { return status }
    }
  }

  /// Takes frames up to the end of the source, or to where so many bytes have been
  /// read.
  ///
  /// - Returns: The exit code, or `nil` before the end.
  private mutating func takeFrames<Source: FrameSource & ~Copyable>(
    _ source: inout Source, _ reports: inout [InputReport],
    _ progress: inout Progress, isStrict: Bool, until limit: UInt64 = .max
  ) -> ExitCode? {
    var status = ExitCode.success
    var batch = [CANFrame](repeating: CANFrame(), count: batchSize)
    while true {
      do throws(CaptureError) {
        let hasEnded = try takeFrames(
          &source, &batch, &reports, &progress, isStrict: isStrict,
          until: limit)
        return hasEnded ? status : nil
      } catch {
        let isMalformed: Bool
        if case .malformed(let record) = error {
          reports[source.latest].add(record)
          isMalformed = true
        } else {
          isMalformed = false
        }
        if isMalformed, !isStrict { continue }
        let result = reports[source.latest].fail(error)
        if status == .success { status = result }
        if isStrict || source.endsWithFailure || isInterrupted { return status }
      }
    }
  }

  /// Takes frames up to the end of the source or its next error, or to where so
  /// many bytes have been read.
  ///
  /// - Returns: Whether no more is to be taken.
  private mutating func takeFrames<Source: FrameSource & ~Copyable>(
    _ source: inout Source, _ batch: inout [CANFrame],
    _ reports: inout [InputReport], _ progress: inout Progress,
    isStrict: Bool, until limit: UInt64
  ) throws(CaptureError) -> Bool {
    var frame = CANFrame()
    while output.failure == nil {
      if source.byteCount >= limit { return false }
      takeBufferedFrames(
        &source, &batch, &reports[source.latest].frames, &progress)
      if !source.hasBufferedInput {
        output.flush()
        if noticesSilence { try wait(source) }
      }
      if progress.isDue(after: 1) { progress.show(source.byteCount) }
      source.passOverMalformed(
        !isStrict && !Self.wantsProblems(&reports[source.latest]))
      guard let input = try source.next(into: &frame) else { return true }
      let number = Self.usesNumbers ? source.recordNumber : 0
      let fate = take(&frame, number: number)
      reports[input].frames.add(fate, frame.timestamp)
    }
    return true
  }

  /// Asks a report where it is, since a copy would cost more than a frame does.
  @inline(never)
  private static func wantsProblems(_ report: inout InputReport) -> Bool {
    report.wantsProblems
  }

  /// Waits for the next frame, and tells how long none has come.
  private mutating func wait<Source: FrameSource & ~Copyable>(
    _ source: borrowing Source
  ) throws(CaptureError) {
    let start = ContinuousClock.now
    while try !source.wait(milliseconds: 1000) {
      idle(Self.nanoseconds(since: start))
      output.flush()
    }
  }

  private static func nanoseconds(since start: ContinuousClock.Instant) -> Int64
  {
    let (seconds, attoseconds) = (ContinuousClock.now - start).components
    return seconds * 1_000_000_000 + attoseconds / 1_000_000_000
  }

  /// Takes the frames that are there already and are nothing special: nearly all
  /// of a large file.
  private mutating func takeBufferedFrames<Source: FrameSource & ~Copyable>(
    _ source: inout Source, _ batch: inout [CANFrame],
    _ counts: inout FrameCounts, _ progress: inout Progress
  ) {
    while output.failure == nil {
      let count = source.nextBuffered(into: &batch)
      if count == 0 { return }
      let number =
        Self.usesNumbers ? source.recordNumber &+ 1 &- UInt64(count) : 0
      var frames = batch.mutableSpan
      take(&frames, 0..<count, from: number, &counts)
      if progress.isDue(after: count) { progress.show(source.byteCount) }
    }
  }

  /// Writes what is left to write.
  ///
  /// - Parameter status: What reading came to.
  /// - Returns: The exit code of the program.
  mutating func finish(_ status: ExitCode) -> ExitCode {
    output.flush()
    guard let failure = output.failure else { return status }
    if failure == .brokenPipe { return status }
    let message = "cannot write: \(failure)"
    switch reporting.style {
    case .text: Diagnostics().report(message)
    case .json:
      var object = JSONObject()
      object.add("error", message)
      object.add("exit_status", ExitStatus.ioFailed.rawValue)
      Diagnostics().report(object)
    }
    return ExitStatus.ioFailed
  }
}

/// How many frames are read at once, which stay in the nearest cache.
private let batchSize = 64

/// How many bytes one thread reads before others try again what they have left.
private let bytesReadByOne: UInt64 = 1024 * 1024

/// What frames come from: one capture, or several merged.
protocol FrameSource: ~Copyable {
  /// Whether the next frame is there already, as far as that is known.
  var hasBufferedInput: Bool { get }
  /// The place of the capture that was read last.
  var latest: Int { get }
  /// The number of the line or packet of the last frame, in its capture.
  var recordNumber: UInt64 { get }
  /// How many bytes have been read.
  var byteCount: UInt64 { get }
  /// Waits for a frame of an interface, or for more of such a file.
  ///
  /// - Returns: Whether there is something to read.
  borrowing func wait(milliseconds: CInt) throws(CaptureError) -> Bool
  /// Whether nothing comes after an error of one capture.
  var endsWithFailure: Bool { get }
  /// Reads the next frames of the capture that was read last, as long as they are
  /// there already and nothing special.
  ///
  /// - Returns: How many, each from one line or packet.
  mutating func nextBuffered(into frames: inout [CANFrame]) -> Int
  /// Says whether bad lines need only be counted.
  mutating func passOverMalformed(_ isEnough: Bool)
  /// Reads the next frame.
  ///
  /// - Returns: The place of its capture, `nil` at the end.
  mutating func next(into frame: inout CANFrame) throws(CaptureError) -> Int?
}

extension CaptureReader: FrameSource {
  var latest: Int { 0 }
  var recordNumber: UInt64 { recordCount }
  var endsWithFailure: Bool { true }

  mutating func nextBuffered(into frames: inout [CANFrame]) -> Int {
    readBuffered(into: &frames)
  }

  mutating func passOverMalformed(_ isEnough: Bool) {
    passesOverMalformed = isEnough
  }

  mutating func next(into frame: inout CANFrame) throws(CaptureError) -> Int? {
    try read(into: &frame) ? 0 : nil
  }
}

extension MergedCapture: FrameSource {
  var recordNumber: UInt64 {
    let record = withCapture(latest) { $0.recordCount }
    return RecordNumber(record, of: latest).rawValue
  }
  var endsWithFailure: Bool { false }
  borrowing func wait(milliseconds: CInt) throws(CaptureError) -> Bool { true }

  mutating func nextBuffered(into frames: inout [CANFrame]) -> Int { 0 }
  mutating func passOverMalformed(_ isEnough: Bool) {}

  mutating func next(into frame: inout CANFrame) throws(CaptureError) -> Int? {
    try read(into: &frame)
  }
}
