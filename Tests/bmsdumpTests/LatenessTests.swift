// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

import CANBus
import Testing

@testable import bmsdump

/// How certain it is that a file that does not grow shows silence.
@Suite struct LatenessTests {
  private func time(milliseconds: Int64) -> Timestamp? {
    Timestamp(nanoseconds: milliseconds * 1_000_000, fractionDigits: 3)
  }

  /// What is told of a wait in seconds, in milliseconds.
  private func told(_ lateness: Lateness, _ waited: Int64) -> Int64? {
    lateness.silence(after: waited * 1_000_000_000).map { $0 / 1_000_000 }
  }

  private func lateness(
    waited: Int64, from before: Int64?, to after: Int64?
  ) -> Lateness {
    var lateness = Lateness()
    lateness.take(
      waited: waited * 1_000_000, from: before.flatMap(time(milliseconds:)),
      to: after.flatMap(time(milliseconds:)))
    return lateness
  }

  /// Each line comes at the time that it has: a second is what that may take.
  @Test func lineByLine() {
    let lateness = lateness(waited: 1000, from: 5000, to: 6000)
    #expect(told(lateness, 1) == nil)
    #expect(told(lateness, 10) == 9000)
  }

  /// Up to 2 s may be lost on the way.
  @Test func aLittleLate() {
    let lateness = lateness(waited: 2500, from: 5000, to: 5700)
    #expect(told(lateness, 10) == 8200)
  }

  /// Of a piece, the first line has waited for the last.
  @Test func inPieces() {
    var lateness = lateness(waited: 13_000, from: 5000, to: 5140)
    #expect(told(lateness, 600) == nil)
    // Whoever writes may do otherwise later.
    lateness.take(
      waited: 1_000_000_000, from: time(milliseconds: 7000),
      to: time(milliseconds: 8000))
    #expect(told(lateness, 10) == 9000)
  }

  /// As long as nothing has come, lines may be collected for 5 min.
  @Test func nothingYet() {
    for lateness in [
      Lateness(), lateness(waited: 1000, from: nil, to: 6000),
      lateness(waited: 1000, from: 6000, to: nil),
      lateness(waited: 1000, from: 6000, to: 5000),
    ] {
      #expect(told(lateness, 300) == nil)
      #expect(told(lateness, 310) == 10_000)
    }
  }

  /// A clock that has jumped forward says that nothing is late.
  @Test func jump() {
    let lateness = lateness(waited: 1000, from: 5000, to: 9_000_000)
    #expect(told(lateness, 10) == 9000)
  }
}
