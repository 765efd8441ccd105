// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

internal import BatteryCAN
internal import CANBus

/// Text for people: aligned columns, units, and requests that stand out.
struct TextWriter: RecordWriter, ~Copyable {
  var output: OutputBuffer
  private var time: TimePrinter
  private var interface = EscapedInterface { $0.printable }
  private let names = Vocabulary(
    field: { $0.label.description },
    message: { $0.name.description.replacing("_", with: " ") },
    word: { $0.description.replacing("_", with: " ") })
  private let units = Field.all.map { Array($0.unit.description.utf8) }
  private let text = Text()
  private let usesColor: Bool
  private var timeColumn = Column()
  private var interfaceColumn = Column()
  private var idWidth = 3
  /// Whether this line has a field already.
  private var hasField = false
  /// Whether a force charge has been written whose kind may follow.
  private var isForceChargeOpen = false
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
    let forceCharge = Array("FORCE CHARGE".utf8)
    let nothing = Array("nothing asked".utf8)
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
    _ message: borrowing BatteryMessage, in frame: borrowing CANFrame
  ) {
    let view = message.view
    let notes = view.notes
    writeFrame(frame)
    writeTitle(names[view.kind])
    hasField = false
    forbidden = (false, false)
    var isTooShort = view.count > 0
    for index in 0..<view.count {
      let field = view[index]
      if case .absent = field.reading {} else { isTooShort = false }
      // One word at the end is enough for all that is not decided.
      if case .notAvailable = field.reading, notes.contains(.undecided) {
        continue
      }
      write(field.reading, of: field.field)
    }
    if forbidden.charge { show(text.chargeForbidden, .alarm) }
    if forbidden.discharge { show(text.dischargeForbidden, .alarm) }
    if isTooShort {
      show(text.tooShort)
    } else if !hasField, view.kind == .requests || view.kind == .events {
      show(text.nothing)
    }
    if isForceChargeOpen { endForceCharge() }
    write(notes)
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
    output.pad(to: max(Self.titleWidth, title.count + 2), since: start)
  }

  // MARK: Values

  /// Writes what a field says.
  ///
  /// What is absent is not shown; what is not available is.
  private mutating func write(_ reading: Reading<FieldValue>, of field: Field) {
    switch reading {
    case .value(.number(let number)): write(number, of: field)
    case .value(.flag(let flag)): write(flag, of: field)
    case .value(.code(let code)): write(code, of: field)
    case .value(.faults(let faults)): write(faults, of: field)
    case .value(.text(let characters)):
      // It tells the dialect, and people nothing.
      if field == .mark { return }
      begin(field)
      for index in 0..<characters.count { output.append(characters[index]) }
    case .value(.version(let version)):
      begin(field)
      output.append(Array(version.description.utf8))
    case .value(.time(let time)):
      begin(field)
      output.append(Array(time.description.utf8))
    case .value: break
    case .notAvailable: writeNotAvailable(field)
    case .absent: break
    }
  }

  private mutating func writeNotAvailable(_ field: Field) {
    switch field {
    // Most batteries have nothing to say there, and no request is the rule.
    case .socHighResolution, .forceCharge, .forceChargeKind, .mark, .clock,
      .batteryType, .manufacturerID:
      break
    default:
      begin(field)
      output.pad(to: field.numberWidth - text.notAvailable.count)
      output.append(text.notAvailable)
      if !units[Int(field.rawValue)].isEmpty { output.pad(to: 2) }
    }
  }

  private mutating func write(_ number: DecimalNumber, of field: Field) {
    if number.significand == 0 {
      if field == .chargeCurrentLimit { forbidden.charge = true }
      if field == .dischargeCurrentLimit { forbidden.discharge = true }
    }
    begin(field)
    let unit = units[Int(field.rawValue)]
    let hasPlus = field == .current && number.significand > 0
    output.pad(to: field.numberWidth - number.width - (hasPlus ? 1 : 0))
    if hasPlus { output.append(UInt8(ascii: "+")) }
    output.append(number)
    if !unit.isEmpty { output.append(UInt8(ascii: " ")) }
    output.append(unit)
  }

  private mutating func write(_ flag: Bool, of field: Field) {
    switch (field, flag) {
    case (.chargeEnabled, true): show(text.chargeAllowed)
    case (.chargeEnabled, false): show(text.chargeForbidden, .alarm)
    case (.dischargeEnabled, true): show(text.dischargeAllowed)
    case (.dischargeEnabled, false): show(text.dischargeForbidden, .alarm)
    case (.error, true), (.notSafe, true), (.terminalOpen, true):
      show(names[field], .alarm)
    case (.forceCharge, true):
      // Its kind follows, unless the dialect is not known.
      begin(.request)
      output.append(text.forceCharge)
      isForceChargeOpen = true
    case (_, true): show(names[field], field.isRequest ? .request : .plain)
    case (_, false): break
    }
  }

  private mutating func write(_ code: Code, of field: Field) {
    if field == .forceChargeKind {
      if isForceChargeOpen {
        output.append(UInt8(ascii: " "))
        output.append(names[code])
      }
      return
    }
    begin(field)
    if names[code].isEmpty {
      output.append(UInt64(code.number))
    } else {
      output.append(names[code])
    }
  }

  private mutating func write(_ faults: FaultSet, of field: Field) {
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

  private mutating func write(_ notes: NoteSet) {
    guard !notes.isEmpty else { return }
    begin(.plain)
    var separator = UInt8(ascii: "(")
    for note in Note.all where notes.contains(note) {
      output.append(separator)
      if separator == UInt8(ascii: ",") { output.append(UInt8(ascii: " ")) }
      output.append(names[note])
      separator = UInt8(ascii: ",")
    }
    output.append(UInt8(ascii: ")"))
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

  /// Begins a field with its label.
  private mutating func begin(_ field: Field) {
    beginField()
    let label = names[field]
    guard !label.isEmpty else { return }
    output.append(label)
    output.append(UInt8(ascii: " "))
  }

  private mutating func beginField() {
    if isForceChargeOpen { endForceCharge() }
    if hasField { output.pad(to: 2) }
    hasField = true
  }

  private mutating func endForceCharge() {
    isForceChargeOpen = false
    end(.request)
  }
}

extension Field {
  /// Whether the field is something that the battery asks for.
  fileprivate var isRequest: Bool {
    switch self {
    case .fullCharge, .forcedStandby, .recalibrationStart, .balanceCharge,
      .heating, .preventiveShutdown, .rapidShutdown:
      true
    default: false
    }
  }

  /// How wide the number is, so that the lines of a message align.
  fileprivate var numberWidth: Int {
    switch self {
    case .soc, .soh: 3
    case .temperature, .voltage: 6
    case .socHighResolution: 5
    default: unit.utf8CodeUnitCount > 0 ? 5 : 1
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
