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
  private let names = Self.vocabulary
  /// What follows the number of a field.
  private let units = Field.all.map { field in
    let unit = field.unit.description
    return Phrase(unit.isEmpty ? "" : " " + unit)
  }
  private let text = Text()
  private var reader = MessageReader()
  private var row = Row()
  /// They are as wide as the columns are now.
  private var rows = RecentRows()
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

  init(_ output: consuming OutputBuffer, time: TimePrinter, color: Bool) {
    self.output = output
    self.time = time
    usesColor = color
  }

  mutating func writeHeader() {}

  mutating func adopt(_ layout: RowLayout) {
    if layout != self.layout { rows.removeAll() }
    self.layout = layout
  }

  mutating func write(
    _ message: borrowing BatteryMessage, in frame: inout CANFrame
  ) {
    interface.select(&frame.interface)
    let key = RecentRows.Key(
      message: copy message, interface: interface.number)
    let place: RecentRows.Place
    if let known = rows.find(key) {
      place = known
    } else {
      place = makeRow(message)
    }
    Self.writeLine(
      frame.timestamp, &layout, place, of: &rows, &time, to: &output)
  }

  mutating func writeUnknown(_ frame: inout CANFrame) {
    interface.select(&frame.interface)
    row.removeAll()
    writeFrame(frame.id, isError: frame.kind == .error)
    switch frame.kind {
    case .remote: writeTitle(text.remote)
    case .error: writeTitle(text.error)
    case .data, .flexibleData: writeTitle(text.unknown)
    }
    for index in 0..<frame.payload.count {
      if index > 0 { row.append(UInt8(ascii: " ")) }
      row.appendHex(frame.payload[index])
    }
    row.trim()
    row.append(UInt8(ascii: "\n"))
    let place = rows.put(row)
    Self.writeLine(
      frame.timestamp, &layout, place, of: &rows, &time, to: &output)
  }

  mutating func forgetRows() { rows.removeAll() }

  /// Writes a line: the time, and a row that is known or has just been put
  /// together.
  ///
  /// It takes what it needs one by one, since a line holds on to its buffer.
  @inline(__always)
  private static func writeLine(
    _ timestamp: Timestamp?, _ layout: inout RowLayout,
    _ place: RecentRows.Place, of rows: inout RecentRows,
    _ time: inout TimePrinter, to output: inout OutputBuffer
  ) {
    var line = output.beginLine(pieceCount: place.pieceCount)
    let start = line.count
    if let timestamp { time.appendAsInCapture(timestamp, to: &line) }
    let width = line.count - start
    if width > layout.timeWidth { layout.timeWidth = width }
    if layout.timeWidth > 0 { line.pad(to: layout.timeWidth - width + 2) }
    rows.append(place, to: &line)
    output.endLine(at: line.count)
  }

  /// Puts the row of a message together and keeps it.
  @inline(never)
  private mutating func makeRow(
    _ message: borrowing BatteryMessage
  ) -> RecentRows.Place {
    writeRow(message)
    row.append(UInt8(ascii: "\n"))
    let key = RecentRows.Key(
      message: copy message, interface: interface.number)
    return rows.put(row, of: key)
  }

  /// Writes the line of a message but for its time.
  private mutating func writeRow(_ message: borrowing BatteryMessage) {
    row.removeAll()
    reader.begin(copy message)
    let notes = reader.notes
    writeFrame(.standard(message.id), isError: false)
    writeTitle(names[reader.kind])
    hasField = false
    forbidden = (false, false)
    var isTooShort = reader.count > 0
    while let field = reader.next() {
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
    } else if !hasField, reader.kind == .requests || reader.kind == .events {
      show(text.nothing)
    }
    if isForceChargeOpen { endForceCharge() }
    write(notes)
    row.trim()
  }

  private mutating func writeFrame(_ id: FrameID, isError: Bool) {
    row.append(interface.escaped)
    if row.count > layout.interfaceWidth {
      layout.interfaceWidth = row.count
      rows.removeAll()
    }
    if layout.interfaceWidth > 0 {
      row.pad(to: layout.interfaceWidth + 2, since: 0)
    }
    switch id {
    case .standard: row.pad(to: layout.idWidth - 3)
    case .extended:
      if layout.idWidth != 8 { rows.removeAll() }
      layout.idWidth = 8
    }
    row.append(id, isError: isError)
    row.pad(to: 2)
  }

  private mutating func writeTitle(_ title: Phrase) {
    let start = row.count
    row.append(title)
    row.pad(to: max(Self.titleWidth, title.count + 2), since: start)
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
      for index in 0..<characters.count { row.append(characters[index]) }
    case .value(.version(let version)):
      begin(field)
      row.append(UInt64(version.major))
      row.append(UInt8(ascii: "."))
      row.append(UInt64(version.minor))
    case .value(.time(let time)):
      begin(field)
      row.append(time)
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
      row.pad(to: field.numberWidth - text.notAvailable.count)
      row.append(text.notAvailable)
      if !units[Int(field.rawValue)].isEmpty { row.pad(to: 2) }
    }
  }

  private mutating func write(_ number: DecimalNumber, of field: Field) {
    if number.significand == 0 {
      if field == .chargeCurrentLimit { forbidden.charge = true }
      if field == .dischargeCurrentLimit { forbidden.discharge = true }
    }
    begin(field)
    let hasPlus = field == .current && number.significand > 0
    let (count, word) = Digits.short(number)
    let width = count > 0 ? count : number.width
    row.pad(to: field.numberWidth - width - (hasPlus ? 1 : 0))
    if hasPlus { row.append(UInt8(ascii: "+")) }
    if count > 0 {
      row.append(first: count, ofWord: word)
    } else {
      row.appendLong(number)
    }
    row.append(units[Int(field.rawValue)])
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
      row.append(text.forceCharge)
      isForceChargeOpen = true
    case (_, true): show(names[field], field.isRequest ? .request : .plain)
    case (_, false): break
    }
  }

  private mutating func write(_ code: Code, of field: Field) {
    if field == .forceChargeKind {
      if isForceChargeOpen {
        row.append(UInt8(ascii: " "))
        row.append(names[code])
      }
      return
    }
    begin(field)
    if names[code].isEmpty {
      row.append(UInt64(code.number))
    } else {
      row.append(names[code])
    }
  }

  private mutating func write(_ faults: FaultSet, of field: Field) {
    if faults.isEmpty {
      begin(.plain)
      row.append(text.no)
      return row.append(names[field])
    }
    begin(.alarm)
    row.append(names[field].capitals)
    var isFirst = true
    for entry in faults {
      if !isFirst { row.append(UInt8(ascii: ",")) }
      isFirst = false
      row.append(UInt8(ascii: " "))
      switch entry {
      case .fault(let fault): row.append(names[fault])
      case .reserved(let bit):
        row.append(text.reservedBit)
        row.append(UInt64(bit))
      }
    }
    end(.alarm)
  }

  private mutating func write(_ notes: NoteSet) {
    guard !notes.isEmpty else { return }
    begin(.plain)
    var separator = UInt8(ascii: "(")
    for note in Note.all where notes.contains(note) {
      row.append(separator)
      if separator == UInt8(ascii: ",") { row.append(UInt8(ascii: " ")) }
      row.append(names[note])
      separator = UInt8(ascii: ",")
    }
    row.append(UInt8(ascii: ")"))
  }

  // MARK: Parts of a line

  /// How something looks on a terminal.
  private enum Style {
    case plain, request, alarm
  }

  private mutating func show(_ text: Phrase, _ style: Style = .plain) {
    begin(style)
    row.append(text)
    end(style)
  }

  /// Begins a field in a style.
  private mutating func begin(_ style: Style) {
    beginField()
    guard usesColor else { return }
    switch style {
    case .plain: break
    case .request: row.append(text.boldYellow)
    case .alarm: row.append(text.boldRed)
    }
  }

  private mutating func end(_ style: Style) {
    if usesColor, style != .plain { row.append(text.plain) }
  }

  /// Begins a field with its label.
  private mutating func begin(_ field: Field) {
    beginField()
    let label = names[field]
    guard !label.isEmpty else { return }
    row.append(label)
    row.append(UInt8(ascii: " "))
  }

  private mutating func beginField() {
    if isForceChargeOpen { endForceCharge() }
    if hasField { row.pad(to: 2) }
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
