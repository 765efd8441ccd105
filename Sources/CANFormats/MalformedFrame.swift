// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

/// A line or record of a capture that holds no readable frame.
///
/// It concerns that one line only: the next one is read as if nothing had been
/// there.
public struct MalformedFrame: Error, Equatable, Sendable {
  /// What is wrong.
  public let reason: Reason
  /// Where it shows: the byte within the line or record, counted from 0.
  public let offset: Int

  /// Creates an error.
  ///
  /// - Parameters:
  ///   - reason: What is wrong.
  ///   - offset: The byte within the line or record, counted from 0.
  public init(_ reason: Reason, at offset: Int) {
    self.reason = reason
    self.offset = offset
  }

  /// What can be wrong with a line or record.
  @nonexhaustive
  public enum Reason: UInt8, Sendable {
    /// Nothing in the line looks like a frame.
    case notAFrame
    /// The time is not a number of seconds or a date.
    case badTimestamp
    /// No interface name stands where one belongs.
    case badInterface
    /// The identifier is not 3 or 8 hexadecimal digits.
    case badIdentifier
    /// The identifier exceeds 11 or 29 bits.
    case identifierOutOfRange
    /// The length is not a number that a frame can have.
    case badLength
    /// A byte is not two hexadecimal digits.
    case badHexDigit
    /// The data ends in the middle of a byte.
    case oddHexDigits
    /// There is more data than the frame can hold or its length says.
    case tooMuchData
    /// There is less data than the length says.
    case tooLittleData
    /// The flags of a CAN FD frame are not a hexadecimal digit.
    case badFlags
    /// Something that is no part of a frame follows it.
    case trailingText
    /// The identifier, or that of another line of the same form, is decimal.
    case decimalIdentifier
    /// A frame is announced, and its data is not in the capture.
    case withoutData
    /// The line may be a frame, but nothing in it or in the lines of the same form
    /// proves it.
    case uncertain
    /// The line is longer than any frame.
    case lineTooLong
    /// A CAN XL frame, which is recognised and not decoded.
    case canXL
    /// A packet of another protocol.
    case notCAN
    /// The capture file itself is damaged or cut off.
    case damagedFile
  }
}

extension MalformedFrame.Reason {
  /// How many reasons there are; their raw values are 0 to `count` - 1.
  public static var count: Int { 19 }

  /// The name of the reason in output for programs.
  public var name: StaticString {
    switch self {
    case .notAFrame: "not_a_frame"
    case .badTimestamp: "bad_timestamp"
    case .badInterface: "bad_interface"
    case .badIdentifier: "bad_identifier"
    case .identifierOutOfRange: "identifier_out_of_range"
    case .badLength: "bad_length"
    case .badHexDigit: "bad_hex_digit"
    case .oddHexDigits: "odd_hex_digits"
    case .tooMuchData: "too_much_data"
    case .tooLittleData: "too_little_data"
    case .badFlags: "bad_flags"
    case .trailingText: "trailing_text"
    case .decimalIdentifier: "decimal_identifier"
    case .withoutData: "without_data"
    case .uncertain: "uncertain"
    case .lineTooLong: "line_too_long"
    case .canXL: "can_xl"
    case .notCAN: "not_can"
    case .damagedFile: "damaged_file"
    }
  }

  /// The reason in a few words, for a message to a person.
  public var text: StaticString {
    switch self {
    case .notAFrame: "not a CAN frame"
    case .badTimestamp: "bad timestamp"
    case .badInterface: "bad interface name"
    case .badIdentifier: "bad identifier"
    case .identifierOutOfRange: "identifier out of range"
    case .badLength: "bad length"
    case .badHexDigit: "bad hex digit"
    case .oddHexDigits: "odd number of hex digits"
    case .tooMuchData: "more data than the frame can hold"
    case .tooLittleData: "less data than the length says"
    case .badFlags: "bad CAN FD flags"
    case .trailingText: "unexpected text after the frame"
    case .decimalIdentifier: "identifier looks decimal"
    case .withoutData: "frame announced without its data"
    case .uncertain: "may be a frame, but nothing proves it"
    case .lineTooLong: "line too long"
    case .canXL: "CAN XL frame, not decoded"
    case .notCAN: "packet is not CAN"
    case .damagedFile: "damaged or cut off capture"
    }
  }
}
