// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

public import CANBus

/// Something on the link that goes on.
public struct LinkEpisode: Equatable, Sendable {
  /// What it is.
  public let kind: Kind
  /// When it began, or `nil` if there is no time.
  public let start: Timestamp?
  /// The elapsed time when it began.
  let begin: Int64
  /// Whether its length is a lower bound: it was there already in the first frame
  /// that could tell it, or the clock was set while it went on.
  public internal(set) var isAtLeast: Bool

  /// What goes on.
  @nonexhaustive
  public enum Kind: Equatable, Sendable {
    /// Charging or discharging is forbidden.
    case forbidden(LinkEvent.Flow)
    /// The battery asks for something.
    case request(Request)
    /// A fault is reported at a level, by the frame with an identifier.
    case fault(Field, FaultSet.Entry, carrier: StandardID)
    /// Something is silent.
    case silent(LinkEvent.Part)
  }
}

extension LinkEpisode {
  /// How far a force charge or a full charge has been granted.
  struct Grant: Equatable, Sendable {
    /// Whether current or state of charge was known while it was asked for.
    var isMeasured = false
    /// Since when it was not known for some of that time.
    private var interruption = Int64.max
    /// Whether it was measured last.
    private var wasKnown = false
    /// Whether it was measured until it was measured last, so that it is known when
    /// it was granted if it is now.
    private(set) var isEndKnown = false
    var isGranted = false
    /// Whether it was told that it is ignored.
    var isIgnored = false
    /// For how long no current has flowed that could, and since when that goes on,
    /// if it does.
    var waited: Int64 = 0
    var waitsSince: Int64?

    /// Whether it was granted up to a time, or `nil` if nobody has measured it all
    /// along, but for some seconds before.
    func outcome(at now: Int64) -> Bool? {
      if isGranted { return true }
      let isKnown = now &- interruption <= LinkTimeout.limits.nanoseconds
      return isMeasured && isKnown ? false : nil
    }

    /// Takes note of whether it is measured now.
    ///
    /// - Parameters:
    ///   - isKnown: Whether it is.
    ///   - now: The elapsed time.
    ///   - begin: Since when it is asked for.
    mutating func measure(_ isKnown: Bool, at now: Int64, since begin: Int64) {
      let isSoon = now &- begin <= LinkTimeout.reading.nanoseconds
      isEndKnown = wasKnown || (!isMeasured && isSoon)
      wasKnown = isKnown
      if !isKnown { waitAnew(at: now) }
      if isKnown {
        if !isMeasured, now &- begin > LinkTimeout.reading.nanoseconds {
          interruption = begin
        }
        isMeasured = true
      } else if isMeasured {
        interruption = min(interruption, now)
      }
    }

    /// Forgets how long it has waited.
    mutating func waitAnew(at now: Int64) {
      waited = 0
      if waitsSince != nil { waitsSince = now }
    }

    /// Waits from now on, or no longer.
    mutating func wait(_ isWaiting: Bool, at now: Int64) {
      if isWaiting {
        if waitsSince == nil { waitsSince = now }
      } else if let since = waitsSince {
        waited &+= now &- since
        waitsSince = nil
      }
    }
  }

  /// Whether it is a request that is granted by something that is measured.
  fileprivate var canBeGranted: Bool {
    request(.forceCharge) != nil || request(.fullCharge) != nil
  }

  /// The request that it is, if it is one of a kind.
  func request(_ kind: RequestKind) -> Request? {
    guard case .request(let request) = self.kind, request.kind == kind else {
      return nil
    }
    return request
  }

  /// The identifier that tells it, unless several may, or none does.
  var carrier: StandardID? {
    switch kind {
    case .request(let request): request.carrier
    case .fault(_, _, let carrier): carrier
    case .forbidden, .silent: nil
    }
  }
}

/// What goes on, in the order in which it began.
struct LinkEpisodes: Sendable {
  private var episodes = InlineArray<40, LinkEpisode?>(repeating: nil)
  /// How far each has been granted, if it is a request that can be.
  private var grants = InlineArray<40, LinkEpisode.Grant>(
    repeating: LinkEpisode.Grant())
  private(set) var count = 0
  /// A bit for each kind of request that has been among them; it stays when the
  /// last one has ended.
  private var requests: UInt8 = 0

  /// Whether there may be a request of a kind; if not, there surely is none.
  mutating func has(_ kind: RequestKind) -> Bool { requests & kind.bit != 0 }

  /// How many are kept.
  ///
  /// That is all requests that a dialect has, and more faults than one battery
  /// has at a time. What is beyond that is not told.
  static var capacity: Int { 40 }

  subscript(index: Int) -> LinkEpisode? {
    index < count ? episodes[index] : nil
  }

  /// How far a request has been granted, at a place below ``count``.
  mutating func grant(_ index: Int) -> LinkEpisode.Grant { grants[index] }

  /// Changes how far a request has been granted.
  mutating func setGrant(_ grant: LinkEpisode.Grant, at index: Int) {
    grants[index] = grant
  }

  /// Where an episode is, if it goes on.
  ///
  /// It is mutating so that the episodes are used where they are.
  mutating func index(of kind: LinkEpisode.Kind) -> Int? {
    var index = 0
    while index < count {
      if episodes[index]?.kind == kind { return index }
      index &+= 1
    }
    return nil
  }

  /// Adds an episode unless it goes on already.
  ///
  /// Faults leave some room for the rest.
  ///
  /// - Returns: Whether it was added.
  mutating func begin(_ episode: LinkEpisode) -> Bool {
    var free = Self.capacity &- count
    if case .fault = episode.kind { free &-= 16 }
    guard free > 0, index(of: episode.kind) == nil else {
      return false
    }
    if case .request(let request) = episode.kind {
      requests |= request.kind.bit
    }
    episodes[count] = episode
    grants[count] = LinkEpisode.Grant()
    count &+= 1
    return true
  }

  /// Takes note that nobody knows what was measured until now.
  mutating func loseSight(at now: Int64) {
    var index = 0
    while let episode = self[index] {
      grants[index].measure(false, at: now, since: episode.begin)
      index &+= 1
    }
  }

  /// Takes note that for all of them an unknown time has passed.
  mutating func loseTime() {
    var index = 0
    while index < count {
      episodes[index]?.isAtLeast = true
      index &+= 1
    }
  }

  /// Removes an episode that ends at a time.
  ///
  /// - Returns: The episode, and whether it was granted if it is a request that can
  ///   be and that was measured; or `nil` if it did not go on.
  mutating func end(
    _ kind: LinkEpisode.Kind, at now: Int64
  ) -> (episode: LinkEpisode, isGranted: Bool?)? {
    guard var index = index(of: kind), let episode = episodes[index] else {
      return nil
    }
    let isGranted = grants[index].outcome(at: now)
    count &-= 1
    while index < count {
      episodes[index] = episodes[index &+ 1]
      grants[index] = grants[index &+ 1]
      index &+= 1
    }
    episodes[count] = nil
    if count == 0 { requests = 0 }
    return (episode, episode.canBeGranted ? isGranted : nil)
  }
}

extension RequestKind {
  fileprivate var bit: UInt8 { 1 &<< rawValue }
}
