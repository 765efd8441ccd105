// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

internal import BatteryCAN
internal import CANBus
internal import CANCapture

/// A job that follows what the batteries of a capture do.
///
/// What frames say is found out first, here or by several threads; then the job
/// takes them in order.
protocol LinkJob: CaptureJob, SendableMetatype, ~Copyable {
  /// Which frames are taken.
  var filter: FrameFilter { get }
  /// The interfaces.
  var links: Links { get set }
  /// Takes frames that pass the filter.
  ///
  /// - Parameters:
  ///   - frames: The frames.
  ///   - range: Which of them; at least one.
  ///   - index: The number of their interface.
  ///   - number: The number of the first one; the others have those that follow.
  mutating func take(
    _ frames: Span<LinkFrame>, _ range: Range<Int>, of index: Int,
    from number: UInt64)
}

extension LinkJob where Self: ~Copyable {
  mutating func take(_ frame: inout CANFrame) -> FrameFate {
    take(&frame, number: 0)
  }

  mutating func take(_ frame: inout CANFrame, number: UInt64) -> FrameFate {
    guard filter.passesAll || filter.passes(frame) else { return .notWanted }
    let index = links.index(of: &frame)
    let decoded: InlineArray<1, LinkFrame> = [links[index].decode(frame)]
    take(decoded.span, 0..<1, of: index, from: number)
    return decoded[0].isMessage ? .shown : .wanted
  }

  mutating func take(
    _ batch: inout MutableSpan<CANFrame>, _ range: Range<Int>,
    from number: UInt64, _ counts: inout FrameCounts
  ) {
    var decoded = InlineArray<64, LinkFrame>(repeating: LinkFrame())
    var rest = range
    while !rest.isEmpty {
      let offset = rest.lowerBound &- range.lowerBound
      let (run, passes) = filter.firstRun(&batch, rest.prefix(decoded.count))
      if !passes {
        counts.addUnwanted(&batch, run)
        rest = run.upperBound..<range.upperBound
        continue
      }
      let index = links.index(of: &batch[run.lowerBound])
      var places = decoded.mutableSpan
      let (count, messages) = links[index].decode(
        &batch, in: run, into: &places)
      take(
        decoded.span, 0..<count, of: index,
        from: number &+ UInt64(truncatingIfNeeded: offset))
      counts.add(&batch, run.prefix(count), shown: messages)
      rest = (run.lowerBound &+ count)..<range.upperBound
    }
  }
}

extension Span<LinkFrame> {
  /// The first time that a frame of a range has.
  func firstTime(in range: Range<Int>) -> Timestamp? {
    for index in range {
      if let time = self[index].time { return time }
    }
    return nil
  }

  /// The last time that a frame of a range has.
  func lastTime(in range: Range<Int>) -> Timestamp? {
    for index in range.reversed() {
      if let time = self[index].time { return time }
    }
    return nil
  }
}
