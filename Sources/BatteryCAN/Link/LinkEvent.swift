// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

public import CANBus

/// A change on the link that a person would mention.
///
/// ``BatteryLink`` brings them about; a log of them is the story of the link.
/// What begins also ends, or is told as ``Kind/stillOpen(_:after:isGranted:)``
/// where nothing more is known of it; ``cause`` says why.
public struct LinkEvent: Equatable, Sendable {
  /// When it was, or `nil` if the capture has no time.
  ///
  /// What is noticed by waiting, such as silence, has the time at which the
  /// waiting was over; it lies before that of the frame that came next.
  public let time: Timestamp?
  /// What it is.
  public let kind: Kind
  /// The state of charge at that time, if the battery has told it.
  public let soc: Percentage?
  /// Why it is told.
  public let cause: Cause
  /// Whether what the event is about may have begun before it was seen, or goes
  /// on, so that its length is a lower bound.
  public let isAtLeast: Bool

  /// Why an event is told.
  @nonexhaustive
  public enum Cause: UInt8, Sendable {
    /// A frame, or the lack of one.
    case bus
    /// Another dialect has taken over: what bits meant is over.
    case dialectChange
    /// The capture has ended.
    case endOfCapture
    /// Nothing was recorded for a while.
    case recordingGap
    /// The frame that says so is no longer sent.
    case silence
  }

  /// What happened.
  @nonexhaustive
  public enum Kind: Equatable, Sendable {
    /// The first frame of a battery, and its dialect if that is known by then.
    case batteryAppeared(Dialect?)
    /// The first frame of an inverter.
    case inverterAppeared
    /// A limit is another one, or the first one if there is none to come from.
    ///
    /// `over` is how long it has moved, 0 for a step; see <doc:LinkState> for
    /// which changes are told.
    case limitChanged(
      Field, from: DecimalNumber?, to: DecimalNumber, over: Seconds?)
    /// Charging or discharging is forbidden.
    case forbidden(Flow, by: Prohibition)
    /// Charging or discharging is allowed again.
    case allowed(Flow, after: Seconds?)
    /// The battery asks for something.
    case requestMade(Request)
    /// The battery no longer asks for something. `isGranted` says of a force
    /// charge whether charging current has flowed, of a full charge whether the
    /// battery was full. It is `nil` if that was not measured, and of anything
    /// else.
    case requestEnded(Request, after: Seconds?, isGranted: Bool?)
    /// Charging current flows since a force charge was asked for; how long that took
    /// is `nil` if the current was not measured until then.
    case forceChargeFulfilled(Request, after: Seconds?)
    /// No charging current has flowed for a while although a force charge is asked
    /// for and the battery allows charging. Only time in which the current was
    /// measured counts, without a hole in it.
    case forceChargeIgnored(Request, after: Seconds?)
    /// The battery has asked for a full charge, and is full; how long that took is
    /// `nil` if the SOC was not measured until then.
    case fullChargeReached(Request, after: Seconds?)
    /// A fault is reported. The field is its level: protections, alarms, warnings
    /// or errors.
    case faultRaised(Field, FaultSet.Entry, carrier: StandardID)
    /// A fault is no longer reported.
    case faultCleared(
      Field, FaultSet.Entry, carrier: StandardID, after: Seconds?)
    /// What goes on is not known any further: see ``LinkEvent/cause``.
    /// `isGranted` is as in ``requestEnded(_:after:isGranted:)``.
    case stillOpen(LinkEpisode.Kind, after: Seconds?, isGranted: Bool?)
    /// Battery and inverter stopped together: nothing was recorded for so long, or
    /// the clock was set.
    case recordingGap(Seconds?)
    /// There was no frame for so long in a capture of one sender, so that it was
    /// silent, or nothing was recorded.
    case busSilent(Seconds?)
    /// A part was not heard for a while.
    case silent(Part, after: Seconds?)
    /// Something is heard again that was silent, so long after its last frame.
    case back(Part, after: Seconds?)
    /// Another dialect is spoken, or the dialect has been found out.
    case dialectChanged(from: Dialect?, to: Dialect)
    /// The state of charge is another one, faster than a battery can be charged or
    /// discharged.
    case socJumped(from: Percentage, to: Percentage, within: Seconds?)
    /// Time went back, or its clock was set.
    case timeJumped(from: Timestamp, to: Timestamp)
  }

  /// Which way the energy flows.
  public enum Flow: UInt8, Sendable {
    /// Into the battery.
    case charge
    /// Out of the battery.
    case discharge
  }

  /// What forbids charging or discharging.
  public enum Prohibition: UInt8, Sendable {
    /// The current limit is 0.
    case limit
    /// The message of the permissions does not permit it.
    case permission
    /// Both.
    case both
  }

  /// What can be silent.
  public enum Part: UInt8, Sendable {
    /// The battery, with all of its frames.
    case battery
    /// The limits only, while the battery sends other frames.
    case limits
    /// The inverter.
    case inverter
  }
}
