// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

internal import CANBus
internal import CANFormats

/// Whole lines of a capture, and the frames of those that have their format's
/// usual shape.
struct LineChunk {
  /// The lines, each with its line feed.
  var bytes: [UInt8] = []
  /// The frames, and behind them what is left of earlier chunks.
  var frames: [CANFrame] = []
  /// How many frames there are.
  private(set) var frameCount = 0
  /// The lines that do not have the usual shape.
  private(set) var others: [Line] = []

  /// A line that remains to be read.
  struct Line {
    /// Where it is, without its line feed.
    let range: Range<Int>
    /// How many frames come before it.
    let position: Int
  }

  /// Finds the frames of the usual lines, and the other lines.
  mutating func parse(_ parser: inout TextLineParser) {
    frameCount = 0
    others.removeAll(keepingCapacity: true)
    var start = 0
    while start < bytes.count {
      if frameCount == frames.count {
        frames += repeatElement(CANFrame(), count: Self.growth)
      }
      let (count, next) = Self.parse(
        bytes, start, &parser, &frames, from: frameCount)
      frameCount += count
      start = next
      // Where there was room for another frame, its line is an unusual one.
      if frameCount == frames.count || start == bytes.count { continue }
      let end =
        firstIndex(of: UInt8(ascii: "\n"), in: bytes, start..<bytes.count)
        ?? bytes.count
      others.append(Line(range: start..<end, position: frameCount))
      start = end + 1
    }
  }

  /// For how many frames more there is room each time that it runs out.
  private static var growth: Int { 64 }

  /// Hands the frames to a consumer, and reads the lines that remain.
  mutating func settle<Consumer: FrameConsumer>(
    _ decoder: inout LineDecoder, _ counts: inout ReadingCounts,
    _ consumer: Consumer, _ batch: inout Consumer.Batch
  ) {
    var index = 0
    // The frames of these lines go behind the others.
    var extra = frameCount
    for line in others {
      hand(index..<line.position, &decoder, &counts, consumer, &batch)
      index = line.position
      if extra == frames.count { frames.append(CANFrame()) }
      var isFrame = false
      do throws(MalformedFrame) {
        isFrame = try Self.read(bytes, line.range, &decoder, &frames[extra])
      } catch {
        counts.malformed.add(error.reason)
        consumer.take(decoder.record(of: error), of: &batch)
        isFrame = decoder.takeFrame(into: &frames[extra])
      }
      guard isFrame else { continue }
      consumer.take(&frames, extra..<(extra + 1), of: &batch)
      counts.frames += 1
      extra += 1
    }
    hand(index..<frameCount, &decoder, &counts, consumer, &batch)
  }

  private static func parse(
    _ bytes: [UInt8], _ start: Int, _ parser: inout TextLineParser,
    _ frames: inout [CANFrame], from index: Int
  ) -> (count: Int, next: Int) {
    var span = frames.mutableSpan
    return parser.parseUsual(
      bytes.span, at: start, into: &span, from: index)
  }

  private static func read(
    _ bytes: [UInt8], _ line: Range<Int>, _ decoder: inout LineDecoder,
    _ frame: inout CANFrame
  ) throws(MalformedFrame) -> Bool {
    try decoder.read(bytes.span.extracting(line), into: &frame)
  }

  private mutating func hand<Consumer: FrameConsumer>(
    _ range: Range<Int>, _ decoder: inout LineDecoder,
    _ counts: inout ReadingCounts, _ consumer: Consumer,
    _ batch: inout Consumer.Batch
  ) {
    decoder.count(range.count)
    counts.frames += UInt64(range.count)
    if !range.isEmpty { consumer.take(&frames, range, of: &batch) }
  }
}

/// How many frames and bad lines there were.
struct ReadingCounts {
  var frames: UInt64 = 0
  var malformed = RecordCounts()
}
