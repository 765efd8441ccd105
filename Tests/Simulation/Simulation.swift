// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

public import CANBus

/// A battery, its inverter and the bus between them, frame by frame.
///
/// The same story gives the same frames on every machine:
///
///     var simulation = Simulation(.normalDay)
///     while let frame = simulation.next() { ... }
///     simulation.events
public struct Simulation {
  /// The story.
  public let story: Story
  /// How many frames have been given.
  public var frameCount: Int { tape.poppedCount }
  /// What the frames up to now have told for the first time.
  public var events: [SimulatedEvent] { tape.truth.events }

  private var tape = Tape()
  private var pack: Pack
  private var manager: BatteryManager
  private var inverter: Inverter
  private var house: House
  private var edits = Edits()
  private var bus: Bus
  private var ambient: Int64
  private var nextChange = 0
  private var burst = 0
  private var isOver = false

  /// 2025-01-01 in seconds since 1970.
  public static let midnight: Int64 = 1_735_689_600

  /// Starts a story.
  ///
  /// - Parameter story: The story.
  public init(_ story: Story) {
    self.story = story
    ambient = story.temperature * 1_000_000
    pack = Pack(
      count: story.packs, socPercent: story.soc, temperature: ambient)
    manager = BatteryManager(
      modules: story.packs, lastFull: -story.sinceFull)
    inverter = Inverter(story)
    house = House(story)
    bus = Bus(story)
  }

  /// The next frame, or `nil` at the end of the story.
  public mutating func next() -> CANFrame? {
    while true {
      if let frame = tape.pop() { return frame }
      tape.rewind()
      guard Int64(burst) * story.period < story.duration * 1000 else {
        if !isOver { bus.finish(&tape) }
        isOver = true
        return nil
      }
      live()
      burst += 1
    }
  }

  /// Goes on to the next report of the battery.
  private mutating func live() {
    let time = Int64(burst) * story.period
    let second = time / 1000
    while nextChange < story.changes.count,
      story.changes[nextChange].time <= second
    {
      apply(story.changes[nextChange].action)
      nextChange += 1
    }
    pack.current = inverter.current(
      surplus: house.surplus(at: story.start + second), pack, at: time)
    if burst > 0 { pack.step(milliseconds: story.period, ambient: ambient) }
    manager.update(pack, at: second)
    let report = edits.applied(to: manager.report)
    bus.send(
      report, edits, burst, at: (Self.midnight + story.start) * 1000 + time,
      onto: &tape)
    if bus.batteryIsHeard { inverter.hear(report, at: time) }
  }

  private mutating func apply(_ action: Story.Action) {
    switch action {
    case .ambient(let degrees): ambient = degrees * 1_000_000
    case .temperature(let tenths):
      pack.temperature = tenths * 100_000
      ambient = pack.temperature
    case .soc(let percent): pack.setSOC(percent: percent)
    case .power(let watts): house.power = watts
    case .battery(let sends): bus.batterySends = sends
    case .limits(let sent): bus.limitsAreSent = sent
    case .inverter(let sends): bus.inverterSends = sends
    case .answers(let each): bus.answersEach = each
    case .dialect(let dialect): bus.change(to: dialect, &tape)
    case .obeys(let obeys): inverter.obeys = obeys
    case .grantsForceCharge(let grants): inverter.grantsForceCharge = grants
    case .grantsFullCharge(let grants): inverter.grantsFullCharge = grants
    case .says(let edit): edits.add(edit, manager.report)
    case .saysTruth: edits = Edits()
    }
  }
}
