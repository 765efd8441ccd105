// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

internal import BatteryCAN
internal import CANBus

/// What is kept of one bus for its charts, in constant memory.
struct BusHistory {
  private(set) var traces: [TraceHistory]
  private(set) var bands: [Band] = []
  /// How many kinds of bands there was no room for.
  private(set) var lostBandCount = 0
  private(set) var marks: [Mark] = []
  private(set) var markCount = 0
  private(set) var times = AxisTimes()
  /// How many frames were messages.
  private(set) var decodedCount: UInt64 = 0
  /// How long each current limit was in force.
  private(set) var charge = LimitTimes()
  private(set) var discharge = LimitTimes()
  /// The length of the axis.
  private(set) var end: Int64 = 0
  private let capacity: Int
  private var messages = MessageTraces()
  private var reader = MessageReader()
  private var frameCount: Int64 = 0

  private static var maximumBands: Int { 48 }
  private static var maximumMarks: Int { 100 }
  /// The least time without a value that can be a gap: 3 s.
  private static var leastGap: Int64 { 3_000_000_000 }

  /// Starts empty.
  ///
  /// - Parameter capacity: How many changes of a signal are kept.
  init(capacity: Int) {
    self.capacity = capacity
    traces = Trace.allCases.map { _ in TraceHistory(capacity: capacity) }
  }

  /// Whether the axis is time, and not the number of frames.
  var isTimed: Bool { !times.parts.isEmpty }

  /// Takes a frame that a link has taken.
  ///
  /// - Parameters:
  ///   - message: What it is.
  ///   - link: The link, whose events are fetched here.
  mutating func take(
    _ message: BatteryMessage?, _ link: inout BatteryLink
  ) {
    frameCount += 1
    // Passing the link on would copy all of its state.
    if frameCount == 1, let now = link.now { times.add(now, at: 0) }
    if isTimed, link.now == nil { beginWithoutTime() }
    end = isTimed ? link.elapsed : frameCount
    while let event = link.nextEvent() { take(event) }
    guard let message else { return }
    decodedCount += 1
    if hear(message.id) {
      skipOrHear(message.id, patience: link.patience(message.id))
    }
    if link.hasNews { read(message, link.now) }
  }

  /// Begins anew where times turn out to tell nothing: the axis is that of frames.
  private mutating func beginWithoutTime() {
    let counts = (frameCount, decodedCount)
    self = BusHistory(capacity: capacity)
    (frameCount, decodedCount) = counts
  }

  /// Takes what has come of time that has passed.
  mutating func advance(_ link: inout BatteryLink) {
    if isTimed { end = link.elapsed }
    while let event = link.nextEvent() { take(event) }
  }

  /// Ends the capture.
  mutating func finish(_ link: inout BatteryLink) {
    link.finish()
    while let event = link.nextEvent() { take(event) }
    for index in bands.indices { bands[index].end(at: end, isOpen: true) }
    charge.take(nil, at: end)
    discharge.take(nil, at: end)
    if isTimed {
      for entry in messages.entries {
        let patience = link.patience(entry.id)
        for index in entry.traces.indices where isLate(index, patience) {
          traces[index].skip(to: end)
        }
      }
    }
    for index in traces.indices { traces[index].finish(at: end) }
  }

  /// Takes note of which traces were heard of.
  ///
  /// - Returns: Whether that was so long ago that it has to be looked at first.
  private mutating func hear(_ id: StandardID) -> Bool {
    let found = messages.traces(of: id).rawValue
    var rest = found
    while rest != 0 {
      let index = rest.trailingZeroBitCount
      rest &= rest - 1
      if isTimed, end - traces[index].seen >= Self.leastGap { return true }
    }
    rest = found
    while rest != 0 {
      let index = rest.trailingZeroBitCount
      rest &= rest - 1
      traces[index].seen = end
    }
    return false
  }

  private mutating func skipOrHear(_ id: StandardID, patience: Int64) {
    for index in messages.traces(of: id).indices {
      if isLate(index, patience) { traces[index].skip(to: end) }
      traces[index].seen = end
    }
  }

  private func isLate(_ index: Int, _ patience: Int64) -> Bool {
    end - traces[index].seen >= patience
  }
}

extension BatteryLink {
  /// After how long without a message its values are not drawn any more.
  fileprivate func patience(_ id: StandardID) -> Int64 {
    guard let record = message(id) else { return .max }
    // Some captures have but a part of the frames.
    let mean = elapsed / Int64(clamping: max(1, record.count))
    return max(staleAfter(record), mean.addingClamped(mean).addingClamped(mean))
  }
}

// MARK: - Signals

extension BusHistory {
  private mutating func read(_ message: BatteryMessage, _ time: Timestamp?) {
    reader.begin(message)
    guard !reader.kind.isOfAPart else { return }
    var found: TraceSet = []
    while let element = reader.next() {
      if let trace = Trace(element.field) {
        found.insert(TraceSet(trace))
        traces[Int(trace.rawValue)].add(
          element.reading, isNegated: trace.isNegated, at: end, time)
        takeLimit(trace, element.reading)
      }
    }
    if !found.isEmpty { messages.set(found, of: message.id) }
  }
}

extension BusHistory {
  private mutating func takeLimit(
    _ trace: Trace, _ reading: Reading<FieldValue>
  ) {
    guard case .value(.number(let number)) = reading else { return }
    switch trace {
    case .chargeCurrentLimit: charge.take(number, at: end)
    case .dischargeCurrentLimit: discharge.take(number, at: end)
    default: break
    }
  }
}

extension Trace {
  fileprivate init?(_ field: Field) {
    switch field {
    case .chargeVoltageLimit: self = .chargeVoltageLimit
    case .voltage: self = .voltage
    case .dischargeVoltageLimit: self = .dischargeVoltageLimit
    case .chargeCurrentLimit: self = .chargeCurrentLimit
    case .current: self = .current
    case .dischargeCurrentLimit: self = .dischargeCurrentLimit
    case .soc: self = .soc
    case .temperature: self = .temperature
    default: return nil
    }
  }
}

extension MessageKind {
  /// Whether it is about one module or some cells, and not the battery.
  fileprivate var isOfAPart: Bool {
    switch self {
    case .moduleMeasurements, .moduleExtremes, .moduleEnergy, .moduleAlarms,
      .moduleLimits, .moduleState, .moduleVersions, .moduleCounts, .cells:
      true
    default: false
    }
  }
}

// MARK: - Events

extension BusHistory {
  private mutating func take(_ event: LinkEvent) {
    switch event.kind {
    case .forbidden(let flow, _): begin(.forbidden(flow), event)
    case .allowed(let flow, _): close(.forbidden(flow))
    case .requestMade(let request): begin(.request(request), event)
    case .requestEnded(let request, _, _): close(.request(request))
    case .faultRaised(let level, let entry, let carrier):
      begin(.fault(level, entry, carrier: carrier), event)
    case .faultCleared(let level, let entry, let carrier, _):
      close(.fault(level, entry, carrier: carrier))
    case .stillOpen(let kind, _, _):
      close(kind, isOpen: event.cause == .endOfCapture)
    case .silent(let part, let after): begin(.silent(part), event, ago: after)
    case .back(let part, _): close(.silent(part))
    case .timeJumped(_, let to): times.add(to, at: end)
    case .recordingGap, .busSilent:
      if let time = event.time { times.add(time, at: end) }
    default: break
    }
    guard Mark.shows(event) else { return }
    markCount += 1
    guard marks.count < Self.maximumMarks else { return }
    marks.append(Mark(position: end, time: event.time, event: event))
  }

  private mutating func begin(
    _ kind: LinkEpisode.Kind, _ event: LinkEvent, ago: Seconds? = nil
  ) {
    // What is noticed by waiting has the time at which the waiting was over.
    var start = end
    if let ago, let now = event.time {
      start = position(of: now) - ago.nanoseconds
    }
    guard let index = index(of: kind, event.start) else { return }
    bands[index].begin(at: max(0, start), event.start)
  }

  private mutating func close(
    _ kind: LinkEpisode.Kind, isOpen: Bool = false
  ) {
    guard let index = bands.firstIndex(where: { $0.kind == kind }) else {
      return
    }
    bands[index].end(at: end, isOpen: isOpen)
  }

  private mutating func index(
    of kind: LinkEpisode.Kind, _ time: Timestamp?
  ) -> Int? {
    if let index = bands.firstIndex(where: { $0.kind == kind }) { return index }
    guard bands.count < Self.maximumBands else {
      lostBandCount += 1
      return nil
    }
    bands.append(Band(kind, capacity: max(2, capacity / 8), time))
    return bands.count - 1
  }

  /// Where a time of the latest part of the axis is.
  private func position(of time: Timestamp) -> Int64 {
    guard let part = times.parts.last, !times.isIncomplete else { return end }
    let distance = time.nanoseconds - part.time.nanoseconds
    return min(end, max(0, part.position.addingClamped(distance)))
  }
}
