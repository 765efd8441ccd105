// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

public import CANBus

/// What one bus has told up to now: the state of battery, inverter and link.
///
/// It takes frames in their order, from a log or as they come, decodes them by
/// the dialect that they show, and keeps what was said last; use one for each
/// interface:
///
///     var link = BatteryLink()
///     while try capture.read(into: &frame) {
///       _ = link.take(frame)
///       while let event = link.nextEvent() { ... }
///       if let soc = link[.soc], !soc.isStale { ... }
///     }
///
/// It is a value of constant size and needs no clock: time is that of the frames.
/// What a frame says is in force until it has been missing for too long, nothing is
/// recorded, or something else is said. A gateway calls ``advance(to:)`` while no
/// frames come, so that silence is noticed; otherwise nothing was recorded where all
/// that was heard stops together. Where time goes back, no time has passed; without
/// time nothing has an age.
public struct BatteryLink: Sendable {
  /// What finds out the dialect.
  ///
  /// It is ahead of ``dialect`` and the events by the frames that are decoded and
  /// not taken yet.
  public private(set) var detector: DialectDetector
  /// From when on something is told.
  public var thresholds = LinkThresholds() {
    didSet { presence.limitsDue = 0 }
  }
  /// How many frames were taken.
  public private(set) var frameCount: UInt64 = 0
  /// How many nanoseconds were recorded since the first time: without the jumps of
  /// the recorder's clock, and the time in which nothing was recorded.
  public private(set) var elapsed: Int64 = 0
  /// Whether the last frame has said something else than the one before it with
  /// its identifier.
  public private(set) var hasNews = false
  /// What was tolerated in the last frame that has said something else.
  public internal(set) var newsNotes = NoteSet()
  /// Whether a limit was among what the last such frame has said.
  var tellsLimit = false
  /// Whether the last call has brought about something that ``nextEvent()`` tells.
  ///
  /// It is stored, since who asks for it after each frame would copy the link to
  /// have it worked out.
  public private(set) var hasEvents = false

  /// How many error frames there were, by what they report.
  public private(set) var errors = BusErrors()

  @usableFromInline
  var clock = LinkClock()
  var messages = MessageTable()
  var episodes = LinkEpisodes()
  var events = LinkEventQueue()
  var limits = InlineArray<6, LimitWatch>(repeating: LimitWatch())
  var presence = LinkPresence()
  var flows = FlowState()
  var charge = ChargeState()
  /// What reads the messages that say something new.
  var reader = MessageReader()
  /// What it has read of the last one.
  var news = LinkNews()
  /// The elapsed time of the frame before the last one that has said something
  /// else, with its identifier.
  private(set) var seenBefore: Int64 = 0
  /// Until when nothing happens by waiting.
  private var quietUntil: Int64 = 0
  private(set) var lastDialect: Dialect?
  private var isClosing = false
  /// Whether nothing was in force of what the message that is compared says.
  private(set) var isFreshNews = false
  /// The last pause about which nobody can say what was sent.
  ///
  /// Its length is `Int64.max` where the clock was set back, which hides how long it
  /// was.
  private(set) var unsurePause: (length: Int64, end: Int64) = (0, 0)
  /// How many such pauses there were.
  private(set) var unsureCount: UInt64 = 0
  /// A frame whose time leaps ahead, until the next one tells whether it is right.
  private var held: LinkFrame?
  /// Whether the last frame is held.
  var isHolding: Bool { held != nil }
  /// The frame that was held until the last call, which took it.
  private(set) var released: LinkFrame?
  /// Whether time passes without a frame, which is known to be so.
  private(set) var isWaiting = false
  /// Which message the last frame was that was one; nothing before there was one.
  private(set) var latestKind = MessageKind.keepAlive
  /// How often a message of the battery was missing for too long.
  private(set) var lapseCount: UInt64 = 0
  /// How many such lapses, error frames, frames that were held and unsure pauses there
  /// were.
  private(set) var alertCount: UInt64 = 0

  /// Starts with nothing known.
  public init() { self.init(DialectDetector()) }

  /// Starts with a dialect that is given.
  ///
  /// - Parameter dialect: The dialect, which never changes.
  public init(_ dialect: Dialect) {
    self.init(DialectDetector(dialect))
    lastDialect = dialect
  }

  /// Starts with what a detector has found out, such as by looking ahead.
  ///
  /// - Parameter detector: The detector, rewound.
  public init(_ detector: DialectDetector) {
    self.detector = detector
    lastDialect = detector.identification.dialect
  }

  /// Takes a frame, and decodes it.
  ///
  /// What it has brought about is told by ``nextEvent()``, until the next call.
  ///
  /// - Parameter frame: Any frame of the bus.
  /// - Returns: The message, or `nil` if the frame is none, as far as is known.
  public mutating func take(_ frame: borrowing CANFrame) -> BatteryMessage? {
    take(frame) { (_, _) in }
  }

  /// Takes a frame, decodes it, and shows the values that are new.
  ///
  /// Whoever looks at all values saves decoding them twice.
  ///
  /// - Parameters:
  ///   - frame: Any frame of the bus.
  ///   - body: What is done with each value of a message that says something else
  ///     than the one before it; not with those of single modules and cells.
  /// - Returns: The message, or `nil` if the frame is none, as far as is known.
  public mutating func take(
    _ frame: borrowing CANFrame, news body: (Field, FieldValue) -> Void
  ) -> BatteryMessage? {
    let decoded = decode(frame)
    takeNext(decoded, body)
    return decoded.message
  }

  /// Decodes a frame that is taken next.
  ///
  /// - Parameter frame: Any frame of the bus.
  /// - Returns: What is to be taken.
  public mutating func decode(_ frame: borrowing CANFrame) -> LinkFrame {
    detector.decodeNext(frame)
  }

  /// Decodes frames that are taken next, up to the first one of another interface.
  ///
  /// - Parameters:
  ///   - frames: Frames, which are not changed.
  ///   - range: Which of them; at least one.
  ///   - decoded: Where they are put, from the first place on; there must be room
  ///     for as many as the range has.
  /// - Returns: How many of them there are, and how many are messages. The rest of
  ///   the range is of other interfaces, or of several.
  public mutating func decode(
    _ frames: inout MutableSpan<CANFrame>, in range: Range<Int>,
    into decoded: inout MutableSpan<LinkFrame>
  ) -> (count: Int, messages: UInt64) {
    detector.decode(&frames, in: range, into: &decoded, at: 0)
  }

  /// Takes over what a detector has found out that has decoded frames in place of
  /// ``detector``.
  ///
  /// Whether another dialect is spoken is told by the frames alone, when they are
  /// taken.
  ///
  /// - Parameter detector: The detector, which has begun as the other one was.
  public mutating func adopt(_ detector: DialectDetector) {
    self.detector = detector
  }

  /// Takes frames that have been decoded, up to one that brings about something
  /// to look at.
  ///
  /// - Parameters:
  ///   - frames: The frames.
  ///   - range: Which of them.
  ///   - body: As in ``take(_:news:)``.
  /// - Returns: The place behind the last one that was taken: the first one with
  ///   ``hasEvents``, or with news that are a limit or have ``newsNotes``.
  public mutating func take(
    _ frames: Span<LinkFrame>, in range: Range<Int>,
    news body: (Field, FieldValue) -> Void
  ) -> Int {
    var index = range.lowerBound
    while index < range.upperBound {
      takeNext(frames[index], body)
      index &+= 1
      if hasEvents || (hasNews && (tellsLimit || !newsNotes.isEmpty)) { break }
    }
    return index
  }

  /// Takes one of many frames.
  @inline(__always)
  mutating func takeNext(
    _ frame: LinkFrame, _ body: (Field, FieldValue) -> Void
  ) {
    if hasEvents { forgetEvents() }
    frameCount &+= 1
    hasNews = false
    if !move(to: frame, body) { return }
    takeContent(frame, body)
  }

  /// Takes what a frame says.
  @inline(__always)
  private mutating func takeContent(
    _ frame: LinkFrame, _ body: (Field, FieldValue) -> Void
  ) {
    if frame.changesDialect { changeDialect(to: frame.dialect) }
    guard frame.isMessage else {
      if let bits = frame.errorClass { take(errorClass: bits) }
      return
    }
    guard let place = messages.place(frame, at: elapsed) else {
      takeUnkept(frame.uncheckedMessage, body)
      return
    }
    let kind = messages.kind(place)
    let isFromInverter = messages.isFromInverter(place)
    latestKind = kind
    hear(kind, isFromInverter: isFromInverter)
    let before = messages.seen(place)
    let saysSomethingElse = messages.take(
      frame, place: place, at: elapsed,
      resumed: isFromInverter
        ? presence.inverterResumed : presence.batteryResumed)
    guard saysSomethingElse else { return }
    hasNews = true
    seenBefore = before
    isFreshNews = messages.isFresh(place)
    compare(frame.uncheckedMessage, body)
  }

  /// Takes an error frame.
  @inline(never)
  private mutating func take(errorClass bits: UInt32) {
    errors.take(bits, at: elapsed)
    alertCount &+= 1
  }

  /// Counts that a message of the battery was missing for too long.
  mutating func countLapse() {
    lapseCount &+= 1
    alertCount &+= 1
  }

  /// Takes a message for which there is no room.
  @inline(never)
  private mutating func takeUnkept(
    _ message: BatteryMessage, _ body: (Field, FieldValue) -> Void
  ) {
    let kind = message.kind
    latestKind = kind
    hear(kind, isFromInverter: kind.isFromInverter)
    hasNews = true
    isFreshNews = false
    compare(message, body)
  }

  /// Lets time pass without a frame.
  ///
  /// For live use: call it every second or so, and fetch the events. Whoever is not
  /// heard in that time is silent.
  ///
  /// - Parameter time: The time, by the clock that the frames have.
  public mutating func advance(to time: Timestamp) {
    forgetEvents()
    hasNews = false
    confirmHeld { (_, _) in }
    let start = clock.nanoseconds
    isWaiting = true
    _ = move(to: LinkFrame(nil, at: time)) { (_, _) in }
    isWaiting = false
    clock.noteWait(since: start)
  }

  /// Ends the capture.
  ///
  /// What goes on is told by ``nextEvent()`` as
  /// ``LinkEvent/Kind/stillOpen(_:after:isGranted:)``.
  public mutating func finish() {
    forgetEvents()
    hasNews = false
    confirmHeld { (_, _) in }
    tellRestingLimits()
    isClosing = true
    hasEvents = true
  }

  private mutating func forgetEvents() {
    events.removeAll()
    hasEvents = false
    released = nil
  }

  /// The next change that the last call has brought about.
  ///
  /// - Returns: The changes in their order, and `nil` behind the last one.
  public mutating func nextEvent() -> LinkEvent? {
    if let event = events.next() { return event }
    guard isClosing, let episode = episodes[0] else { return nil }
    close(episode.kind, .endOfCapture)
    return events.next()
  }

  /// How many events there was no room for: those of frames that change more at
  /// once than any battery does.
  public var lostEventCount: UInt64 { events.lostCount }
}

// MARK: - Time

extension BatteryLink {
  /// Lets time pass up to a frame, if it has a time.
  ///
  /// - Returns: Whether the frame is to be taken now.
  @inline(__always)
  private mutating func move(
    to frame: LinkFrame, _ body: (Field, FieldValue) -> Void
  ) -> Bool {
    guard clock.follow(frame) else { return leap(to: frame, body) }
    elapsed = clock.elapsed
    if elapsed >= quietUntil { look() }
    return true
  }

  /// Takes a time that may be anywhere.
  ///
  /// - Returns: Whether the frame is to be taken now.
  @inline(never)
  private mutating func leap(
    to frame: LinkFrame, _ body: (Field, FieldValue) -> Void
  ) -> Bool {
    guard !clock.isGivenUp, let time = frame.time else { return true }
    if let held {
      if clock.isBetween(time, held) {
        rejectHeld(body)
      } else {
        confirmHeld(body)
      }
    }
    if !isWaiting, let gap = clock.gap(before: time),
      howManyStopped(for: gap) > 0
    {
      held = frame
      alertCount &+= 1
      clock.waitForNext()
      return false
    }
    pass(to: time)
    return true
  }

  /// Lets time pass up to a time that is right.
  private mutating func pass(to time: Timestamp) {
    var isUnsure = false
    if !isWaiting, let gap = clock.gap(before: time) {
      if breakOff(gap, at: time) { return }
      if isSharedPause(gap) {
        presence.excuse(gap)
        messages.excuse(gap)
      }
      isUnsure = isUnsurePause(gap)
    }
    let before = elapsed
    if let jump = clock.take(time) {
      tell(.timeJumped(from: jump, to: time))
      if !clock.hasSurplus { episodes.loseTime() }
    }
    if clock.giveUpIfHopeless(in: frameCount) { return giveTimeUp() }
    elapsed = clock.elapsed
    if isUnsure || clock.wasSetBack {
      let length = elapsed &- before
      unsurePause = (length: isUnsure ? length : .max, end: elapsed)
      unsureCount &+= 1
      alertCount &+= 1
      episodes.loseSight(at: elapsed)
      quietUntil = elapsed
    }
    if elapsed >= quietUntil { look() }
  }

  /// Takes the frame that is held at its time, which the next one goes on from.
  private mutating func confirmHeld(_ body: (Field, FieldValue) -> Void) {
    guard let frame = held, let time = frame.time else { return }
    held = nil
    pass(to: time)
    release(frame, body)
  }

  /// Takes the frame that is held without its time, which is damaged: the next one
  /// goes on from before it.
  private mutating func rejectHeld(_ body: (Field, FieldValue) -> Void) {
    guard var frame = held, let time = frame.time, let before = clock.latest
    else { return }
    held = nil
    tell(.timeJumped(from: before, to: time))
    frame.takeTime(of: LinkFrame(nil, at: before))
    release(frame, body)
  }

  private mutating func release(
    _ frame: LinkFrame, _ body: (Field, FieldValue) -> Void
  ) {
    takeContent(frame, body)
    hasNews = false
    released = frame
    hasEvents = true
  }

  /// Goes on without time, as if none of the frames before had one either.
  private mutating func giveTimeUp() {
    elapsed = 0
    quietUntil = .max
    messages.forgetTimes()
    presence.forgetTimes()
  }

  /// Whether nobody knows if everything was sent in a pause or nothing: as long as
  /// no period is known, a minute is long.
  private mutating func isUnsurePause(_ gap: Int64) -> Bool {
    gap >= LinkTimeout.reading.nanoseconds
      && messages.shortestPeriod(ofInverter: false) == nil
  }

  /// Takes note that there was no frame for a while, if all that was heard has been
  /// missing for longer than it may: nothing of what was said is known to hold.
  ///
  /// - Returns: Whether that was so. If not, nothing was done.
  private mutating func breakOff(_ gap: Int64, at time: Timestamp) -> Bool {
    let count = howManyStopped(for: gap)
    guard count > 0 else { return false }
    let isGap = count > 1
    tellRestingLimits()
    closeEpisodes(isGap ? .recordingGap : .silence)
    clock.skip(to: time)
    messages.breakOff()
    flows = FlowState()
    charge = ChargeState()
    presence.resume(at: elapsed)
    let length = clock.seconds(gap)
    tell(isGap ? .recordingGap(length) : .busSilent(length))
    quietUntil = elapsed
    return true
  }

  /// Looks at everything that happens by waiting, and finds out how long nothing
  /// can.
  ///
  /// What is heard until then only moves the end of a wait further away.
  @inline(never)
  private mutating func look() {
    var wait = nextWait()
    while let due = wait, due.end <= elapsed {
      expire(due)
      wait = nextWait()
    }
    quietUntil = wait?.end ?? .max
  }

  /// Makes sure that what begins now is looked at after so much time.
  mutating func shortenQuiet(_ time: Int64) {
    let end = elapsed.addingReportingOverflow(time)
    if !end.overflow { quietUntil = min(quietUntil, end.partialValue) }
  }

  /// What is told.
  mutating func tell(
    _ kind: LinkEvent.Kind, at elapsed: Int64? = nil,
    _ cause: LinkEvent.Cause = .bus, isAtLeast: Bool = false
  ) {
    let time = elapsed.map { clock.time(at: $0) } ?? clock.latest
    hasEvents = true
    events.append(
      LinkEvent(
        time: time, kind: kind, soc: charge.soc, cause: cause,
        isAtLeast: isAtLeast))
  }
}

// MARK: - Dialects

extension BatteryLink {
  @inline(never)
  private mutating func changeDialect(to dialect: Dialect?) {
    guard let dialect, dialect != lastDialect else { return }
    if lastDialect != nil { forget() }
    tell(.dialectChanged(from: lastDialect, to: dialect))
    lastDialect = dialect
    quietUntil = 0
    presence.limitsDue = 0
  }

  /// Forgets what another dialect has told.
  private mutating func forget() {
    closeEpisodes(.dialectChange)
    messages.removeAll()
    limits = InlineArray<6, LimitWatch>(repeating: LimitWatch())
    flows = FlowState()
    charge = ChargeState()
  }

  /// The dialect that is known, or was known last.
  public var dialect: Dialect? { lastDialect }
}
