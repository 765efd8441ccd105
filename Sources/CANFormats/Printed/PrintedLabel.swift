// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

internal import CANBus

/// What a word of a printed line says about the numbers beside it.
enum PrintedLabel {
  case identifier, length, data
  /// The frame is standard, or extended, if nothing denies it.
  case standard, extended, remote
  case received, transmitted
  /// A word of CAN that says no more.
  case can
  /// The name of an interface, such as `can0`.
  case interface
  /// The time of the frame.
  case time
  /// A frame, with its identifier behind a sign or "from".
  case frame
  /// A word that beside a frame says nothing.
  case filler
  /// Another bus or protocol.
  case foreign
  case other
}

extension PrintedLabel {
  /// Whether the word says nothing about a frame.
  var isOther: Bool {
    if case .other = self { true } else { false }
  }

  /// What a word says, which is letters, digits and underscores.
  init(_ word: Span<UInt8>) {
    // In small letters it is an English verb.
    if word.isCAN {
      self = .can
    } else if word.isInterface {
      self = .interface
    } else if word.isOneOf("id identifier canid arbid sid eid arbitration_id")
      || word.endsWithName("can_id") || word.endsWithName("canid")
    {
      self = .identifier
    } else if word.isOneOf("len dlc dl size length datalength num_bytes")
      || word.endsWithName("length") || word.endsWithName("dlc")
    {
      self = .length
    } else if word.isOneOf("data daten hex raw buffer buf payload d") {
      self = .data
    } else if word.isOneOf("standard std sff") {
      self = .standard
    } else if word.isOneOf(
      "extended ext ex eff ide xtd is_extended_id extended_id")
    {
      self = .extended
    } else if word.isOneOf("remote rtr is_remote_frame") {
      self = .remote
    } else if word.isOneOf("rx received receive receiving read r recv")
      || word.isNumbered("rx")
    {
      self = .received
    } else if word.isOneOf(
      "tx transmitted transmit send sending sent write writing t")
      || word.isNumbered("tx")
    {
      self = .transmitted
    } else if word.isOneOf("timestamp time ts") {
      self = .time
    } else if word.isOneOf("frame message msg") {
      self = .frame
    } else if word.isOneOf("packet new from false true request") {
      self = .filler
    } else if word.isOneOf(
      """
      modbus lin i2c spi uart rs485 rs232 nmea ble lora zigbee rtu kwp flexray \
      cmd command reg register slave addr address port handle opcode flash usb \
      urb seq ack pin
      """
    ) {
      self = .foreign
    } else {
      self = .other
    }
  }
}

extension Span<UInt8> {
  /// Whether the word is `CAN`, or the name of a library or bus with it.
  fileprivate var isCAN: Bool {
    if isOneOf("canbus twai socketcan") { return true }
    return count == 3 && self[0] == UInt8(ascii: "C")
      && self[1] == UInt8(ascii: "A") && self[2] == UInt8(ascii: "N")
  }

  /// Whether the word is a name and a number, such as `rx0`.
  @inline(__always)
  fileprivate func isNumbered(_ name: String) -> Bool {
    startsWithName(name) && hasOnlyDigits(behind: name.utf8.span.count)
  }

  private func hasOnlyDigits(behind start: Int) -> Bool {
    guard count > start else { return false }
    for index in start..<count
    where self[index].decimalValue == nil { return false }
    return true
  }

  /// Whether the word is like `can0`, `vcan1` or `slcan0`.
  fileprivate var isInterface: Bool {
    isNumbered("can") || isNumbered("vcan") || isNumbered("slcan")
  }
}
