// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

public import CANBus
internal import CANFormats

extension CANFrame {
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

  /// The frame as small programs print it, with a label for each part and what
  /// they do not print in front.
  public var printedLine: [UInt8] {
    if kind == .error { return structDumpLine }
    var line = LineWriter()
    if let timestamp {
      line.moment(timestamp)
      line.text(" ")
    }
    if direction != .unknown {
      line.direction(direction)
      line.text(" ")
    }
    if interface.count > 0 {
      line.interface(interface)
      line.text(" ")
    }
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

  /// The frame as a program with JavaCAN prints it.
  private var structDumpLine: [UInt8] {
    var line = LineWriter()
    switch direction {
    case .received: line.text("CAN read frame ")
    case .transmitted: line.text("CAN frame sending: ")
    case .unknown: break
    }
    line.text("Buffer (HEX): [")
    for (index, byte) in linuxRecord(.littleEndian).enumerated() {
      line.text(index == 0 ? "0x" : ", 0x")
      line.number(byte, radix: 16, digits: 2)
    }
    line.text("]")
    return line.bytes
  }

  /// The frame as a message of an adapter with the LAWICEL protocol.
  public var slcanLine: [UInt8] {
    var line = LineWriter()
    let letter =
      switch kind {
      case .data, .error: "t"
      case .remote: "r"
      case .flexibleData(let flags): flags.bitRateSwitch ? "b" : "d"
      }
    if case .extended = id {
      line.text(letter.uppercased())
    } else {
      line.text(letter)
    }
    line.identifier(of: self)
    line.number(dlc, radix: 16)
    line.data(payload, separator: "")
    if let timestamp {
      line.number(timestamp.nanoseconds / 1_000_000, radix: 16, digits: 4)
    }
    return line.bytes
  }

  /// The frame as a message of socketcand.
  public var socketCANDLine: [UInt8] {
    var line = LineWriter()
    line.text("< frame ")
    line.identifier(of: self)
    line.text(" ")
    line.time(timestamp, exponent: 9)
    line.text(" ")
    line.data(payload, separator: "")
    line.text(" >")
    return line.bytes
  }

  /// The frame as python-can prints it.
  public var pythonPrinterLine: [UInt8] {
    var line = LineWriter()
    line.text("Timestamp: ")
    line.time(timestamp, exponent: 9)
    line.text(" ID: ")
    switch id {
    case .standard(let id):
      line.number(id.rawValue, radix: 16)
      line.text(" S")
    case .extended(let id):
      line.number(id.rawValue, radix: 16)
      line.text(" X")
    }
    if direction != .unknown {
      line.text(" ")
      line.direction(direction)
    }
    switch kind {
    case .data: break
    case .remote: line.text(" R")
    case .error: line.text(" E")
    case .flexibleData(let flags):
      line.text(" F")
      if flags.bitRateSwitch { line.text(" BS") }
      if flags.errorStateIndicator { line.text(" EI") }
    }
    line.text(" DL: ")
    line.number(statedLength)
    line.data(payload, separator: " ")
    if interface.count > 0 {
      line.text(" Channel: ")
      line.interface(interface)
    }
    return line.bytes
  }

  /// How many bytes the frame has or asks for.
  var statedLength: Int {
    if kind != .remote { return payload.count }
    return dlc > 8
      ? [12, 16, 20, 24, 32, 48, 64][Int(min(dlc, 15)) - 9] : Int(dlc)
  }
}
