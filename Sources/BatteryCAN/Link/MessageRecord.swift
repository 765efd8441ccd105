// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

public import CANBus

/// What one identifier has told up to now.
public struct MessageRecord: Sendable {
  /// The last frame.
  private var last: LinkFrame
  /// Which message it is.
  public private(set) var kind: MessageKind {
    didSet { isFromInverter = kind.isFromInverter }
  }
  /// Who sends it, which is asked for with each frame.
  public private(set) var isFromInverter: Bool
  /// How many frames there were.
  public private(set) var count: UInt64 = 0
  /// When the first one was seen.
  public private(set) var firstTime: Timestamp?
  /// How many nanoseconds lay between two frames, all together, without silences.
  public private(set) var totalInterval: Int64 = 0
  /// How many such intervals there were.
  public private(set) var intervalCount: UInt64 = 0
  /// The longest time between two frames in nanoseconds, silences included.
  public private(set) var longestInterval: Int64 = 0
  /// Whether all of them lie across silences, so that they may be none.
  private var isGuess = false
  /// Whether what the last frame said is still in force.
  private var state = State.unheard
  /// The number of the last frame before which nothing was in force.
  private var freshCount: UInt64 = 0
  /// The elapsed time of the last frame.
  private(set) var seen: Int64

  /// For how long everything was missing since the last frame.
  private var excuse = Excuse()

  /// Whether what the last frame said is in force, or why it is not.
  private enum State: UInt8 {
    case inForce
    /// There was no frame yet.
    case unheard
    /// The frame was missing for too long.
    case silent
    /// Nothing was recorded since.
    case unrecorded
  }

  /// A record that nothing was taken by.
  init() {
    last = LinkFrame()
    kind = .keepAlive
    isFromInverter = true
    firstTime = nil
    seen = 0
  }

  init(_ frame: LinkFrame, at seen: Int64) {
    last = frame
    kind = frame.uncheckedMessage.kind
    isFromInverter = kind.isFromInverter
    firstTime = frame.time
    self.seen = seen
  }

  /// The last message.
  public var message: BatteryMessage { last.uncheckedMessage }

  /// When the last one was seen.
  public var lastTime: Timestamp? { last.time }

  /// The mean nanoseconds from one frame to the next, or `nil` if there was only
  /// one or no time.
  public var period: Int64? {
    guard intervalCount > 0, totalInterval > 0 else { return nil }
    return Int64(
      bitPattern: totalInterval.magnitude / intervalCount)
  }

  /// Takes a further frame.
  ///
  /// - Parameters:
  ///   - frame: The frame, which is a message.
  ///   - elapsed: The elapsed time.
  ///   - resumed: When its sender was back from its last silence. What lies
  ///     across that is no interval, unless it is all that is known: some
  ///     captures have a frame in a minute.
  /// - Returns: Whether it says something else than the last one.
  @inline(__always)
  mutating func take(
    _ frame: LinkFrame, at elapsed: Int64, resumed: Int64
  ) -> Bool {
    let wasInForce = state == .inForce
    if wasInForce {
      let interval = elapsed &- seen
      if interval > longestInterval { longestInterval = interval }
      if seen < resumed {
        if intervalCount == 0 || isGuess { add(interval, asGuess: true) }
      } else {
        add(interval, asGuess: false)
      }
      count &+= 1
    } else {
      begin(at: elapsed)
    }
    seen = elapsed
    if frame.saysTheSame(as: last) {
      last.takeTime(of: frame)
      return !wasInForce
    }
    if !frame.hasSameDialects(as: last) { kind = frame.uncheckedMessage.kind }
    last = frame
    return true
  }
}

extension MessageRecord {
  /// Whether what the last frame says is in force.
  var isInForce: Bool { state == .inForce }

  /// Whether nothing was in force before the last frame.
  var isFresh: Bool { freshCount == count }

  /// Takes note that the frame was missing for too long.
  mutating func fallSilent() {
    if state == .inForce { state = .silent }
  }

  /// Takes note that nothing was recorded for a while.
  mutating func breakOff() {
    if state != .unheard { state = .unrecorded }
  }

  /// Forgets when frames were seen, which nobody knows.
  mutating func forgetTimes() {
    seen = 0
    excuse = Excuse()
    totalInterval = 0
    intervalCount = 0
    longestInterval = 0
  }

  /// Takes note that for some time everything was missing.
  mutating func excuse(_ pause: Int64) {
    excuse.add(pause, since: seen)
  }

  /// The elapsed time from which on the frame is missed: the last one, and what
  /// is excused.
  var missedSince: Int64 { excuse.missedSince(seen) }

  /// Takes a frame before which nothing was in force.
  private mutating func begin(at elapsed: Int64) {
    if state == .silent {
      let interval = elapsed &- seen
      if interval > longestInterval { longestInterval = interval }
      if intervalCount == 0 || isGuess { add(interval, asGuess: true) }
    }
    state = .inForce
    count &+= 1
    freshCount = count
  }

  /// Adds an interval; one that is known for sure takes the place of guesses.
  private mutating func add(_ interval: Int64, asGuess: Bool) {
    if isGuess, !asGuess {
      totalInterval = 0
      intervalCount = 0
    }
    isGuess = asGuess
    totalInterval = totalInterval &+ interval
    intervalCount &+= 1
  }
}

extension MessageKind {
  /// Whether it is the PCS that sends it.
  public var isFromInverter: Bool {
    switch self {
    case .keepAlive, .poll, .rapidShutdown, .inverterStatus, .gateway,
      .usbBoard:
      true
    default: false
    }
  }

  /// Whether it is about one module or some cells, and not the battery.
  var isAboutAPart: Bool {
    switch self {
    case .moduleMeasurements, .moduleExtremes, .moduleEnergy, .moduleAlarms,
      .moduleLimits, .moduleState, .moduleVersions, .moduleCounts, .cells:
      true
    default: false
    }
  }
}
