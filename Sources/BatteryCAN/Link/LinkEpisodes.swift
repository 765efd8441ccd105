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

/// What goes on, in the order in which it began.
struct LinkEpisodes: Sendable {
  private var episodes = InlineArray<40, LinkEpisode?>(repeating: nil)
  private(set) var count = 0

  /// How many are kept.
  ///
  /// That is all requests that a dialect has, and more faults than one battery
  /// has at a time. What is beyond that is not told.
  static var capacity: Int { 40 }

  subscript(index: Int) -> LinkEpisode? {
    index < count ? episodes[index] : nil
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
    episodes[count] = episode
    count &+= 1
    return true
  }

  /// Removes an episode.
  ///
  /// - Returns: The episode, or `nil` if it did not go on.
  mutating func end(_ kind: LinkEpisode.Kind) -> LinkEpisode? {
    guard var index = index(of: kind) else { return nil }
    let episode = episodes[index]
    count &-= 1
    while index < count {
      episodes[index] = episodes[index &+ 1]
      index &+= 1
    }
    episodes[count] = nil
    return episode
  }
}
