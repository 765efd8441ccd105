// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

import BatteryCAN
import CANBus
import Simulation
import Testing

/// What a link tells of a simulated battery is what the simulator did, to the
/// frame.
@Suite struct LinkStoryTests {
  /// A story in a dialect.
  struct Case: CustomTestStringConvertible {
    let story: Story
    var testDescription: String { "\(story.name), \(story.dialect.name)" }

    init(
      _ story: Story, _ dialect: Dialect,
      _ change: (inout Story) -> Void = { _ in }
    ) {
      self.story = story.with {
        $0.dialect = dialect
        change(&$0)
      }
    }

    static let dialects: [Dialect] = [
      .pylontech, .sofar, .victron, .sma, .deye, .luxpower, .growatt, .pylonV2,
      .solArk, .seplos,
    ]

    static let all: [Case] =
      dialects.map { Case(.deepDischarge, $0) { $0.duration = 1800 } }
      + [.pylontech, .sofar, .sma, .growatt].map { dialect in
        Case(.normalDay, dialect) { $0.period = 9000 }
      }
      + [
        Case(.deepDischargeIgnored, .sofar), Case(.deepDischargeIgnored, .deye),
        Case(.deepDischargeIgnored, .victron),
        Case(.cold, .pylontech) { $0.period = 9000 },
        Case(.cold, .sma) { $0.period = 9000 },
        Case(.hot, .sofar) { $0.period = 9000 },
        Case(.hot, .growatt) { $0.period = 9000 },
        Case(.linkLost, .pylontech), Case(.linkLost, .sma),
        Case(.linkLost, .victron), Case(.linkLost, .growatt),
        Case(.limitsLost, .sofar), Case(.limitsLost, .sma),
        Case(.limitsLost, .victron),
        Case(.inverterGone, .pylontech), Case(.inverterGone, .victron),
        Case(.socCorrected, .sofar), Case(.socCorrected, .growatt),
        Case(.overDischargedAndRecharged, .sofar),
        Case(.overDischargedAndLeft, .pylontech),
        Case(.fullChargeGranted, .pylontech) { $0.period = 600_000 },
        Case(.fullChargeGranted, .sma) { $0.period = 600_000 },
        Case(.fullChargeRefused, .sofar) { $0.period = 600_000 },
      ]
  }

  @Test(arguments: Case.all) func events(_ test: Case) throws {
    var link = BatteryLink(test.story.dialect)
    try compare(test.story, &link)
  }

  /// The dialect need not be given.
  @Test(arguments: Case.dialects.filter { $0 != .solArk }) func detected(
    _ dialect: Dialect
  ) throws {
    let story = Case(.deepDischarge, dialect).story
    var detector = DialectDetector()
    var simulation = Simulation(story)
    for _ in 0..<100 {
      if let frame = simulation.next() { detector.observe(frame) }
    }
    detector.rewind()
    #expect(detector.identification.dialect == dialect)
    var link = BatteryLink(detector)
    try compare(story, &link)
  }

  /// A story and the events that it is about.
  struct Point: CustomTestStringConvertible {
    let story: Story
    let texts: [String]
    var testDescription: String { story.name }

    static let all: [Point] = [
      Point(
        story: .deepDischarge,
        texts: [
          "forceCharge 860 0.4 made", "forceCharge 860 0.4 fulfilled after 1.",
          "forceCharge 860 0.4 ended",
        ]),
      Point(
        story: .deepDischargeIgnored,
        texts: [
          "ignored after 300.000000 s", "not granted at least (end_of",
        ]),
      Point(
        story: .fullChargeGranted.slow,
        texts: ["fullCharge 860 0.3 made", "0.3 reached after", ", gr"]),
      Point(
        story: .fullChargeRefused.slow,
        texts: ["fullCharge 860 0.3 made", "not granted at least (end_of_"]),
      Point(story: .linkLost, texts: ["battery silent", "battery back"]),
      Point(story: .limitsLost, texts: ["limits silent", "limits back"]),
      Point(
        story: .inverterGone,
        texts: ["inverter silent after 5.000000 s", "inverter back after 6"]),
      Point(
        story: .cold.slow,
        texts: [
          "charge forbidden by limit", "lowTemperature by 857 raised",
          "underTemperature by 857 raised", "charge allowed",
        ]),
      Point(
        story: .hot.slow,
        texts: [
          "charge forbidden by limit", "highTemperature by 857 raised",
          "overTemperature by 857 raised", "charge allowed",
        ]),
      Point(story: .socCorrected, texts: ["SOC jumped from 50 % to 80 %"]),
    ]
  }

  /// The stories tell what they are named for.
  @Test(arguments: Point.all) func point(_ point: Point) {
    var link = BatteryLink(.pylontech)
    let told = events(point.story, &link)
    for text in point.texts {
      #expect(told.contains { $0.text.contains(text) }, "\(text)")
    }
  }

  /// A battery of Growatt answers, so that all are silent if the inverter is.
  @Test func allAreSilent() {
    var link = BatteryLink(.growatt)
    let told = events(Case(.inverterGone, .growatt).story, &link).map(\.text)
    #expect(
      told.filter { $0.contains("recording gap") }
        == ["recording gap of 60.994693 s"])
    #expect(!told.contains { $0.contains("silent") || $0.contains("back") })
  }

  /// Without looking ahead, the dialect is found out with the first frames, and
  /// all that happens behind them is told.
  @Test(arguments: [Dialect.pylontech, .sofar, .victron, .deye, .growatt])
  func foundOut(_ dialect: Dialect) {
    let story = Case(.deepDischarge, dialect).story
    var (link, given) = (BatteryLink(), BatteryLink(dialect))
    let (told, expected) = (events(story, &link), events(story, &given))
    let changes = told.filter { $0.text.hasPrefix("dialect") }
    #expect(changes.map(\.text) == ["dialect - to \(dialect.name)"])
    #expect(changes.allSatisfy { $0.frame < 20 })
    #expect(told.filter { $0.frame > 20 } == expected.filter { $0.frame > 20 })
    #expect(expected.count { $0.frame > 20 } > 3)
  }

  /// Another dialect takes over: what was told is told again.
  @Test func dialectSwitched() throws {
    let story = Story.dialectSwitched
    var simulation = Simulation(story)
    while simulation.next() != nil {}
    let change = try #require(
      simulation.events.first {
        $0.kind == .dialectSwitched(from: .pylontech, to: .victron)
      })
    var (link, given) = (BatteryLink(), BatteryLink(.pylontech))
    let told = events(story, &link)
    let before = told.filter { $0.frame < change.frame && $0.frame > 20 }
    #expect(
      before
        == events(story, &given).filter {
          $0.frame < change.frame && $0.frame > 20
        })
    let changes = told.filter { $0.text.hasPrefix("dialect") }
    #expect(
      changes.map(\.text)
        == ["dialect - to pylontech", "dialect pylontech to victron"])
    let switched = try #require(changes.last)
    #expect(switched.frame >= change.frame)
    // Victron's frames are nearly those of SMA and others: it takes a while until
    // they are believed.
    #expect(switched.frame < change.frame + 300)
    let again = told.filter {
      $0.frame >= switched.frame && $0.text.hasPrefix("charge")
        && $0.text.contains(" - to ")
    }
    #expect(again.count == 2)
    #expect(!told.contains { $0.text.contains("silent") })
  }

  private func events(_ story: Story, _ link: inout BatteryLink) -> [ToldEvent]
  {
    var simulation = Simulation(story)
    var told: [ToldEvent] = []
    var index = 0
    while let frame = simulation.next() {
      _ = link.take(frame)
      while let event = link.nextEvent() {
        told.append(ToldEvent(event, frame: index))
      }
      index += 1
    }
    link.finish()
    while let event = link.nextEvent() {
      told.append(ToldEvent(event, frame: index))
    }
    return told
  }

  private func compare(_ story: Story, _ link: inout BatteryLink) throws {
    var simulation = Simulation(story)
    var told: [ToldEvent] = []
    var times: [Int64] = []
    var senders: [SimulatedEvent.Sender] = []
    var firstCurrent: Int64?
    while let frame = simulation.next() {
      let index = times.count
      times.append(try #require(frame.timestamp).nanoseconds)
      let taken = link.take(frame)
      let message = try #require(taken)
      if firstCurrent == nil, message[.current] != .absent {
        firstCurrent = times.last
      }
      senders.append(message.kind.isFromInverter ? .inverter : .battery)
      while let event = link.nextEvent() {
        told.append(ToldEvent(event, frame: index))
      }
    }
    link.finish()
    while let event = link.nextEvent() {
      told.append(ToldEvent(event, frame: times.count))
    }
    let expected = ExpectedEvents(
      simulation.events, story, times, senders, firstCurrent: firstCurrent
    ).events
    try #require(expected.count > 5)
    #expect(link.lostEventCount == 0)
    let (missing, excess) = (
      expected.filter { !told.contains($0) },
      told.filter { !expected.contains($0) }
    )
    #expect(missing == [])
    #expect(excess == [])
    #expect(told.count == expected.count)
  }
}

extension Story {
  /// The story with few frames.
  fileprivate var slow: Story {
    with { $0.period = duration > 86_400 ? 600_000 : 9000 }
  }
}
