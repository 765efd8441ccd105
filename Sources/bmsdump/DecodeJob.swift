// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

internal import ArgumentParser
internal import BatteryCAN
internal import CANBus
internal import CANCapture

/// Reads captures, decodes their frames and writes them out.
struct DecodeJob<Writer: RecordWriter & ~Copyable>: CaptureJob, ~Copyable {
  private let dialect: DialectChoice
  private let filter: FrameFilter
  private let showsAll: Bool
  private var writer: Writer
  private let makeWriter: @Sendable (consuming OutputBuffer) -> Writer
  let threads: Int
  private var found: Detectors
  let reporting: InputReport.Settings

  init(
    _ options: Decode, _ output: consuming OutputBuffer,
    _ makeWriter: @escaping @Sendable (consuming OutputBuffer) -> Writer
  ) {
    dialect = options.dialect
    filter = options.filter.filter
    showsAll = options.all
    reporting = InputReport.Settings(
      style: options.input.stats, countsFrames: options.format == .none,
      hasGivenDialect: !options.dialect.isAutomatic)
    found = Detectors(options.dialect)
    // On a terminal each line is waited for, and some times tell how much later
    // than the row before a row is.
    threads =
      output.isForTerminal || options.time.dependsOnOthers
      ? 1 : options.threads.count
    writer = makeWriter(output)
    self.makeWriter = makeWriter
  }

  var output: OutputBuffer {
    _read { yield writer.output }
    _modify { yield &writer.output }
  }

  var detectors: Detectors? { dialect.isAutomatic ? found : nil }

  mutating func decode(_ options: InputOptions) -> ExitCode {
    writer.writeHeader()
    let status = run(options)
    return finish(status)
  }

  mutating func begin(_ inputs: [CaptureInput]) {
    found = Detectors(dialect)
    for input in inputs { found.lookAhead(input) }
  }

  mutating func take(_ frame: inout CANFrame) -> FrameFate {
    let message = found.decode(&frame)
    guard filter.passes(frame) else { return .notWanted }
    let isShown = Self.write(message, in: &frame, showsAll: showsAll, &writer)
    return isShown ? .shown : .wanted
  }

  mutating func take(
    _ batch: inout MutableSpan<CANFrame>, _ range: Range<Int>,
    from number: UInt64, _ counts: inout FrameCounts
  ) {
    Self.take(
      &batch, range, &found, filter, showsAll: showsAll, &writer, &counts)
  }

  /// Does the same as ``take(_:)`` with many frames, with all that is asked for
  /// each of them at hand.
  static func take(
    _ batch: inout MutableSpan<CANFrame>, _ range: Range<Int>,
    _ found: inout Detectors, _ filter: FrameFilter, showsAll: Bool,
    _ writer: inout Writer, _ counts: inout FrameCounts
  ) {
    guard filter.passesAll else {
      found.decode(&batch, range) { frame, message in
        let passes = filter.passes(frame)
        let isShown =
          passes
          && write(message, in: &frame, showsAll: showsAll, &writer)
        counts.add(
          isShown ? .shown : passes ? .wanted : .notWanted, frame.timestamp)
      }
      return
    }
    var shown: UInt64 = 0
    found.decode(&batch, range) { frame, message in
      if write(message, in: &frame, showsAll: showsAll, &writer) { shown &+= 1 }
    }
    counts.add(&batch, range, shown: shown)
  }

  /// Writes a frame, if it is a message or all are shown.
  ///
  /// - Returns: Whether it is.
  @inline(__always)
  private static func write(
    _ message: BatteryMessage?, in frame: inout CANFrame, showsAll: Bool,
    _ writer: inout Writer
  ) -> Bool {
    if let message {
      writer.write(message, in: &frame)
    } else if showsAll {
      writer.writeUnknown(&frame)
    } else {
      return false
    }
    return true
  }

  mutating func takeInParallel(
    _ capture: inout CaptureReader, _ report: inout InputReport,
    _ progress: inout Progress
  ) throws(CaptureError) {
    var output = OutputBuffer()
    swap(&output, &writer.output)
    let makeWriter = self.makeWriter
    let (filter, showsAll) = (self.filter, self.showsAll)
    let decoding = ParallelDecoding<Writer>(
      .init(detectors: found, layout: writer.layout), report, output, progress,
      { makeWriter(OutputBuffer()) },
      decode: { frames, range, worker in
        var span = frames.mutableSpan
        Self.take(
          &span, range, &worker.detectors, filter, showsAll: showsAll,
          &worker.rows.writer, &worker.counts)
      })
    defer {
      decoding.swapOutput(&writer.output)
      writer.adopt(decoding.state.layout)
      found = decoding.state.detectors
      report = decoding.report
      progress = decoding.progress
    }
    // Rows take more memory than what they are made of.
    let size = (Writer.writesRows ? 64 : 128) * 1024
    try capture.readInParallel(threads: threads, decoding, chunkSize: size)
  }

  mutating func end(announced: UInt64) {}
}
