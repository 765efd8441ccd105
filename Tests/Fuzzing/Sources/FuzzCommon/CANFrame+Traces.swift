// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

public import CANBus

extension CANFrame {
  /// The frame as a line of Vector ASC without a header.
  public var vectorASCLine: [UInt8] {
    var line = LineWriter()
    line.time(timestamp, exponent: 9)
    line.text(" ")
    var isFlexible = kind == .error && direction != .unknown
    var flags = FDFlags()
    if case .flexibleData(let itsFlags) = kind {
      flags = itsFlags
      isFlexible = true
    }
    if isFlexible { line.text("CANFD ") }
    line.interface(interface)
    line.text(" ")
    if isFlexible {
      line.direction(direction)
      line.text(" ")
    }
    if kind == .error {
      line.text("ErrorFrame")
      return line.bytes
    }
    switch id {
    case .standard(let id): line.number(id.rawValue, radix: 16)
    case .extended(let id):
      line.number(id.rawValue, radix: 16)
      line.text("x")
    }
    line.text(" ")
    if isFlexible {
      line.text(flags.bitRateSwitch ? "1 " : "0 ")
      line.text(flags.errorStateIndicator ? "1 " : "0 ")
      line.number(dlc, radix: 16)
      line.text(" ")
      line.number(payload.count)
    } else {
      line.direction(direction)
      line.text(kind == .remote ? " r " : " d ")
      line.number(dlc, radix: 16)
    }
    line.data(payload, separator: " ")
    if isFlexible { line.text(" 0 0 1000") }
    return line.bytes
  }

  /// The frame as a line of a PCAN trace without a header.
  public var pcanTraceLine: [UInt8] {
    var line = LineWriter()
    let isVersion1 = direction == .unknown
    line.text(isVersion1 ? "1) " : "1 ")
    line.time(timestamp, exponent: 6)
    line.text(" ")
    if isVersion1 {
      if interface.count > 0 {
        line.interface(interface)
        line.text(" ")
      }
      if kind == .error {
        line.text("Error")
        return line.bytes
      }
      line.traceIdentifier(id)
      line.text(" ")
      line.number(dlc)
      if kind == .remote { line.text(" RTR") }
      line.data(payload, separator: " ")
      return line.bytes
    }
    var hasCode = true
    switch kind {
    case .data: line.text("DT")
    case .remote: line.text("RR")
    case .error: line.text("ER")
    case .flexibleData(let flags):
      line.text(["FD", "FB", "BI", "FE"][Int(flags.linuxBits)])
      // Only 2.0 has lengths that no code stands for.
      hasCode = [0, 1, 2, 3, 4, 5, 6, 7, 8, 12, 16, 20, 24, 32, 48, 64]
        .contains(payload.count)
    }
    line.text(" ")
    if hasCode {
      if interface.count > 0 {
        line.interface(interface)
      } else {
        line.text("-")
      }
      line.text(" ")
    }
    if kind == .error { line.text("-") } else { line.traceIdentifier(id) }
    line.text(" ")
    line.direction(direction)
    if kind == .error { return line.bytes }
    line.text(hasCode ? " - " : " ")
    line.number(hasCode ? Int(dlc) : payload.count)
    line.data(payload, separator: " ")
    return line.bytes
  }

  /// The frame as a row of GVRET's CSV.
  public var gvretLine: [UInt8] {
    var line = LineWriter()
    line.time(timestamp, exponent: 3)
    line.text(",")
    switch id {
    case .standard(let id):
      line.number(id.rawValue, radix: 16, digits: 8)
      line.text(",false,")
    case .extended(let id):
      line.number(id.rawValue, radix: 16, digits: 8)
      line.text(",true,")
    }
    if direction != .unknown {
      line.direction(direction)
      line.text(",")
    }
    line.interface(interface)
    line.text(",")
    line.number(payload.count)
    line.data(payload, separator: ",")
    return line.bytes
  }

  /// The frame as a record of CRTD.
  public var crtdLine: [UInt8] {
    var line = LineWriter()
    line.time(timestamp, exponent: 9)
    line.text(" ")
    line.interface(interface)
    line.text(direction == .received ? "R" : "T")
    switch id {
    case .standard: line.text("11 ")
    case .extended: line.text("29 ")
    }
    line.identifier(of: self)
    line.data(payload, separator: " ")
    return line.bytes
  }
}
