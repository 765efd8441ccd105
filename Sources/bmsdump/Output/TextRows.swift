// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

internal import BatteryCAN
internal import CANBus

/// Text for people: aligned columns, units, and requests that stand out.
struct TextRows: RowFormat, ~Copyable {
  private var time: TimePrinter
  private let names = Self.vocabulary
  /// What follows the number of a field.
  private let units = Field.all.map { field in
    let unit = field.unit.description
    return Phrase(unit.isEmpty ? "" : " " + unit)
  }
  private let text = Text()
  private var reader = MessageReader()
  private let usesColor: Bool
  /// The widths of the columns, which become wider when they have to, and never
  /// narrower.
  private(set) var layout = RowLayout()
  /// Whether this line has a field already.
  private var hasField = false
  /// Whether a force charge has been written whose kind may follow.
  private var isForceChargeOpen = false
  /// What a current limit of 0 in this line forbids.
  private var forbidden = (charge: false, discharge: false)

  private static let vocabulary = Vocabulary(
    field: { Phrase($0.label.description) },
    message: { Phrase(spoken: $0.name) }, word: { Phrase(spoken: $0) })

  /// The constant parts of a line.
  private struct Text {
    let remote = Phrase("remote request")
    let error = Phrase("error frame")
    let unknown = Phrase("unknown")
    let notAvailable = Phrase("n/a")
    let chargeAllowed = Phrase("charge allowed  ")
    let chargeForbidden = Phrase("CHARGE FORBIDDEN")
    let dischargeAllowed = Phrase("discharge allowed  ")
    let dischargeForbidden = Phrase("DISCHARGE FORBIDDEN")
    let forceCharge = Phrase("FORCE CHARGE")
    let nothing = Phrase("nothing asked")
    let tooShort = Phrase("too short")
    let no = Phrase("no ")
    let reservedBit = Phrase("reserved bit ")
    let boldYellow = Phrase("\u{1B}[1;33m")
    let boldRed = Phrase("\u{1B}[1;31m")
    let plain = Phrase("\u{1B}[0m")
  }

  /// How wide the name of a message is.
  private static var titleWidth: Int { 17 }

  init(time: TimePrinter, color: Bool) {
    self.time = time
    usesColor = color
  }

  mutating func adopt(_ layout: RowLayout) { self.layout = layout }

  static func beginning(_ interface: String, _ direction: Direction) -> String {
    interface.printable
  }

  @inline(__always)
  mutating func append(_ time: Timestamp?, to line: inout OutputLine) {
    let start = line.count
    if let time { self.time.appendAsInCapture(time, to: &line) }
    let width = line.count - start
    if width > layout.timeWidth { layout.timeWidth = width }
    if layout.timeWidth > 0 { line.pad(to: layout.timeWidth - width + 2) }
  }

  mutating func append(
    unknown frame: inout CANFrame, after beginning: [Phrase],
    to line: inout OutputLine
  ) {
    let start = line.count
    append(beginning, frame.id, isError: frame.kind == .error, &line)
    switch frame.kind {
    case .remote: appendTitle(text.remote, &line)
    case .error: appendTitle(text.error, &line)
    case .data, .flexibleData: appendTitle(text.unknown, &line)
    }
    for index in 0..<frame.payload.count {
      if index > 0 { line.append(UInt8(ascii: " ")) }
      line.appendHex(frame.payload[index])
    }
    line.trim(backTo: start)
  }

  mutating func append(
    _ message: borrowing BatteryMessage, after beginning: [Phrase],
    to line: inout OutputLine
  ) {
    let start = line.count
    reader.begin(copy message)
    let notes = reader.notes
    append(beginning, message.frameID, isError: false, &line)
    appendTitle(names[reader.kind], &line)
    hasField = false
    let isAssumed = notes.contains(.assumed)
    forbidden = (false, false)
    var isTooShort = reader.count > 0
    while let field = reader.next() {
      if case .absent = field.reading {} else { isTooShort = false }
      let start = line.count
      append(field.reading, of: field.field, &line)
      if isAssumed, line.count > start, reader.isAssumed(field.field) {
        line.append(UInt8(ascii: "?"))
      }
    }
    if forbidden.charge { show(text.chargeForbidden, as: .alarm, &line) }
    if forbidden.discharge { show(text.dischargeForbidden, as: .alarm, &line) }
    if isTooShort {
      show(text.tooShort, &line)
    } else if !hasField, reader.kind == .requests || reader.kind == .events {
      show(text.nothing, &line)
    }
    if isForceChargeOpen { endForceCharge(&line) }
    append(notes, &line)
    line.trim(backTo: start)
  }

  /// Appends the interface and the identifier.
  private mutating func append(
    _ interface: [Phrase], _ id: FrameID, isError: Bool,
    _ line: inout OutputLine
  ) {
    let start = line.count
    line.append(interface)
    layout.interfaceWidth = max(layout.interfaceWidth, line.count - start)
    if layout.interfaceWidth > 0 {
      line.pad(to: layout.interfaceWidth + 2, since: start)
    }
    switch id {
    case .standard: line.pad(to: layout.idWidth - 3)
    case .extended: layout.idWidth = 8
    }
    line.append(id, isError: isError)
    line.pad(to: 2)
  }

  private mutating func appendTitle(
    _ title: Phrase, _ line: inout OutputLine
  ) {
    let start = line.count
    line.append(title)
    line.pad(to: max(Self.titleWidth, title.count + 2), since: start)
  }

  // MARK: Values

  /// Writes what a field says.
  ///
  /// What is absent is not shown; what is not available is.
  private mutating func append(
    _ reading: Reading<FieldValue>, of field: Field, _ line: inout OutputLine
  ) {
    switch reading {
    case .value(.number(let number)): append(number, of: field, &line)
    case .value(.flag(let flag)): append(flag, of: field, &line)
    case .value(.code(let code)): append(code, of: field, &line)
    case .value(.faults(let faults)): append(faults, of: field, &line)
    case .value(.text(let characters)):
      // It tells the dialect, and people nothing.
      if field == .mark { return }
      begin(field, &line)
      for index in 0..<characters.count { line.append(characters[index]) }
    case .value(.version(let version)):
      begin(field, &line)
      line.append(UInt64(version.major))
      line.append(UInt8(ascii: "."))
      line.append(UInt64(version.minor))
    case .value(.time(let time)):
      begin(field, &line)
      line.append(time)
    case .value: break
    case .notAvailable: appendNotAvailable(field, &line)
    // One word at the end is enough for all that is not decided.
    case .absent, .undecided: break
    }
  }

  private mutating func appendNotAvailable(
    _ field: Field, _ line: inout OutputLine
  ) {
    switch field {
    // Most batteries have nothing to say there, and no request is the rule.
    case .socHighResolution, .remainingCapacity, .cycles, .forceCharge,
      .forceChargeKind, .mark, .clock,
      .batteryType, .manufacturerID:
      break
    default:
      begin(field, &line)
      line.pad(to: field.numberWidth - text.notAvailable.count)
      line.append(text.notAvailable)
      if !units[Int(field.rawValue)].isEmpty { line.pad(to: 2) }
    }
  }

  private mutating func append(
    _ number: DecimalNumber, of field: Field, _ line: inout OutputLine
  ) {
    if number.significand == 0 {
      if field == .chargeCurrentLimit { forbidden.charge = true }
      if field == .dischargeCurrentLimit { forbidden.discharge = true }
    }
    begin(field, &line)
    let hasPlus = field == .current && number.significand > 0
    let (count, word) = Digits.short(number)
    let width = count > 0 ? count : number.width
    line.pad(to: field.numberWidth - width - (hasPlus ? 1 : 0))
    if hasPlus { line.append(UInt8(ascii: "+")) }
    if count > 0 {
      line.append(first: count, ofWord: word)
    } else {
      line.appendLong(number)
    }
    line.append(units[Int(field.rawValue)])
  }

  private mutating func append(
    _ flag: Bool, of field: Field, _ line: inout OutputLine
  ) {
    switch (field, flag) {
    case (.chargeEnabled, true): show(text.chargeAllowed, &line)
    case (.chargeEnabled, false): show(text.chargeForbidden, as: .alarm, &line)
    case (.dischargeEnabled, true): show(text.dischargeAllowed, &line)
    case (.dischargeEnabled, false):
      show(text.dischargeForbidden, as: .alarm, &line)
    case (.error, true), (.notSafe, true), (.terminalOpen, true):
      show(names[field], as: .alarm, &line)
    case (.forceCharge, true):
      // Its kind follows, unless the dialect is not known.
      begin(.request, &line)
      line.append(text.forceCharge)
      isForceChargeOpen = true
    case (_, true):
      show(names[field], as: field.isRequest ? .request : .plain, &line)
    case (_, false): break
    }
  }

  private mutating func append(
    _ code: Code, of field: Field, _ line: inout OutputLine
  ) {
    if field == .forceChargeKind {
      if isForceChargeOpen {
        line.append(UInt8(ascii: " "))
        line.append(names[code])
      }
      return
    }
    begin(field, &line)
    if names[code].isEmpty {
      line.append(UInt64(code.number))
    } else {
      line.append(names[code])
    }
  }

  private mutating func append(
    _ faults: FaultSet, of field: Field, _ line: inout OutputLine
  ) {
    if faults.isEmpty {
      begin(.plain, &line)
      line.append(text.no)
      return line.append(names[field])
    }
    begin(.alarm, &line)
    line.append(names[field].capitals)
    var isFirst = true
    for entry in faults {
      if !isFirst { line.append(UInt8(ascii: ",")) }
      isFirst = false
      line.append(UInt8(ascii: " "))
      switch entry {
      case .fault(let fault): line.append(names[fault])
      case .reserved(let bit):
        line.append(text.reservedBit)
        line.append(UInt64(bit))
      }
    }
    end(.alarm, &line)
  }

  private mutating func append(_ notes: NoteSet, _ line: inout OutputLine) {
    guard !notes.isEmpty else { return }
    begin(.plain, &line)
    var separator = UInt8(ascii: "(")
    for note in Note.all where notes.contains(note) {
      line.append(separator)
      if separator == UInt8(ascii: ",") { line.append(UInt8(ascii: " ")) }
      line.append(names[note])
      separator = UInt8(ascii: ",")
    }
    line.append(UInt8(ascii: ")"))
  }

  // MARK: Parts of a line

  /// How something looks on a terminal.
  private enum Style {
    case plain, request, alarm
  }

  private mutating func show(
    _ text: Phrase, as style: Style = .plain, _ line: inout OutputLine
  ) {
    begin(style, &line)
    line.append(text)
    end(style, &line)
  }

  /// Begins a field in a style.
  private mutating func begin(_ style: Style, _ line: inout OutputLine) {
    beginField(&line)
    guard usesColor else { return }
    switch style {
    case .plain: break
    case .request: line.append(text.boldYellow)
    case .alarm: line.append(text.boldRed)
    }
  }

  private mutating func end(_ style: Style, _ line: inout OutputLine) {
    if usesColor, style != .plain { line.append(text.plain) }
  }

  /// Begins a field with its label.
  private mutating func begin(_ field: Field, _ line: inout OutputLine) {
    beginField(&line)
    let label = names[field]
    guard !label.isEmpty else { return }
    line.append(label)
    line.append(UInt8(ascii: " "))
  }

  private mutating func beginField(_ line: inout OutputLine) {
    if isForceChargeOpen { endForceCharge(&line) }
    if hasField { line.pad(to: 2) }
    hasField = true
  }

  private mutating func endForceCharge(_ line: inout OutputLine) {
    isForceChargeOpen = false
    end(.request, &line)
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
