// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

internal import BatteryCAN
internal import CANBus

/// Text for people: aligned columns, units, and requests that stand out.
struct TextWriter: RecordWriter, FieldVisitor, ~Copyable {
  var output: OutputBuffer
  private var time: TimePrinter
  private var interface = EscapedInterface { $0.printable }
  private let usesColor: Bool
  private var timeColumn = Column()
  private var interfaceColumn = Column()
  private var idWidth = 3
  /// Whether this line has a field already.
  private var hasField = false

  init(_ output: consuming OutputBuffer, time: TimePrinter, color: Bool) {
    self.output = output
    self.time = time
    usesColor = color
  }

  mutating func writeHeader() {}

  mutating func write(
    _ message: borrowing BatteryMessage, in frame: borrowing CANFrame,
    _ dialect: Dialect
  ) {
    writeFrame(frame)
    writeTitle(message.title)
    hasField = false
    message.visitFields(&self)
    output.trim()
    output.endLine()
  }

  mutating func writeUnknown(_ frame: borrowing CANFrame) {
    writeFrame(frame)
    switch frame.kind {
    case .remote: writeTitle("remote request")
    case .error: writeTitle("error frame")
    case .data, .flexibleData: writeTitle("unknown")
    }
    for index in 0..<frame.payload.count {
      if index > 0 { output.append(UInt8(ascii: " ")) }
      output.appendHex(UInt32(frame.payload[index]), digits: 2)
    }
    output.trim()
    output.endLine()
  }

  private mutating func writeFrame(_ frame: borrowing CANFrame) {
    let start = output.count
    if let timestamp = frame.timestamp {
      time.appendAsInCapture(timestamp, to: &output)
    }
    timeColumn.finish(since: start, in: &output)
    let middle = output.count
    output.append(interface.bytes(frame.interface))
    interfaceColumn.finish(since: middle, in: &output)
    if case .extended = frame.id { idWidth = 8 }
    if case .standard = frame.id { output.pad(to: idWidth - 3) }
    output.append(frame.id, isError: frame.kind == .error)
    output.pad(to: 2)
  }

  /// A column that becomes wider when it has to, and never narrower.
  private struct Column {
    private var width = 0

    /// Ends a cell that began at `start`.
    mutating func finish(since start: Int, in output: inout OutputBuffer) {
      width = max(width, output.count - start)
      guard width > 0 else { return }
      output.pad(to: width + 2, since: start)
    }
  }

  private mutating func writeTitle(_ title: String) {
    let start = output.count
    output.append(Array(title.utf8))
    output.pad(to: 17, since: start)
  }

  // MARK: FieldVisitor

  mutating func visit(_ field: Field, _ number: Reading<Decimal>) {
    beginField(field.label)
    guard case .value(let number) = number else {
      output.append(
        Array((number == .absent ? "     -" : "   n/a").utf8))
      output.pad(to: field.unit.bytes.isEmpty ? 0 : 2)
      return
    }
    let sign = field == .current && number.significand > 0 ? "+" : ""
    let text = sign + number.description
    output.pad(to: field.numberWidth - text.utf8.count)
    output.append(Array(text.utf8))
    let unit = field.unit.bytes
    if !unit.isEmpty {
      output.append(UInt8(ascii: " "))
      output.append(unit)
    }
  }

  mutating func visit(_ field: Field, _ flag: Reading<Bool>) {
    switch (field, flag) {
    case (.chargeEnabled, .value(true)): show("charge allowed  ")
    case (.chargeEnabled, .value(false)): show("CHARGE FORBIDDEN", .alarm)
    case (.dischargeEnabled, .value(true)): show("discharge allowed  ")
    case (.dischargeEnabled, .value(false)):
      show("DISCHARGE FORBIDDEN", .alarm)
    case (.fullCharge, .value(true)): show("FULL CHARGE", .request)
    default: break
    }
  }

  mutating func visit(_ field: Field, _ name: Reading<StaticString>) {
    guard case .value(let name) = name else { return }
    show("FORCE CHARGE \(name)", .request)
  }

  mutating func visit(_ field: Field, _ text: Reading<WireText>) {
    if case .value(let text) = text {
      show(text.description)
    } else {
      show(text == .absent ? "-" : "n/a")
    }
  }

  mutating func visit(_ field: Field, _ faults: Reading<FaultSet>) {
    guard case .value(let faults) = faults else {
      return show("\(field.label) -")
    }
    if faults.isEmpty { return show("no \(field.label)") }
    let names = faults.names.map { $0.replacing("_", with: " ") }
    show("\(field.label.uppercased()) \(names.joined(separator: ", "))", .alarm)
  }

  private mutating func beginField(_ label: String) {
    if hasField { output.pad(to: 3) }
    hasField = true
    output.append(Array(label.utf8))
    if !label.isEmpty { output.append(UInt8(ascii: " ")) }
  }

  /// How something looks on a terminal.
  private enum Style {
    case plain, request, alarm

    /// The escape sequence of the style: bold yellow, or bold red.
    var sequence: String {
      switch self {
      case .plain: ""
      case .request: "\u{1B}[1;33m"
      case .alarm: "\u{1B}[1;31m"
      }
    }
  }

  private mutating func show(_ text: String, _ style: Style = .plain) {
    beginField("")
    let isStyled = usesColor && style != .plain
    if isStyled { output.append(Array(style.sequence.utf8)) }
    output.append(Array(text.utf8))
    if isStyled { output.append(Array("\u{1B}[0m".utf8)) }
  }
}

extension BatteryMessage {
  /// What the message is called in text.
  fileprivate var title: String {
    name.description.replacing("_", with: " ")
  }
}

extension Field {
  /// What the field is called in text, in the words of the trade.
  fileprivate var label: String {
    switch self {
    case .chargeVoltageLimit: "CVL"
    case .chargeCurrentLimit: "CCL"
    case .dischargeCurrentLimit: "DCL"
    case .dischargeVoltageLimit: "DVL"
    case .soc: "SOC"
    case .soh: "SOH"
    case .socHighResolution: "fine SOC"
    case .voltage, .current, .temperature, .manufacturer: ""
    case .protections: "protection"
    case .alarms: "alarm"
    case .moduleCount: "modules"
    case .chargeEnabled, .dischargeEnabled, .forceCharge, .forceChargeKind,
      .fullCharge:
      ""
    }
  }

  /// How wide the number is, so that the lines of a message align.
  fileprivate var numberWidth: Int {
    switch self {
    case .soc, .soh: 3
    case .moduleCount: 1
    default: 6
    }
  }
}
