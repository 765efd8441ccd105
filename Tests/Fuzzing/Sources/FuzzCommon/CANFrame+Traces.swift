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

  /// The frame as a line of a PCAN trace without a header, or `nil` if only a
  /// header could tell its version.
  public var pcanTraceLine: [UInt8]? {
    var line = LineWriter()
    let isVersion1 = direction == .unknown
    // Of version 2, all times have a fraction.
    if !isVersion1, let timestamp, timestamp.fractionDigits <= 3 { return nil }
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

  /// The frame as a row of GVRET's CSV, or `nil` if the name of its bus needs
  /// quotes.
  public var gvretLine: [UInt8]? {
    guard interface.isPlainCell else { return nil }
    var line = LineWriter()
    // The firmware has numbers alone, and milliseconds.
    let hasWords = timestamp.map { $0.fractionDigits >= 6 } ?? true
    line.time(timestamp, exponent: hasWords ? 3 : 6)
    line.text(",")
    let digits: UInt32
    switch id {
    case .standard(let id):
      digits = UInt32(id.rawValue)
      line.number(digits, radix: 16, digits: 8)
      line.text(hasWords ? ",false," : ",0,")
    case .extended(let id):
      digits = id.rawValue
      line.number(digits, radix: 16, digits: 8)
      line.text(hasWords ? ",true," : ",1,")
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

  /// The frame as a table that has a column for all there is, or `nil` if the
  /// name of its bus needs quotes.
  public var tableLines: [[UInt8]]? {
    guard interface.isPlainCell else { return nil }
    var line = LineWriter()
    switch id {
    case .standard(let id):
      line.number(id.rawValue, radix: 16, digits: 3)
      line.text(";false;")
    case .extended(let id):
      line.number(id.rawValue, radix: 16, digits: 8)
      line.text(";true;")
    }
    line.text(kind == .remote ? "true;" : "false;")
    line.text(kind == .error ? "true;" : "false;")
    if case .flexibleData = kind {
      line.text("true;")
    } else {
      line.text("false;")
    }
    if let timestamp {
      if timestamp.notation == .calendar {
        line.moment(timestamp)
      } else {
        line.time(timestamp, exponent: 9)
      }
    }
    line.text(";")
    line.interface(interface)
    line.text(";")
    if direction != .unknown { line.direction(direction) }
    line.text(";")
    line.number(statedLength)
    line.text(";")
    line.data(payload, separator: " ")
    let header =
      "ID;Extended;Remote;Error;FD;Time (sec);Channel;Dir;Length;Data"
    return [[UInt8](header.utf8), line.bytes]
  }

  /// The frame as a row of BUSMASTER's log without a header.
  public var busmasterLine: [UInt8] {
    var line = LineWriter()
    if let timestamp {
      let seconds = timestamp.nanoseconds / 1_000_000_000
      line.number(seconds / 3600, digits: 2)
      line.text(":")
      line.number(seconds / 60 % 60, digits: 2)
      line.text(":")
      line.number(seconds % 60, digits: 2)
      line.text(":")
      line.append(line.fractionDigits(of: timestamp))
    }
    line.text(" ")
    line.direction(direction)
    line.text(" ")
    line.interface(interface)
    line.text(" 0x")
    line.identifier(of: self)
    if case .extended = id { line.text(" x") } else { line.text(" s") }
    if kind == .remote { line.text("r") }
    line.text(" ")
    line.number(dlc)
    line.data(payload, separator: " ")
    return line.bytes
  }

  /// The frame as a JSON object, or `nil` if the name of its bus has escapes.
  public var jsonLine: [UInt8]? {
    for index in 0..<interface.count where interface[index] == 0x5C {
      return nil
    }
    var line = LineWriter()
    line.text("{")
    if let timestamp {
      line.text("\"time\":")
      if timestamp.notation == .calendar {
        line.text("\"")
        line.moment(timestamp)
        line.text("\"")
      } else {
        line.time(timestamp, exponent: 9)
      }
      line.text(",")
    }
    line.text("\"interface\":\"")
    line.interface(interface)
    line.text("\",\"direction\":\"")
    switch direction {
    case .unknown: line.text("unknown")
    case .received: line.text("received")
    case .transmitted: line.text("transmitted")
    }
    line.text("\",\"id\":\"")
    line.identifier(of: self)
    if case .extended = id {
      line.text("\",\"ext\":true")
    } else {
      line.text("\",\"ext\":false")
    }
    line.text(",\"kind\":\"")
    switch kind {
    case .data: line.text("data")
    case .remote: line.text("remote")
    case .error: line.text("error")
    case .flexibleData: line.text("fd")
    }
    line.text("\",\"dlc\":")
    line.number(dlc)
    line.text(",\"data\":\"")
    line.data(payload, separator: "")
    line.text("\"}")
    return line.bytes
  }

  /// The frame as lines of ESPHome, if it was sent, or else of the library CAN
  /// of Arduino.
  public var splitLines: [[UInt8]] {
    var lines: [[UInt8]] = []
    var line = LineWriter()
    var isExtended = false
    if case .extended = id { isExtended = true }
    if direction == .transmitted {
      line.text(isExtended ? "send extended id=0x" : "send standard id=0x")
      line.identifier(of: self)
      line.text(" rtr=FALSE size=")
      line.number(payload.count)
      lines.append(line.bytes)
      for index in 0..<payload.count {
        line = LineWriter()
        line.text("  can_message.data[")
        line.number(index)
        line.text("]=")
        line.number(payload[index], radix: 16, digits: 2)
        lines.append(line.bytes)
      }
      return lines
    }
    line.text("Received ")
    if isExtended { line.text("extended ") }
    if kind == .remote { line.text("RTR ") }
    line.text("packet with id 0x")
    line.identifier(of: self)
    line.text(kind == .remote ? " and requested length " : " and length ")
    line.number(dlc)
    lines.append(line.bytes)
    if payload.count > 0 {
      line = LineWriter()
      line.data(payload, separator: " ")
      lines.append(line.bytes)
    }
    return lines
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

extension InterfaceName {
  /// Whether a cell of a table can have the name without quotes.
  fileprivate var isPlainCell: Bool {
    for index in 0..<count {
      let signs: [UInt8] = [0x22, 0x2C, 0x3B, 0x3D, 0x20, 0x09]
      if signs.contains(self[index]) { return false }
    }
    return true
  }
}
