// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

internal import BatteryCAN
internal import CANBus

/// What is counted of one interface while its frames come.
struct LinkTally {
  /// The range of each field that is summed up, by its place in ``fields``.
  private(set) var ranges = InlineArray<17, ValueRange?>(repeating: nil)
  /// What went on and off, in the order in which it was there first.
  private(set) var episodes: [EpisodeTally] = []
  /// How long each limit was in force.
  private(set) var charge = LimitTimes()
  private(set) var discharge = LimitTimes()
  /// How many frames were messages.
  private(set) var decodedCount: UInt64 = 0
  /// How often the dialect has changed from one to another.
  private(set) var dialectChanges = 0
  private(set) var socJumps = 0
  private(set) var timeJumps = 0

  /// What was tolerated in the frames of each identifier, in the order in which
  /// they came.
  private(set) var notes: [(id: StandardID, notes: [Note])] = []

  /// The elapsed time of the events that are taken.
  private var elapsed: Int64 = 0
  /// The new limits of one frame.
  private var newLimits = NewLimits()

  /// Current limits that were not told before.
  private struct NewLimits {
    var areAny = false
    var charge: DecimalNumber?
    var discharge: DecimalNumber?
  }

  /// The fields whose range is of interest, in the order of the output.
  static let fields: [Field] = [
    .chargeVoltageLimit, .chargeCurrentLimit, .dischargeCurrentLimit,
    .dischargeVoltageLimit, .onGridChargeCurrentLimit,
    .onGridDischargeCurrentLimit, .soc, .soh, .voltage, .current, .temperature,
    .temperatureMax, .temperatureMin, .cellVoltageMax, .cellVoltageMin,
    .inverterVoltage, .inverterCurrent,
  ]

  /// The place of each field in ``fields``, or one that is beyond them.
  private let places: InlineArray<256, UInt8> = {
    var places = InlineArray<256, UInt8>(repeating: .max)
    for (place, field) in fields.enumerated() {
      places[Int(field.rawValue)] = UInt8(place)
    }
    return places
  }()

  /// Takes frames, and what they have brought about.
  mutating func take(
    _ frames: Span<LinkFrame>, _ range: Range<Int>, _ link: inout BatteryLink
  ) {
    var index = range.lowerBound
    while index < range.upperBound {
      index = link.take(frames, in: index..<range.upperBound) { field, value in
        take(value, field)
      }
      if link.hasNews, !link.newsNotes.isEmpty,
        let message = frames[index &- 1].message
      {
        take(link.newsNotes, of: message.id)
      }
      if newLimits.areAny { takeLimits(at: link.elapsed) }
      if link.hasEvents { takeEvents(&link) }
    }
    for index in range where frames[index].isMessage { decodedCount &+= 1 }
  }

  private mutating func take(_ found: NoteSet, of id: StandardID) {
    // That the dialect is not known is said of all frames together.
    for note in Note.all where note != .undecided && found.contains(note) {
      guard let index = notes.firstIndex(where: { $0.id == id }) else {
        notes.append((id, [note]))
        continue
      }
      if !notes[index].notes.contains(note) { notes[index].notes.append(note) }
    }
  }

  /// Takes what was left at the end.
  mutating func finish(_ link: inout BatteryLink) {
    charge.take(nil, at: link.elapsed)
    discharge.take(nil, at: link.elapsed)
    takeEvents(&link)
  }

  private mutating func takeEvents(_ link: inout BatteryLink) {
    elapsed = link.elapsed
    while let event = link.nextEvent() { take(event) }
  }

  @inline(__always)
  private mutating func take(_ value: FieldValue, _ field: Field) {
    guard case .number(let number) = value else { return }
    let place = Int(places[Int(field.rawValue)])
    guard place < ranges.count else { return }
    if ranges[place]?.add(number) == nil { ranges[place] = ValueRange(number) }
    switch field {
    case .chargeCurrentLimit: newLimits.charge = number
    case .dischargeCurrentLimit: newLimits.discharge = number
    default: return
    }
    newLimits.areAny = true
  }

  /// Takes note of how long the limits before the new ones were in force.
  private mutating func takeLimits(at elapsed: Int64) {
    if let limit = newLimits.charge { charge.take(limit, at: elapsed) }
    if let limit = newLimits.discharge { discharge.take(limit, at: elapsed) }
    newLimits = NewLimits()
  }

  private mutating func take(_ event: LinkEvent) {
    switch event.kind {
    case .forbidden(let flow, _): begin(.bus(.forbidden(flow)), event)
    case .allowed(let flow, let after):
      end(.bus(.forbidden(flow)), event, after)
    case .requestMade(let request): begin(.bus(.request(request)), event)
    case .requestEnded(let request, let after, let isGranted):
      end(.bus(.request(request)), event, after, isGranted)
    case .faultRaised(let level, let entry, let carrier):
      begin(.bus(.fault(level, entry, carrier: carrier)), event)
    case .faultCleared(let level, let entry, let carrier, let after):
      end(.bus(.fault(level, entry, carrier: carrier)), event, after)
    case .stillOpen(let kind, let after, let isGranted):
      end(.bus(kind), event, after, isGranted)
    case .silent(let part, _):
      // Nobody knows any more which limits are in force.
      if part != .inverter {
        charge.take(nil, at: elapsed)
        discharge.take(nil, at: elapsed)
      }
      begin(.bus(.silent(part)), event)
    case .back(let part, let after): end(.bus(.silent(part)), event, after)
    case .recordingGap(let length):
      begin(.recordingGap, event)
      end(.recordingGap, event, length)
    case .busSilent(let length):
      begin(.busSilent, event)
      end(.busSilent, event, length)
    case .dialectChanged(let from, _): if from != nil { dialectChanges += 1 }
    case .socJumped: socJumps += 1
    case .timeJumped: timeJumps += 1
    default: break
    }
  }

  private mutating func begin(_ kind: EpisodeTally.Kind, _ event: LinkEvent) {
    let start = event.start
    let index = episodes.firstIndex { $0.kind == kind } ?? episodes.count
    if index == episodes.count {
      episodes.append(EpisodeTally(kind: kind, first: start))
    }
    episodes[index].begin(start)
  }

  private mutating func end(
    _ kind: EpisodeTally.Kind, _ event: LinkEvent, _ after: Seconds?,
    _ isGranted: Bool? = nil
  ) {
    guard let index = episodes.firstIndex(where: { $0.kind == kind }) else {
      return
    }
    episodes[index].end(event, after, isGranted)
  }
}

/// The lowest, highest and last value of a field.
struct ValueRange {
  private(set) var lowest: DecimalNumber
  private(set) var highest: DecimalNumber
  private(set) var last: DecimalNumber

  init(_ number: DecimalNumber) {
    lowest = number
    highest = number
    last = number
  }

  @inline(__always)
  mutating func add(_ number: DecimalNumber) {
    if number < lowest { lowest = number }
    if number > highest { highest = number }
    last = number
  }
}

/// How often and how long something went on.
struct EpisodeTally {
  let kind: Kind
  /// When it began for the first time.
  let first: Timestamp?
  /// When it began for the last time.
  private(set) var last: Timestamp?
  private(set) var count = 0
  /// How long it went on altogether, in nanoseconds.
  private(set) var total: Int64 = 0
  /// How many digits its times have; `nil` without time.
  private(set) var digits: UInt8?
  /// How often it was granted, if it is a request that can be.
  private(set) var granted: Int?
  /// Whether it still went on at the end.
  private(set) var isOpen = false
  /// Whether any of it has begun or gone on where nothing was heard of it.
  private(set) var isAtLeast = false

  /// What went on.
  enum Kind: Equatable {
    /// Something that frames say, or whose lack says it.
    case bus(LinkEpisode.Kind)
    /// Nothing was recorded.
    case recordingGap
    /// Nothing was heard of the only sender.
    case busSilent
  }

  init(kind: Kind, first: Timestamp?) {
    self.kind = kind
    self.first = first
  }

  mutating func begin(_ time: Timestamp?) {
    count += 1
    last = time
  }

  mutating func end(
    _ event: LinkEvent, _ after: Seconds?, _ isGranted: Bool?
  ) {
    isOpen = event.cause == .endOfCapture
    if event.isAtLeast { isAtLeast = true }
    if let isGranted { granted = (granted ?? 0) + (isGranted ? 1 : 0) }
    guard let after else { return }
    let time = after.number.rescaled(to: 9)?.significand ?? 0
    let sum = total.addingReportingOverflow(time)
    total = sum.overflow ? .max : sum.partialValue
    digits = max(digits ?? 0, after.number.decimals)
  }

  /// The total time, exactly.
  var totalSeconds: DecimalNumber? {
    digits.map { .seconds(total, digits: $0) }
  }
}

extension DecimalNumber {
  /// Nanoseconds as seconds with so many digits.
  static func seconds(_ nanoseconds: Int64, digits: UInt8) -> DecimalNumber {
    var unit: Int64 = 1
    for _ in digits..<9 { unit *= 10 }
    return DecimalNumber(nanoseconds / unit, decimals: digits)
  }
}

/// How long each value of a limit was in force.
struct LimitTimes {
  /// Nanoseconds by milliamperes; a limit has 65,536 values at most.
  private var times: [Int64: Int64] = [:]
  private var latest: (value: Int64, since: Int64)?

  /// Takes a value that is in force from now on, or `nil` at the end.
  mutating func take(_ value: DecimalNumber?, at elapsed: Int64) {
    if let latest {
      times[latest.value, default: 0] += elapsed - latest.since
    }
    let significand = value?.rescaled(to: 3)?.significand
    latest = significand.map { ($0, elapsed) }
  }

  /// How many nanoseconds it was less than 95 % of the highest, and not 0.
  var derated: Int64 {
    let highest = times.keys.max() ?? 0
    return times.reduce(0) { sum, entry in
      entry.key > 0 && entry.key * 100 < highest * 95 ? sum + entry.value : sum
    }
  }
}
