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
  private let names = Vocabulary(
    field: { $0.label },
    message: { $0.name.description.replacing("_", with: " ") },
    fault: { $0.name.description.replacing("_", with: " ") })
  private let units = Field.all.map { Array($0.unit.description.utf8) }
  private let text = Text()
  private let usesColor: Bool
  private var timeColumn = Column()
  private var interfaceColumn = Column()
  private var idWidth = 3
  /// Whether this line has a field already.
  private var hasField = false
  /// What a current limit of 0 in this line forbids.
  private var forbidden = (charge: false, discharge: false)

  /// The constant parts of a line.
  private struct Text {
    let remote = Array("remote request".utf8)
    let error = Array("error frame".utf8)
    let unknown = Array("unknown".utf8)
    let notAvailable = Array("n/a".utf8)
    let chargeAllowed = Array("charge allowed  ".utf8)
    let chargeForbidden = Array("CHARGE FORBIDDEN".utf8)
    let dischargeAllowed = Array("discharge allowed  ".utf8)
    let dischargeForbidden = Array("DISCHARGE FORBIDDEN".utf8)
    let forceCharge = Array("FORCE CHARGE ".utf8)
    let fullCharge = Array("FULL CHARGE".utf8)
    let tooShort = Array("too short".utf8)
    let no = Array("no ".utf8)
    let reservedBit = Array("reserved bit ".utf8)
    let boldYellow = Array("\u{1B}[1;33m".utf8)
    let boldRed = Array("\u{1B}[1;31m".utf8)
    let plain = Array("\u{1B}[0m".utf8)
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

  /// How wide the name of a message is.
  private static var titleWidth: Int { 17 }

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
    writeTitle(names[message.kind])
    hasField = false
    forbidden = (false, false)
    message.visitFields(&self)
    if forbidden.charge { show(text.chargeForbidden, .alarm) }
    if forbidden.discharge { show(text.dischargeForbidden, .alarm) }
    if !hasField, message.kind != .keepAlive { show(text.tooShort) }
    output.trim()
    output.endLine()
  }

  mutating func writeUnknown(_ frame: borrowing CANFrame) {
    writeFrame(frame)
    switch frame.kind {
    case .remote: writeTitle(text.remote)
    case .error: writeTitle(text.error)
    case .data, .flexibleData: writeTitle(text.unknown)
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
    switch frame.id {
    case .standard: output.pad(to: idWidth - 3)
    case .extended: idWidth = 8
    }
    output.append(frame.id, isError: frame.kind == .error)
    output.pad(to: 2)
  }

  private mutating func writeTitle(_ title: [UInt8]) {
    let start = output.count
    output.append(title)
    output.pad(to: Self.titleWidth, since: start)
  }

  // MARK: FieldVisitor

  // What is absent is not shown; what is not available is.

  mutating func visit(_ field: Field, _ number: Reading<DecimalNumber>) {
    if number == .absent { return }
    // Most batteries have nothing to say there.
    if field == .socHighResolution, number.value == nil { return }
    if let number = number.value, number.significand == 0 {
      if field == .chargeCurrentLimit { forbidden.charge = true }
      if field == .dischargeCurrentLimit { forbidden.discharge = true }
    }
    beginField()
    let label = names[field]
    if !label.isEmpty {
      output.append(label)
      output.append(UInt8(ascii: " "))
    }
    let unit = units[Int(field.rawValue)]
    if case .value(let number) = number {
      let hasPlus = field == .current && number.significand > 0
      output.pad(to: field.numberWidth - number.width - (hasPlus ? 1 : 0))
      if hasPlus { output.append(UInt8(ascii: "+")) }
      output.append(number)
      if !unit.isEmpty { output.append(UInt8(ascii: " ")) }
      output.append(unit)
    } else {
      output.pad(to: field.numberWidth - text.notAvailable.count)
      output.append(text.notAvailable)
      if !unit.isEmpty { output.pad(to: 2) }
    }
  }

  mutating func visit(_ field: Field, _ flag: Reading<Bool>) {
    switch (field, flag) {
    case (.chargeEnabled, .value(true)): show(text.chargeAllowed)
    case (.chargeEnabled, .value(false)): show(text.chargeForbidden, .alarm)
    case (.dischargeEnabled, .value(true)): show(text.dischargeAllowed)
    case (.dischargeEnabled, .value(false)):
      show(text.dischargeForbidden, .alarm)
    case (.fullCharge, .value(true)): show(text.fullCharge, .request)
    default: break
    }
  }

  mutating func visit(_ field: Field, _ kind: Reading<ForceChargeKind>) {
    guard case .value(let kind) = kind else { return }
    begin(.request)
    output.append(text.forceCharge)
    output.append(names[kind])
    end(.request)
  }

  mutating func visit(_ field: Field, _ characters: Reading<WireText>) {
    switch characters {
    case .value(let characters):
      begin(.plain)
      for index in 0..<characters.count { output.append(characters[index]) }
    case .notAvailable: show(text.notAvailable)
    case .absent: break
    }
  }

  mutating func visit(_ field: Field, _ faults: Reading<FaultSet>) {
    guard case .value(let faults) = faults else { return }
    if faults.isEmpty {
      begin(.plain)
      output.append(text.no)
      return output.append(names[field])
    }
    begin(.alarm)
    for character in names[field] { output.append(character & 0xDF) }
    var isFirst = true
    for entry in faults {
      if !isFirst { output.append(UInt8(ascii: ",")) }
      isFirst = false
      output.append(UInt8(ascii: " "))
      switch entry {
      case .fault(let fault): output.append(names[fault])
      case .reserved(let bit):
        output.append(text.reservedBit)
        output.append(UInt64(bit))
      }
    }
    end(.alarm)
  }

  // MARK: Parts of a line

  /// How something looks on a terminal.
  private enum Style {
    case plain, request, alarm
  }

  private mutating func show(_ text: [UInt8], _ style: Style = .plain) {
    begin(style)
    output.append(text)
    end(style)
  }

  /// Begins a field in a style.
  private mutating func begin(_ style: Style) {
    beginField()
    guard usesColor else { return }
    switch style {
    case .plain: break
    case .request: output.append(text.boldYellow)
    case .alarm: output.append(text.boldRed)
    }
  }

  private mutating func end(_ style: Style) {
    if usesColor, style != .plain { output.append(text.plain) }
  }

  private mutating func beginField() {
    if hasField { output.pad(to: 2) }
    hasField = true
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
    case .temperature, .voltage: 6
    default: 5
    }
  }
}

extension DecimalNumber {
  /// How many characters the number takes.
  fileprivate var width: Int {
    let whole = significand.magnitude
    var digits = 1
    var power: UInt64 = 10
    while digits < 19, whole >= power {
      digits += 1
      power *= 10
    }
    let sign = significand < 0 ? 1 : 0
    guard decimals > 0 else { return digits + sign }
    return max(digits, Int(decimals) + 1) + 1 + sign
  }
}
