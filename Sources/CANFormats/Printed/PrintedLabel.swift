// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

internal import CANBus

/// What a word of a printed line says about the numbers beside it.
enum PrintedLabel {
  case identifier, length, data
  /// The frame is standard, or extended, if nothing denies it.
  case standard, extended, remote
  case received, transmitted
  /// A word of CAN that says no more.
  case can
  /// The name of an interface, such as `can0`.
  case interface
  /// The time of the frame.
  case time
  /// A frame, with its identifier behind a sign or "from".
  case frame
  /// A word that beside a frame says nothing.
  case filler
  /// Another bus or protocol.
  case foreign
  case other
}

extension PrintedLabel {
  /// Whether the word says nothing about a frame.
  var isOther: Bool {
    if case .other = self { true } else { false }
  }

  /// What a word says, which is letters, digits and underscores.
  @inline(__always)
  init(_ word: Span<UInt8>) {
    self = .other
    if LabelWords.mayHave(word) || Self.mayBeLabel(endOf: word) {
      self = LabelWords.label(of: word) ?? Self.label(ofEnd: word)
    }
  }

  /// Whether a word may be a label by how it ends.
  @inline(__always)
  private static func mayBeLabel(endOf word: Span<UInt8>) -> Bool {
    guard word.count > 2 else { return false }
    switch word[word.count &- 1].lowercased {
    case UInt8(ascii: "n"), UInt8(ascii: "d"), UInt8(ascii: "h"),
      UInt8(ascii: "c"), UInt8(ascii: "0")...UInt8(ascii: "9"):
      return true
    default: return false
    }
  }

  /// What a word says that is not in the list, by how it ends.
  private static func label(ofEnd word: Span<UInt8>) -> PrintedLabel {
    guard word.count > 2 else { return .other }
    let last = word[word.count &- 1]
    switch last.lowercased {
    case UInt8(ascii: "n") where word.isCAN: return .can
    case UInt8(ascii: "d")
    where word.endsWithName("can_id") || word.endsWithName("canid"):
      return .identifier
    case UInt8(ascii: "h") where word.endsWithName("length"): return .length
    case UInt8(ascii: "c") where word.endsWithName("dlc"): return .length
    case _ where last.decimalValue == nil: return .other
    default: break
    }
    if word.isInterface { return .interface }
    if word.isNumbered("rx") { return .received }
    return word.isNumbered("tx") ? .transmitted : .other
  }

  /// The label of a letter in ``LabelWords``.
  fileprivate init?(code: UInt8) {
    switch code {
    case UInt8(ascii: "I"): self = .identifier
    case UInt8(ascii: "L"): self = .length
    case UInt8(ascii: "D"): self = .data
    case UInt8(ascii: "S"): self = .standard
    case UInt8(ascii: "E"): self = .extended
    case UInt8(ascii: "Q"): self = .remote
    case UInt8(ascii: "R"): self = .received
    case UInt8(ascii: "T"): self = .transmitted
    case UInt8(ascii: "W"): self = .time
    case UInt8(ascii: "F"): self = .frame
    case UInt8(ascii: "C"): self = .can
    case UInt8(ascii: "-"): self = .filler
    case UInt8(ascii: "X"): self = .foreign
    default: return nil
    }
  }
}

/// The words that are labels, as rows of a ``WordTable``.
enum LabelWords {
  /// The label of a word, or `nil` if it is not in the list.
  static func label(of word: Span<UInt8>) -> PrintedLabel? {
    guard mayHave(word) else { return nil }
    return WordTable.letter(of: word, in: text)
      .flatMap { PrintedLabel(code: $0) }
  }

  /// Whether a word may be in the list.
  @inline(__always)
  static func mayHave(_ word: Span<UInt8>) -> Bool {
    guard word.count > 0, word.count <= 16 else { return false }
    let outline = WordOutline(word)
    return outline.fits(
      outlines.lengths[outline.first], outlines.endLengths[outline.last],
      outlines.seconds[outline.first])
  }

  private static let outlines = WordOutlines(text)

  /// All rows.
  static var text: String {
    """
    ack             X
    addr            X
    address         X
    arbid           I
    arbitration     -
    arbitration_id  I
    ble             X
    buf             D
    buffer          D
    canbus          C
    canid           I
    cmd             X
    command         X
    d               D
    data            D
    datalength      L
    daten           D
    dl              L
    dlc             L
    eff             E
    eid             I
    ex              E
    ext             E
    extended        E
    extended_id     E
    extid           I
    false           -
    flash           X
    flexray         X
    frame           F
    from            -
    handle          X
    hex             D
    i2c             X
    id              I
    ide             E
    identifier      I
    is_extended_id  E
    is_remote_frame Q
    kwp             X
    len             L
    length          L
    lin             X
    lora            X
    message         F
    modbus          X
    msg             F
    new             -
    nmea            X
    num_bytes       L
    opcode          X
    packet          -
    payload         D
    pin             X
    port            X
    r               R
    raw             D
    read            R
    receive         R
    received        R
    receiving       R
    recv            R
    reg             X
    register        X
    remote          Q
    request         -
    rs232           X
    rs485           X
    rtr             Q
    rtu             X
    rx              R
    send            T
    sending         T
    sent            T
    seq             X
    sff             S
    sid             I
    size            L
    slave           X
    socketcan       C
    spi             X
    standard        S
    std             S
    stdid           I
    t               T
    time            W
    timestamp       W
    transmit        T
    transmitted     T
    true            -
    ts              W
    twai            C
    tx              T
    uart            X
    urb             X
    usb             X
    with            -
    write           T
    writing         T
    xtd             E
    zigbee          X
    """
  }
}

extension Span<UInt8> {
  /// Whether the word is `CAN`: in small letters it is an English verb.
  fileprivate var isCAN: Bool {
    count == 3 && self[0] == UInt8(ascii: "C") && self[1] == UInt8(ascii: "A")
      && self[2] == UInt8(ascii: "N")
  }

  /// Whether the word is a name and a number, such as `rx0`.
  @inline(__always)
  fileprivate func isNumbered(_ name: String) -> Bool {
    startsWithName(name) && hasOnlyDigits(behind: name.utf8.span.count)
  }

  /// Whether only decimal digits follow a position, and at least one.
  func hasOnlyDigits(behind start: Int) -> Bool {
    guard count > start else { return false }
    for index in start..<count
    where self[index].decimalValue == nil { return false }
    return true
  }

  /// Whether the word is like `can0`, `vcan1` or `slcan0`.
  fileprivate var isInterface: Bool {
    isNumbered("can") || isNumbered("vcan") || isNumbered("slcan")
  }
}
