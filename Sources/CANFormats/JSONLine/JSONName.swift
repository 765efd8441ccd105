// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

/// What a member of a JSON object is by its name.
struct JSONName {
  /// What it holds.
  let member: Member
  /// Whether only frames of CAN have a member of this name.
  let isOfCAN: Bool

  enum Member {
    case identifier, data, time, microseconds, interface, direction, kind
    case isExtended, isRemote, isFlexible, length
    /// An object that may hold the frame.
    case object
  }

  /// Recognises a name, apart from its case, or gives `nil`.
  init?(_ name: Span<UInt8>) {
    guard name.count > 0, name.count <= 16 else { return nil }
    let outline = WordOutline(name)
    guard
      outline.fits(
        Self.outlines.lengths[outline.first],
        Self.outlines.endLengths[outline.last],
        Self.outlines.seconds[outline.first]),
      let letter = WordTable.letter(of: name, in: Self.text)
    else { return nil }
    switch letter | 0x20 {
    case UInt8(ascii: "i"): member = .identifier
    case UInt8(ascii: "d"): member = .data
    case UInt8(ascii: "t"): member = .time
    case UInt8(ascii: "u"): member = .microseconds
    case UInt8(ascii: "c"): member = .interface
    case UInt8(ascii: "w"): member = .direction
    case UInt8(ascii: "k"): member = .kind
    case UInt8(ascii: "e"): member = .isExtended
    case UInt8(ascii: "r"): member = .isRemote
    case UInt8(ascii: "f"): member = .isFlexible
    case UInt8(ascii: "l"): member = .length
    default: member = .object
    }
    isOfCAN = letter & 0x20 == 0
  }

  private static let outlines = WordOutlines(text)

  /// The names, with a capital letter where only frames of CAN have them, as rows of a
  /// ``WordTable``.
  static var text: String {
    """
    arbitration_id  I
    bus             c
    can             o
    canid           I
    can_id          I
    channel         c
    data            d
    direction       W
    dlc             L
    ext             E
    extended        E
    fd              F
    frame           o
    id              i
    ide             E
    interface       C
    is_extended_id  E
    is_fd           F
    is_remote_frame R
    kind            K
    message         o
    msg             o
    payload         o
    remote          r
    rtr             R
    time            t
    timestamp       t
    ts              t
    ts_sec          T
    ts_usec         U
    """
  }
}
