// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

public import BatteryCAN

/// Something that the simulator did, and the frame that shows it first.
public struct SimulatedEvent: Equatable, Sendable {
  /// The place of the frame in the capture; the first one is 0.
  public let frame: Int
  /// The time of that frame in nanoseconds.
  public let time: Int64
  /// What it did.
  public let kind: Kind
  /// The state of charge that had been told by then.
  public let soc: Int64?

  /// What the simulator does.
  public enum Kind: Equatable, Sendable {
    /// The first frame of the battery.
    case batteryAppeared
    /// The first frame of the inverter.
    case inverterAppeared
    /// A limit is another one.
    case limitSet(Field, from: DecimalNumber?, to: DecimalNumber)
    /// Another state of charge is reported, in percent.
    case socSet(Int64)
    /// Charging or discharging is forbidden by a limit of 0 or a permission.
    case forbidden(Flow, byLimit: Bool, byPermission: Bool)
    /// Neither forbids it any more.
    case allowed(Flow)
    /// A frame asks for something.
    case requestMade(RequestBit)
    /// It does so no longer; whether charging current has flowed, or the battery
    /// was full.
    case requestEnded(RequestBit, isGranted: Bool?)
    /// Charging current is reported while it is asked for.
    case forceChargeFulfilled
    /// The battery is full while that is asked for.
    case fullChargeReached
    /// A fault is reported at a level.
    case faultRaised(Field, Fault, carrier: UInt16)
    /// It is so no longer.
    case faultCleared(Field, Fault, carrier: UInt16)
    /// The last frame of a sender before it is silent.
    case silenced(Sender)
    /// The first frame behind that.
    case back(Sender)
    /// The first frame of another dialect.
    case dialectSwitched(from: Dialect, to: Dialect)
  }

  /// Which way the energy flows.
  public enum Flow: Sendable { case charge, discharge }

  /// Who is silent.
  public enum Sender: Sendable { case battery, limits, inverter }

  /// The bit of a frame that asks.
  public struct RequestBit: Equatable, Sendable {
    /// What it asks for.
    public let kind: RequestKind
    /// The identifier of the frame.
    public let carrier: UInt16
    /// The byte of the frame.
    public let byte: UInt8
    /// The bit of the byte.
    public let bit: UInt8
  }
}
