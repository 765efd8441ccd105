// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

public import CANBus

extension CANFrame {
  /// The frame as a line of `candump -l`.
  public var candumpLogLine: [UInt8] {
    var line = LineWriter()
    if let timestamp {
      line.timestamp(timestamp)
      line.text(" ")
      line.interface(interface)
      line.text(" ")
    } else if interface.count > 0 {
      // The time is lost, but for its end.
      line.text(") ")
      line.interface(interface)
      line.text(" ")
    }
    line.identifier(of: self)
    line.text("#")
    switch kind {
    case .data, .error:
      line.data(payload, separator: "")
    case .remote:
      line.text("R")
      line.number(min(dlc, 8))
    case .flexibleData(let flags):
      line.text("#")
      line.number(flags.linuxBits)
      line.data(payload, separator: "")
      return line.bytes + directionSuffix
    }
    if dlc > 8 {
      line.text("_")
      line.number(dlc, radix: 16)
    }
    return line.bytes + directionSuffix
  }

  private var directionSuffix: [UInt8] {
    switch direction {
    case .unknown: []
    case .received: [UInt8](" R".utf8)
    case .transmitted: [UInt8](" T".utf8)
    }
  }

  /// The frame as candump prints it.
  public var candumpConsoleLine: [UInt8] {
    var line = LineWriter()
    if let timestamp {
      line.timestamp(timestamp)
      line.text(" ")
    }
    line.interface(interface)
    var flags = FDFlags()
    var isFlexible = payload.count > 8
    if case .flexibleData(let itsFlags) = kind {
      flags = itsFlags
      isFlexible = true
    }
    if direction != .unknown {
      line.text(direction == .received ? " RX" : " TX")
      line.text(flags.bitRateSwitch ? " B" : " -")
      line.text(flags.errorStateIndicator ? " E" : " -")
    }
    line.text(" ")
    line.identifier(of: self)
    let length = kind == .remote ? Int(dlc) : payload.count
    if dlc > 8, !isFlexible {
      line.text(" {")
      line.number(dlc, radix: 16)
      line.text("}")
    } else {
      line.text(" [")
      line.number(length, digits: isFlexible ? 2 : 1)
      line.text("]")
    }
    if kind == .remote { line.text(" remote request") }
    line.data(payload, separator: " ")
    if kind == .error { line.text(" ERRORFRAME") }
    return line.bytes
  }
}
