// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

/// All that is known of a dialect: its name, its messages, what it is recognised by,
/// its time-outs, and how sure we are.
public struct DialectDefinition: Sendable {
  /// The name, as in `--dialect` and in every output.
  public let name: StaticString
  /// The name as people say it.
  public let title: StaticString
  /// How well it is known.
  public let reliability: Reliability
  /// Where the facts come from.
  public let sources: StaticString
  /// The lengths, marks and scales that its frames can have; another one speaks
  /// against it.
  let shapes: FormSet
  /// The messages that each of its bursts has.
  let usual: FormSet
  /// What it is recognised by.
  let traits: Traits
  /// Whether it is another dialect with more in it, or less: without a trait that it
  /// needs it is that one.
  let isExtension: Bool
  /// How often one meets such batteries, compared with others: which of two that
  /// cannot be told apart is assumed.
  let frequency: Int
  /// After how long without limits the inverter no longer obeys the battery, if
  /// someone says so.
  let limitsTimeout: LinkTimeout?
  /// After how long without a sign of life the battery counts the inverter as gone,
  /// if someone says so.
  let inverterTimeout: LinkTimeout?
  /// Whether the 0x305 of its inverter has this layout beside any battery.
  ///
  /// If not, it is a mere sign of life beside one that cannot speak the dialect.
  let answersAnyBattery: Bool
  /// Whether its inverters may take no notice of frames of fewer than 8 bytes.
  let needsEightBytes: Bool
  /// Whether chargers follow the charge voltage limit more than that of the current.
  let isSteeredByVoltage: Bool
  /// Which message an identifier carries, and where its signals are.
  let layout: @Sendable (_ id: UInt16) -> MessageLayout?

  init(
    _ name: StaticString, title: StaticString, _ reliability: Reliability,
    sources: StaticString, shapes: FormSet, usual: FormSet = FormSet(),
    isExtension: Bool = false, traits: Traits, frequency: Int = 0,
    limitsTimeout: LinkTimeout? = nil,
    inverterTimeout: LinkTimeout? = nil,
    answersAnyBattery: Bool = true,
    needsEightBytes: Bool = false,
    isSteeredByVoltage: Bool = false,
    layout: @escaping @Sendable (UInt16) -> MessageLayout?
  ) {
    self.name = name
    self.title = title
    self.reliability = reliability
    self.sources = sources
    self.shapes = shapes
    self.usual = usual
    self.isExtension = isExtension
    self.traits = traits
    self.frequency = frequency
    self.limitsTimeout = limitsTimeout
    self.inverterTimeout = inverterTimeout
    self.answersAnyBattery = answersAnyBattery
    self.needsEightBytes = needsEightBytes
    self.isSteeredByVoltage = isSteeredByVoltage
    self.layout = layout
  }

  /// How well a dialect is known.
  @nonexhaustive
  public enum Reliability: UInt8, Sendable {
    /// From documents of the maker, or many readers and captures that agree.
    case solid
    /// From captures or several implementations, without a document.
    case medium
    /// From implementations that disagree, without a capture.
    case weak

    /// The word for it.
    public var name: StaticString {
      switch self {
      case .solid: "solid"
      case .medium: "medium"
      case .weak: "weak"
      }
    }
  }
}
