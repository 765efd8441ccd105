// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

/// Something that was tolerated in a frame, or that is to be known about it.
///
/// Senders that differ from the documents of their dialect are decoded as what
/// they mean, and the message says so.
@nonexhaustive
public enum Note: UInt8, Sendable {
  /// Something is left out, since the dialects that are possible read it
  /// differently.
  case undecided
  /// A current limit is negative; its magnitude counts. (diyBMS, early versions;
  /// bms-to-inverter.)
  case negativeLimit
  /// The voltage is in 0.1 V where the dialect says 0.01 V, or the other way
  /// round. (bms-to-inverter towards Sol-Ark inverters.)
  case otherVoltageScale
  /// The bytes of numbers are in the opposite order. (Battery-Emulator's SMA-LV;
  /// Samsung, whose readers disagree.)
  case otherByteOrder
  /// Charge and discharge current limit are exchanged. (Battery-Emulator's
  /// SMA-LV.)
  case exchangedLimits
  /// A system or communication failure is in bit 7 of its byte instead of bit 3.
  /// (Battery-Emulator, JK-BMSToPylontechCAN. YamBMS has the over-current of
  /// charging there.)
  case failureInBit7
  /// Under-voltage and over-temperature at once: Battery-Emulator sends both for
  /// over-temperature alone.
  case doubtfulUnderVoltage
  /// The text has two bytes a character (UTF-16). (bms-to-inverter.)
  case wideText
  /// The frame has the content of 0x35A. (bms-to-inverter sends SMA's alarms as
  /// 0x359.)
  case alarmPairsAs359
  /// The frame has the content of 0x35C. (bms-to-inverter towards Deye sends the
  /// requests as 0x35E.)
  case requestsAs35E
  /// The request has never been seen cleared, so that it counts as none. (A REC
  /// BMS holds 0x360 at FF.)
  case neverCleared
  /// Permissions are left out, since sources differ in which of two bits is which,
  /// and only one is set. (Sofar's 0x30F.) Or 0x359 and 0x35A of one burst contradict
  /// each other: one reports a fault, and the other says that there is none of the
  /// kind; the later one has the note.
  case disputed
  /// The identifier has 29 bits, and the content is that of the same identifier
  /// with 11. (bms-to-inverter; Schneider's 305.) Most inverters and batteries
  /// ignore such frames.
  case extendedIdentifier
  /// A voltage limit is ten times what a battery of the 48 V class has: the sender
  /// counts in 0.01 V. It is read so once several frames and the battery's voltage
  /// say the same. (DiyBatteryBMS towards SMA.)
  case wrongScale
  /// The capacity is what is left of a larger one in 0x379, as the SOC says. (BYD,
  /// Pytes, YamBMS.)
  case presentCapacity
  /// The values are those of the dialect that is most likely; another one that is
  /// possible reads some of them differently.
  case assumed
  /// A value is one that no battery has.
  case implausible
  /// Two batteries speak on the bus with the same identifiers, so that the message may
  /// be of either: the SOC in 0x355 goes to and fro by 3 % or more, or its length does.
  case twoBatteries

  /// How many notes there are; their raw values are 0 to `count` - 1.
  public static var count: Int { 18 }

  /// The name in JSON, CSV and text.
  public var name: StaticString {
    switch self {
    case .undecided: "undecided"
    case .negativeLimit: "negative_limit"
    case .otherVoltageScale: "other_voltage_scale"
    case .otherByteOrder: "other_byte_order"
    case .exchangedLimits: "exchanged_limits"
    case .failureInBit7: "failure_in_bit_7"
    case .doubtfulUnderVoltage: "doubtful_under_voltage"
    case .wideText: "wide_text"
    case .alarmPairsAs359: "alarm_pairs_as_359"
    case .requestsAs35E: "requests_as_35E"
    case .neverCleared: "never_cleared"
    case .disputed: "disputed"
    case .extendedIdentifier: "extended_identifier"
    case .wrongScale: "wrong_scale"
    case .presentCapacity: "present_capacity"
    case .assumed: "assumed"
    case .implausible: "implausible"
    case .twoBatteries: "two_batteries"
    }
  }
}

/// The notes of a message.
public struct NoteSet: Hashable, Sendable {
  @usableFromInline
  var bits: UInt32 = 0

  /// Creates a set without a note.
  public init() {}

  init(bits: UInt32) { self.bits = bits }

  /// Creates a set of one note.
  init(_ note: Note) { bits = note.bit }

  /// Whether there is nothing to be known.
  @inlinable
  public var isEmpty: Bool { bits == 0 }

  /// Whether a note is in the set.
  ///
  /// - Parameter note: The note to look for.
  /// - Returns: Whether it is.
  public func contains(_ note: Note) -> Bool { bits & note.bit != 0 }

  mutating func insert(_ note: Note) { bits |= note.bit }

  func union(_ other: NoteSet) -> NoteSet {
    var union = self
    union.bits |= other.bits
    return union
  }
}

extension Note {
  @inline(__always)
  fileprivate var bit: UInt32 { 1 &<< UInt32(rawValue) }
}
