// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

public import CANBus
internal import CANFormats

extension CANFrame {
  /// The frame as the candump of canutils prints it.
  public var earlyCandumpLine: [UInt8] {
    var line = LineWriter()
    line.text("<0x")
    line.identifier(of: self)
    line.text("> [")
    line.number(kind == .remote ? Int(dlc) : payload.count)
    line.text("]")
    if kind == .remote { line.text(" remote request") }
    line.data(payload, separator: " ")
    return line.bytes
  }

  /// The frame as Battery-Emulator logs it.
  public var batteryEmulatorLine: [UInt8] {
    var line = LineWriter()
    if let timestamp { line.timestamp(timestamp) }
    line.text(direction == .received ? " RX" : " TX")
    let number = (0..<interface.count).reduce(0) { number, index in
      number * 10 + Int(interface[index] - UInt8(ascii: "0"))
    }
    line.number(number * 2 + (direction == .received ? 0 : 1))
    line.text(" ")
    line.identifier(of: self)
    line.text(" [")
    line.number(payload.count)
    line.text("]")
    line.data(payload, separator: " ")
    return line.bytes
  }

  /// The frame as the example of the library mcp_can prints it.
  public var serialMonitorLine: [UInt8] {
    var line = LineWriter()
    switch id {
    case .standard: line.text("Standard ID: 0x")
    case .extended: line.text("Extended ID: 0x")
    }
    line.identifier(of: self)
    line.text(" DLC: ")
    line.number(kind == .remote ? Int(dlc) : payload.count)
    line.text(" Data:")
    if kind == .remote { line.text(" REMOTE REQUEST FRAME") }
    line.data(payload, separator: " 0x")
    return line.bytes
  }

  /// The frame as a device with ESPHome logs it.
  public var espHomeLine: [UInt8] {
    var line = LineWriter()
    if let timestamp {
      // The date of a whole number of seconds, then the fraction.
      var date = LineWriter()
      date.date(timestamp.nanoseconds / 1_000_000_000)
      line.text("[")
      line.append(date.bytes.suffix(8))
      line.fraction(of: timestamp)
      line.text("]")
      line.text("[I]")
    }
    line.text("[canbus:1]: send can_id: 0x")
    line.identifier(of: self)
    line.text(" hex:")
    line.data(payload, separator: " ")
    return line.bytes
  }

  /// The frame as dbus-serialbattery logs it.
  public var pythonLogLine: [UInt8] {
    var line = LineWriter()
    if let timestamp {
      line.date(timestamp.nanoseconds / 1_000_000_000)
      line.fraction(of: timestamp)
    }
    line.text(" DEBUG:SerialBattery:[")
    line.interface(interface)
    line.text("] Received: ID=0x")
    line.identifier(of: self)
    line.text(", Daten=bytearray(b'")
    line.data(payload, separator: "\\x")
    line.text("')")
    return line.bytes
  }

  /// The frame as a program with JavaCAN prints it.
  public var structDumpLine: [UInt8] {
    var line = LineWriter()
    line.text(
      direction == .received ? "CAN read frame " : "CAN frame sending: ")
    line.text("Buffer (HEX): [")
    for (index, byte) in linuxRecord(.littleEndian).enumerated() {
      line.text(index == 0 ? "0x" : ", 0x")
      line.number(byte, radix: 16, digits: 2)
    }
    line.text("]")
    return line.bytes
  }

  /// The frame as somebody writes it down.
  public var plainFrameLine: [UInt8] {
    var line = LineWriter()
    line.identifier(of: self)
    line.text(" [")
    line.number(kind == .remote ? Int(dlc) : payload.count)
    line.text("]")
    if kind == .remote { line.text(" remote request") }
    line.data(payload, separator: " ")
    return line.bytes
  }
}
