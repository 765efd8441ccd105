// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

internal import BatteryCAN
internal import CANBus
internal import FuzzCommon

/// Follows the link of a battery, frame by frame.
///
///     byte 0       the dialect that is given, or 16 and up for none
///     then for each frame
///     byte 0       bits 0-3  length of the data, at most 8
///                  bits 4-7  how time passes: see ``step(_:)``
///     byte 1, 2    identifier, the high byte first; only 11 bits count
///     byte 3...    data
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  let input = bytes(start, count)
  guard let first = input.first else { return 0 }
  let dialect = Dialect(rawValue: first)
  let frames = timedFrames(input.dropFirst())
  var whole = Run(dialect, input)
  for frame in frames { whole.take(frame) }
  whole.finish()

  // The same through a copy that is made anew for each frame.
  var copied = Run(dialect, input)
  for frame in frames {
    var copy = copied
    copy.take(frame)
    copied = copy
  }
  copied.finish()
  expect(
    whole.events == copied.events, "a copy tells the same", input.span,
    (whole.events, copied.events))

  // The same by frames that were all decoded before.
  let events = eventsOfDecoded(frames, dialect)
  expect(
    whole.events == events, "frames decoded before tell the same", input.span,
    (whole.events, events))
  return 0
}

/// How many nanoseconds pass, or `nil` for a frame without time.
private func step(_ choice: UInt8) -> Int64? {
  switch choice {
  case 0: 0
  case 1: 1_000_000
  case 2: 500_000_000
  case 3: 1_000_000_000
  case 4: 3_000_000_000
  case 5: 10_000_000_000
  case 6: 61_000_000_000
  case 7: 400_000_000_000
  case 8: 86_400_000_000_000 * 31
  case 9: -500_000_000
  case 10: -1_000_000_000
  case 11: -100_000_000_000_000
  case 12: .max
  default: nil
  }
}

private func timedFrames(_ input: ArraySlice<UInt8>) -> [CANFrame] {
  var rest = input
  var frames: [CANFrame] = []
  var time: Int64 = 1_700_000_000_000_000_000
  while let head = rest.popFirst(), rest.count >= 2 {
    let id = UInt32(rest.removeFirst()) << 8 | UInt32(rest.removeFirst())
    let data = [UInt8](rest.prefix(min(Int(head & 15), 8)))
    rest.removeFirst(data.count)
    var frame = CANFrame(
      id: .standard(StandardID(truncating: id)),
      payload: Payload(data.span) ?? Payload())
    if let step = step(head >> 4) {
      let sum = time.addingReportingOverflow(step)
      time = sum.overflow ? .max : max(0, sum.partialValue)
      frame.timestamp = Timestamp(nanoseconds: time, fractionDigits: 9)
    }
    frames.append(frame)
  }
  return frames
}

/// What a link tells of frames that another detector has decoded.
private func eventsOfDecoded(
  _ frames: [CANFrame], _ dialect: Dialect?
) -> [LinkEvent] {
  guard !frames.isEmpty else { return [] }
  var frames = frames
  var decoded = [LinkFrame](repeating: LinkFrame(), count: frames.count)
  var detector = dialect.map { DialectDetector($0) } ?? DialectDetector()
  var link = dialect.map { BatteryLink($0) } ?? BatteryLink()
  var span = frames.mutableSpan
  var places = decoded.mutableSpan
  _ = detector.decode(&span, in: 0..<span.count, into: &places, at: 0)
  var events: [LinkEvent] = []
  var index = 0
  while index < decoded.count {
    index = link.take(decoded.span, in: index..<decoded.count) { _, _ in }
    while let event = link.nextEvent() { events.append(event) }
  }
  link.finish()
  while let event = link.nextEvent() { events.append(event) }
  return events
}

/// A link, what it has told, and what has to be true of it.
private struct Run {
  var link: BatteryLink
  var detector: DialectDetector
  var events: [LinkEvent] = []
  var open: [LinkEpisode.Kind] = []
  let input: [UInt8]

  init(_ dialect: Dialect?, _ input: [UInt8]) {
    link = dialect.map { BatteryLink($0) } ?? BatteryLink()
    detector = dialect.map { DialectDetector($0) } ?? DialectDetector()
    self.input = input
  }

  mutating func take(_ frame: CANFrame) {
    let before = link.elapsed
    let message = link.take(frame)
    expect(
      message == detector.decode(frame), "a link decodes like its detector",
      input.span, message as Any)
    // Without time there is nothing that could.
    expect(
      link.elapsed >= before || link.now == nil, "time never goes back",
      input.span, before)
    tell()
    check()
  }

  mutating func finish() {
    link.finish()
    tell()
    guard link.lostEventCount == 0 else { return }
    expect(open.isEmpty, "what begins ends", input.span, open)
    expect(link.episodeCount == 0, "nothing goes on", input.span, open)
  }

  private mutating func tell() {
    while let event = link.nextEvent() {
      events.append(event)
      switch event.kind {
      case .forbidden(let flow, _): begin(.forbidden(flow))
      case .allowed(let flow, let after): end(.forbidden(flow), after)
      case .requestMade(let request): begin(.request(request))
      case .requestEnded(let request, let after, _):
        end(.request(request), after)
      case .faultRaised(let level, let entry, let carrier):
        begin(.fault(level, entry, carrier: carrier))
      case .faultCleared(let level, let entry, let carrier, let after):
        end(.fault(level, entry, carrier: carrier), after)
      case .silent(let part, _): begin(.silent(part))
      case .back(let part, let after): end(.silent(part), after)
      case .stillOpen(let kind, let after, _): end(kind, after)
      default: break
      }
    }
  }

  private mutating func begin(_ kind: LinkEpisode.Kind) {
    expect(!open.contains(kind), "what goes on begins once", input.span, kind)
    open.append(kind)
  }

  private mutating func end(_ kind: LinkEpisode.Kind, _ after: Seconds?) {
    guard link.lostEventCount == 0 else { return }
    expect(open.contains(kind), "what ends has begun", input.span, kind)
    open.removeAll { $0 == kind }
    expect(
      (after?.number.significand ?? 0) >= 0, "nothing takes less than no time",
      input.span, after as Any)
  }

  private func check() {
    for index in 0..<link.messageCount {
      guard let record = link.message(at: index) else { continue }
      expect(
        record.totalInterval >= 0 && record.longestInterval >= 0
          && record.intervalCount < record.count
          && record.count <= link.frameCount,
        "intervals are times between frames", input.span, record)
    }
    let ages = [
      link[.chargeVoltageLimit]?.age, link[.soc]?.age, link[.current]?.age,
      link[.alarms]?.age, link[.forceCharge]?.age,
    ]
    expect(
      ages.allSatisfy { ($0 ?? 0) >= 0 && ($0 ?? 0) <= link.elapsed },
      "an age is never negative", input.span, ages)
    guard link.lostEventCount == 0 else { return }
    let going = (0..<link.episodeCount).compactMap {
      link.episode(at: $0)?.kind
    }
    expect(
      going.count == open.count && open.allSatisfy { going.contains($0) },
      "what goes on was told", input.span, (going, open))
  }
}
