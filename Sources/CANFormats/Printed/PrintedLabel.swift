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
  init(_ word: Span<UInt8>) {
    if let label = LabelWords.label(of: word) {
      self = label
    } else if word.isCAN {
      self = .can
    } else if word.isInterface {
      self = .interface
    } else if word.endsWithName("can_id") || word.endsWithName("canid") {
      self = .identifier
    } else if word.endsWithName("length") || word.endsWithName("dlc") {
      self = .length
    } else if word.isNumbered("rx") {
      self = .received
    } else if word.isNumbered("tx") {
      self = .transmitted
    } else {
      self = .other
    }
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

/// The words that are labels whatever their case.
///
/// Each row has a word, padded to 16 characters, and the letter that stands for its
/// label. The rows are sorted for a binary search, with the underscore after all
/// letters; a test checks their order.
enum LabelWords {
  private static let rowLength = 18

  /// The label of a word, or `nil` if it is not in the list.
  static func label(of word: Span<UInt8>) -> PrintedLabel? {
    guard word.count > 0, word.count <= 16 else { return nil }
    return label(of: key(of: word), in: text.utf8.span)
  }

  private static func label(
    of key: (UInt64, UInt64), in rows: Span<UInt8>
  ) -> PrintedLabel? {
    var first = 0
    var end = (rows.count &+ 1) / rowLength
    while first < end {
      let middle = (first &+ end) &>> 1
      let row = middle &* rowLength
      let other = (
        fold(rows.word(at: row)).byteSwapped,
        fold(rows.word(at: row &+ 8)).byteSwapped
      )
      if other == key { return PrintedLabel(code: rows[row &+ 16]) }
      if other < key { first = middle &+ 1 } else { end = middle }
    }
    return nil
  }

  /// The padded word as two numbers that compare in the order of the rows.
  private static func key(of word: Span<UInt8>) -> (UInt64, UInt64) {
    var key: (UInt64, UInt64) = (0, 0)
    for index in 0..<16 {
      let byte = index < word.count ? word[index] : UInt8(ascii: " ")
      let low = UInt64(widening: UInt32(byte))
      if index < 8 {
        key.0 = key.0 &<< 8 | low
      } else {
        key.1 = key.1 &<< 8 | low
      }
    }
    return (fold(key.0), fold(key.1))
  }

  /// Makes letters lowercase, and sorts the underscore after them.
  private static func fold(_ word: UInt64) -> UInt64 { word | Span.all(0x20) }

  /// All rows.
  static var text: String {
    """
    ack             X
    addr            X
    address         X
    arbid           I
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
