// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

internal import CANBus

/// Finds out whether two batteries are on a bus, whose 0x355 take turns.
///
/// They do if its SOC goes to and fro by 3 % or more, or its length does, again and
/// again between the same two. As long as that does not happen there is nothing to
/// be remembered but the latest one, which is kept elsewhere: at worst the turns are
/// counted from the next one on.
struct BatteryWatch: Equatable, Sendable {
  /// What 0x355 had last, and what it had before it changed, while both may be of two
  /// batteries.
  private var turn: Turn?
  /// Whether two batteries speak.
  private(set) var areTwo = false

  private struct Turn: Equatable, Sendable {
    var current: Content
    var other: Content
    /// How often one of them has come back, up to `enough`.
    var returns = 0
    /// How many have come since without a turn.
    var stays = 0

    static var enough: Int { 5 }
    /// BYD sends 0x355 every 10 s, others each second or more often.
    static var mostStays: Int { 40 }
  }

  /// What tells batteries apart.
  struct Content: Equatable, Sendable {
    private let soc: Int32
    private let length: Int32

    /// Takes 0x355; `nil` if it has no SOC.
    @inline(__always)
    init?(_ payload: ClassicPayload) {
      soc = Int32(payload.u16(0))
      length = Int32(truncatingIfNeeded: payload.count)
      guard soc <= 100, length >= 4, payload.word != 0 else { return nil }
    }

    /// Whether one battery would not send it right after another one.
    @inline(__always)
    func isFar(from other: Content) -> Bool {
      length != other.length || abs(soc &- other.soc) >= 3
    }

    /// Whether a battery may send it some time after another one.
    func isNear(_ other: Content) -> Bool {
      length == other.length && abs(soc &- other.soc) <= 1
    }
  }

  /// Whether every 0x355 has to be looked at, even if it repeats the last one.
  var isOpen: Bool { turn != nil }

  /// Takes 0x355 while that is not so.
  ///
  /// - Parameters:
  ///   - payload: The data of the frame.
  ///   - latest: The latest content, which becomes that of the frame.
  /// - Returns: Whether it is so from now on.
  @inline(__always)
  mutating func begins(
    _ payload: ClassicPayload, after latest: inout Content?
  ) -> Bool {
    guard let content = Content(payload) else { return false }
    let before = latest
    latest = content
    guard let before, content.isFar(from: before) else { return false }
    turn = Turn(current: content, other: before)
    return true
  }

  /// Takes 0x355 while every one is looked at.
  mutating func goOn(_ payload: ClassicPayload, after latest: inout Content?) {
    guard var turn else {
      _ = begins(payload, after: &latest)
      return
    }
    guard let content = Content(payload) else { return }
    latest = content
    if !content.isFar(from: turn.current) {
      turn.current = content
      turn.stays &+= 1
    } else if content.isNear(turn.other) {
      (turn.current, turn.other) = (content, turn.current)
      turn.returns = min(turn.returns &+ 1, Turn.enough)
      turn.stays = 0
      if turn.returns == Turn.enough { areTwo = true }
    } else if areTwo {
      turn.stays &+= 1
    } else {
      // A third one, so that they begin anew.
      turn = Turn(current: content, other: turn.current)
    }
    self.turn = turn
    let areOne = !turn.current.isFar(from: turn.other)
    if turn.stays > Turn.mostStays || areOne { self = BatteryWatch() }
  }
}
