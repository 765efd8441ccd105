// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

internal import TestSupport

/// What a house with solar panels does at a time.
struct House {
  private let story: Story
  /// What the inverter does with the battery instead, in W, if that is given.
  var power: Int64?

  init(_ story: Story) { self.story = story }

  /// What is left for the battery, or is needed from it, in mW.
  ///
  /// - Parameter second: Seconds since the midnight before the capture.
  /// - Returns: That power.
  func surplus(at second: Int64) -> Int64 {
    if let power { return power * 1000 }
    // Clouds and switches change every ten seconds, the weather every day.
    let day = second / 86_400
    let weather = 40 + random(UInt64(day) << 32, 61)
    let season = story.hasSeasons ? Self.season(of: second / 86_400) : 100
    let solar =
      solarPower(at: second % 86_400) * weather / 100 * season / 100
    let slot = UInt64(second / 10)
    let usual = Self.hours[Int(second % 86_400 / 3600)] * story.load / 100
    return solar * (950 + random(slot << 1, 101))
      - usual * (900 + random(slot << 1 | 1, 201))
  }

  /// A parabola from 6 to 18 o'clock.
  private func solarPower(at second: Int64) -> Int64 {
    let (time, half) = (second - 6 * 3600, Int64(6 * 3600))
    guard time > 0, time < 2 * half else { return 0 }
    return story.solarPeak * time / half * (2 * half - time) / half
  }

  /// What panels give on a day of the year, in percent: 100 in June, and 20 at
  /// its ends.
  private static func season(of day: Int64) -> Int64 {
    let distance = abs(day % 365 - 172)
    return 100 - 80 * distance / 193
  }

  /// The usual load of each hour in W.
  private static let hours: [Int64] = [
    250, 220, 200, 200, 210, 300, 600, 900, 700, 500, 450, 500,
    800, 600, 450, 400, 500, 900, 1400, 1600, 1300, 900, 600, 350,
  ]

  private func random(_ place: UInt64, _ bound: UInt64) -> Int64 {
    var generator = SeededGenerator(
      seed: story.seed ^ place &* 0xD134_2543_DE82_EF95)
    return Int64(generator.next() % bound)
  }
}
