// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

import BatteryCAN
import CANBus
import Testing

/// Captures whose period is not the usual second.
@Suite struct SlowBusTests {
  private let limits = "1402F401F401C201"

  private func take(_ times: [String], _ dialect: Dialect) -> [String] {
    var script = LinkScript(dialect)
    return script.take(times.map { "\($0) 351 \(limits)\n" }.joined())
      .filter { $0.contains("battery_") || $0.contains("bus_") }
  }

  /// A recorder that keeps a frame of every minute: as long as the period is not
  /// known, nothing is silent.
  @Test func aFrameAMinute() {
    let told = take((0..<20).map { "\(60 * $0).0" }, .pylontech)
    #expect(told.dropFirst() == [])
  }

  /// What was taken for a period was a pause.
  @Test func silenceFirst() {
    let told = take(
      ["0.0"] + (60...70).map { "\($0).0" } + ["100.0", "101.0"],
      .pylontech)
    #expect(
      told.dropFirst() == [
        "100.0 bus_silent 30.0"
      ])
  }

  /// Five seconds of Victron stay five seconds where three periods are a little
  /// longer by chance.
  @Test func timeoutOfTheDialect() {
    let told = take(["0.000", "1.668", "3.335", "11.000", "12.668"], .victron)
    #expect(
      told.dropFirst() == [
        "11.000 bus_silent 7.665"
      ])
  }

  /// A BYD sends its limits each 2 s: one that is late is not silent.
  @Test func periodNearTheTimeout() {
    #expect(take(["0.0", "2.0", "4.0", "9.5", "11.5"], .victron).count == 1)
    #expect(take(["0.0", "2.0", "4.0", "10.5", "12.5"], .victron).count == 2)
  }
}
