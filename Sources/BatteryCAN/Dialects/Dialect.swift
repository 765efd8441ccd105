// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

public import CANBus

/// What one family of batteries means by its frames.
///
/// A dialect is a value that holds its choices: for each identifier the message
/// that it carries and where the signals are, and what it can be recognised by.
/// What dialects share they name, and what differs they say; nothing is decoded
/// twice. <doc:AddADialect> shows how to add one.
@nonexhaustive
public enum Dialect: UInt8, Sendable {
  /// Pylontech low voltage, V1.0 to V1.2, and the clones that keep to it.
  case pylontech
  /// Pylontech low voltage, V1.3.
  case pylontechV13
  /// The superset that calls itself Pylon V2.
  case pylonV2
  /// Sol-Ark low voltage, V1.3.
  case solArk
  /// Luxpower and EG4, V04.2.
  case luxpower
  /// Seplos, V1.0.
  case seplos
  /// Deye's own batteries, PCS protocol V3.
  case deye
  /// Sofar and AMASS low voltage with 11-bit identifiers.
  case sofar
  /// SMA Sunny Island with an external BMS.
  case sma
  /// Victron, and BYD, REC and others who follow it.
  case victron
  /// MG Energy Systems.
  case mg
  /// Pytes with its own identifiers.
  case pytes
  /// LG RESU low voltage.
  case lgRESU
  /// Discover AES and Lynk II.
  case discover
  /// Growatt low voltage, V1.04.
  case growatt
  /// Samsung SDI low voltage.
  case samsung

  /// How many dialects there are; their raw values are 0 to `count` - 1.
  public static var count: Int { 16 }

  /// The name, where its messages are, and how to recognise it.
  public var definition: DialectDefinition { with { $0 } }

  /// The name, as in `--dialect` and in every output.
  public var name: StaticString { with { $0.name } }

  /// Which message an identifier carries, and where its signals are.
  ///
  /// - Parameter id: An identifier.
  /// - Returns: The layout, or `nil` if the identifier is none of the dialect's.
  public func layout(of id: StandardID) -> MessageLayout? {
    with { $0.layout(id.rawValue) }
  }

  var signature: Signature { with { $0.signature } }

  /// Looks something up in the definition without copying all of it.
  @inline(__always)
  private func with<Result>(_ body: (DialectDefinition) -> Result) -> Result {
    switch self {
    case .pylontech: body(.pylontech)
    case .pylontechV13: body(.pylontechV13)
    case .pylonV2: body(.pylonV2)
    case .solArk: body(.solArk)
    case .luxpower: body(.luxpower)
    case .seplos: body(.seplos)
    case .deye: body(.deye)
    case .sofar: body(.sofar)
    case .sma: body(.sma)
    case .victron: body(.victron)
    case .mg: body(.mg)
    case .pytes: body(.pytes)
    case .lgRESU: body(.lgRESU)
    case .discover: body(.discover)
    case .growatt: body(.growatt)
    case .samsung: body(.samsung)
    }
  }

  /// Decodes a frame.
  ///
  /// - Parameter frame: Any frame.
  /// - Returns: The message, or `nil` if the dialect does not know the frame.
  ///   Every classic data frame with a known identifier is a message, however
  ///   short: what is missing from it reads as absent.
  public func decode(_ frame: borrowing CANFrame) -> BatteryMessage? {
    DialectSet(self).decode(frame)
  }

  /// Decodes the data of a classic frame with a standard identifier.
  ///
  /// - Parameters:
  ///   - payload: The data of the frame.
  ///   - id: The identifier of the frame.
  /// - Returns: The message, or `nil` if the dialect does not know the frame.
  public func decode(
    _ payload: ClassicPayload, id: StandardID
  ) -> BatteryMessage? {
    DialectSet(self).decode(payload, id: id)
  }
}

extension DialectSet {
  /// Decodes a frame as far as all of the dialects agree.
  ///
  /// - Parameter frame: Any frame.
  /// - Returns: The message, or `nil` if no dialect knows the frame or they mean
  ///   different messages by it.
  public func decode(_ frame: borrowing CANFrame) -> BatteryMessage? {
    guard case .standard(let id) = frame.id, case .data = frame.kind,
      let payload = frame.payload.classic
    else { return nil }
    return decode(payload, id: id)
  }

  func decode(_ payload: ClassicPayload, id: StandardID) -> BatteryMessage? {
    guard let layout = layout(of: id) else { return nil }
    if layout.dependsOnData, payload.looksLikeRequests { return nil }
    return BatteryMessage(payload, id: id, dialects: self)
  }
}

extension MessageLayout {
  /// Whether some dialects mean another message by certain data.
  var dependsOnData: Bool { isDisputed && alternative == .requests }
}
