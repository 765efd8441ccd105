// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

/// A number that stands for something, such as a state.
public struct Code: Hashable, Sendable {
  /// The number on the wire.
  public let number: UInt8
  /// What the numbers mean.
  public let table: CodeTable

  /// Creates a code.
  ///
  /// - Parameters:
  ///   - number: The number on the wire.
  ///   - table: What the numbers mean.
  public init(_ number: UInt8, in table: CodeTable) {
    self.number = number
    self.table = table
  }

  /// What the number stands for, or `nil` if its dialect does not say.
  public var name: StaticString? { table.name(number) }
}

#if !hasFeature(Embedded)
extension Code: CustomStringConvertible {
  /// The name, or the number where there is none.
  public var description: String { name?.description ?? "\(number)" }
}
#endif

/// What the numbers of a code mean.
@nonexhaustive
public enum CodeTable: UInt8, Sendable {
  /// Force charge bits 5 and 4 of Pylontech and Growatt: bit 5 is "I".
  case forceChargeFromBit5
  /// Force charge bits 5 and 4 of Sol-Ark and Luxpower: bit 4 is "1".
  case forceChargeFromBit4
  /// The remote command of Sofar (0x30F).
  case remoteCommand
  /// The charge request of Victron (0x360).
  case chargeRequest
  /// The charge now bit of Pytes (0x408).
  case chargeNow
  /// What a Growatt battery is doing (0x311).
  case growattState
  /// What the master of several Growatt batteries is doing (0x311).
  case growattMaster
  /// What Growatt batteries in parallel are doing (0x311).
  case growattParallel
  /// The chemistry of a Growatt battery (0x319).
  case growattChemistry
  /// The maker of the cells in a Deye battery (0x35E).
  case deyeCellMaker
  /// What a module of Deye is doing (0x400).
  case deyeModuleState
  /// How serious the worst fault of a module of Deye is (0x400).
  case deyeFaultLevel
  /// What a Sunny Island is doing (0x306).
  case sunnyIslandState

  /// How many tables there are; their raw values are 0 to `count` - 1.
  public static var count: Int { 13 }

  /// What a number stands for, or `nil` if the dialect does not say.
  ///
  /// - Parameter number: The number on the wire.
  /// - Returns: The name, as in every output.
  public func name(_ number: UInt8) -> StaticString? {
    switch (self, number) {
    case (.forceChargeFromBit5, 0b01): "II"
    case (.forceChargeFromBit5, 0b10): "I"
    case (.forceChargeFromBit5, 0b11): "I+II"
    case (.forceChargeFromBit4, 0b01): "1"
    case (.forceChargeFromBit4, 0b10): "2"
    case (.forceChargeFromBit4, 0b11): "1+2"
    case (.remoteCommand, 1): "forced_charge"
    case (.remoteCommand, 2): "forced_standby"
    case (.remoteCommand, 3): "full_charge"
    case (.chargeRequest, 0xFF): "charge_request"
    case (.chargeNow, 1): "charge_now"
    case (.growattState, 0): "soft_start"
    case (.growattState, 1): "standby"
    case (.growattState, 2): "charging"
    case (.growattState, 3): "discharging"
    case (.growattMaster, 0): "standalone"
    case (.growattMaster, 1): "parallel"
    case (.growattMaster, 2): "ready"
    case (.growattParallel, 0): "none"
    case (.growattParallel, 1): "standby"
    case (.growattParallel, 2): "charging"
    case (.growattParallel, 3): "discharging"
    case (.growattChemistry, 0): "lfp"
    case (.growattChemistry, 1): "ternary"
    case (.growattChemistry, 2): "lto"
    case (.deyeCellMaker, 1): "gotion"
    case (.deyeCellMaker, 2): "catl"
    case (.deyeCellMaker, 3): "eve"
    case (.deyeCellMaker, 4): "ph"
    case (.deyeCellMaker, 5): "eve120"
    case (.deyeCellMaker, 6): "ph214r"
    case (.deyeCellMaker, 7): "zenergy"
    case (.deyeModuleState, 0): "idle"
    case (.deyeModuleState, 1): "charging"
    case (.deyeModuleState, 2): "discharging"
    case (.deyeFaultLevel, 0): "none"
    case (.deyeFaultLevel, 1): "minor"
    case (.deyeFaultLevel, 2): "major"
    case (.sunnyIslandState, 1): "operation"
    case (.sunnyIslandState, 3): "warning"
    case (.sunnyIslandState, 4): "failure"
    default: nil
    }
  }
}
