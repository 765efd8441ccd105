// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

public import BatteryCAN

/// What happens to a battery, its inverter and the link between them.
public struct Story: Sendable {
  /// The name, as on the command line.
  public internal(set) var name: String
  /// What it is about, in one line.
  public internal(set) var about: String
  /// How many seconds it lasts.
  public var duration: Int64
  /// How many milliseconds lie between two reports of the battery.
  public var period: Int64 = 1000
  /// The dialect that it begins in.
  public var dialect = Dialect.pylontech
  /// How many packs there are.
  public var packs: Int64 = 1
  /// The state of charge at the beginning, in percent.
  public var soc: Int64 = 50
  /// The temperature of packs and surroundings at the beginning, in degrees.
  public var temperature: Int64 = 22
  /// The seconds from midnight to the beginning.
  public var start: Int64 = 0
  /// How many seconds before the beginning the battery was full.
  public var sinceFull: Int64 = 0
  /// What the panels give at noon without clouds, in W.
  public var solarPeak: Int64 = 5500
  /// Whether they give as much only in summer.
  public var hasSeasons = false
  /// What the house needs, in percent of the usual.
  public var load: Int64 = 100
  /// The state of charge at which the inverter stops discharging, in percent.
  public var reserve: Int64 = 0
  /// Which messages are sent, or `nil` for all of the dialect.
  public var kinds: [MessageKind]?
  /// Seed of weather and switches.
  public var seed: UInt64 = 1
  /// What changes, in the order of time.
  public var changes: [Change] = []

  /// Something that changes at a time.
  public struct Change: Sendable {
    /// Seconds since the beginning.
    public let time: Int64
    /// What it is.
    public let action: Action
  }

  /// Starts a story in which nothing changes.
  ///
  /// - Parameters:
  ///   - name: The name.
  ///   - about: What it is about.
  ///   - duration: How many seconds it lasts.
  public init(_ name: String, _ about: String, duration: Int64) {
    self.name = name
    self.about = about
    self.duration = duration
  }

  /// The story with something else that happens.
  ///
  /// - Parameters:
  ///   - time: Seconds since the beginning; not before the last change.
  ///   - actions: What happens.
  /// - Returns: That story.
  public func at(_ time: Int64, _ actions: Action...) -> Story {
    with { story in
      story.changes += actions.map { Change(time: time, action: $0) }
    }
  }

  /// The story with something set.
  ///
  /// - Parameter change: What is set.
  /// - Returns: That story.
  public func with(_ change: (inout Story) -> Void) -> Story {
    var copy = self
    change(&copy)
    return copy
  }
}

extension Story {
  /// Something that happens.
  public enum Action: Sendable {
    /// The surroundings have a temperature, in degrees.
    case ambient(Int64)
    /// The packs have a temperature, in tenths of a degree.
    case temperature(Int64)
    /// The packs have a state of charge, in percent.
    case soc(Int64)
    /// What the inverter does with the battery in W, positive for charging, or
    /// `nil` for what house and panels make of it.
    case power(Int64?)
    /// Whether the battery sends.
    case battery(sends: Bool)
    /// Whether the battery sends its limits.
    case limits(sent: Bool)
    /// Whether the inverter sends.
    case inverter(sends: Bool)
    /// Each how many reports the inverter answers.
    case answers(each: Int)
    /// The battery speaks another dialect.
    case dialect(Dialect)
    /// Whether the inverter keeps to the limits.
    case obeys(Bool)
    /// Whether it charges when the battery asks for it at once.
    case grantsForceCharge(Bool)
    /// Whether it charges when the battery asks to be full.
    case grantsFullCharge(Bool)
    /// The battery says something else than it should, from now on.
    case says(Edit)
    /// The battery says what it should again.
    case saysTruth
  }

  /// What a battery says instead of what it should.
  public enum Edit: Sendable {
    /// A charge voltage limit in tenths of a volt.
    case chargeVoltage(Int64)
    /// A charge current limit in tenths of an ampere.
    case chargeCurrent(Int64)
    /// A discharge current limit in tenths of an ampere.
    case dischargeCurrent(Int64)
    /// A cut-off voltage in tenths of a volt.
    case dischargeVoltage(Int64)
    /// A number of modules.
    case modules(Int64)
    /// Whether it asks to be charged at once.
    case forceCharge(Bool)
    /// Whether it asks to be full.
    case fullCharge(Bool)
    /// Whether it permits charging.
    case chargeEnabled(Bool)
    /// Whether it permits discharging.
    case dischargeEnabled(Bool)
    /// Whether the temperature is reported to be beyond its limit.
    case overTemperature(Bool)
    /// A state of charge in percent.
    case soc(Int64)
    /// Measurements as they were when this began: voltage, current, temperature
    /// and state of charge.
    case frozenMeasurements
    /// Bytes of a message that no encoder writes, by its identifier.
    case payload(UInt16, word: UInt64, count: Int)
    /// A second battery says the same, half a period later, but for its state of
    /// charge in percent.
    case secondMaster(soc: Int64)
  }
}
