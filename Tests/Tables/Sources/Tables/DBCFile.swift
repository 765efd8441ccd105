// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

import BatteryCAN

/// A dialect as a DBC file, as cantools and SavvyCAN read it.
struct DBCFile {
  private let dialect: Dialect
  private let messages: [DBCMessage]

  init(_ dialect: Dialect) {
    self.dialect = dialect
    messages = dialect.messages.map { DBCMessage($0.id, $0.layout) }
  }

  var text: String {
    """
    VERSION ""

    NS_ :

    BS_:

    BU_: BMS PCS

    \(messages.map(\.definition).joined(separator: "\n"))
    CM_ \(origin.quoted);
    \(lines { $0.comments })\
    BA_DEF_ SG_ "SystemSignalLongSymbol" STRING ;
    BA_DEF_DEF_ "SystemSignalLongSymbol" "";
    \(lines { $0.longNames })\
    \(lines { $0.meanings })
    """
  }

  private var origin: String {
    """
    \(dialect.definition.title). Made from the layouts of swift-battery-can, \
    SPDX-License-Identifier: Apache-2.0. Sources: \(dialect.definition.sources)
    """
  }

  private func lines(_ part: (DBCMessage) -> [String]) -> String {
    messages.flatMap(part).map { $0 + "\n" }.joined()
  }
}

/// A message of a DBC file.
private struct DBCMessage {
  private let id: UInt16
  private let layout: MessageLayout
  private let signals: [DBCSignal]

  init(_ id: UInt16, _ layout: MessageLayout) {
    self.id = id
    self.layout = layout
    signals = layout.slots.flatMap { DBCSignal.signals($0, layout) }
    precondition(Set(signals.map(\.shortName)).count == signals.count)
  }

  /// The message with its signals.
  var definition: String {
    let (sender, receiver) =
      layout.kind.isFromPCS ? ("PCS", "BMS") : ("BMS", "PCS")
    let length = layout.slots.map(\.end).reduce(Int(layout.length), max)
    let head = "BO_ \(id) \(name): \(length) \(sender)\n"
    return signals.reduce(head) { $0 + " \($1.definition) \(receiver)\n" }
  }

  var comments: [String] {
    ["CM_ BO_ \(id) \("\(layout.kind.name)".words.quoted);"]
      + signals.filter { !$0.comment.isEmpty }.map {
        "CM_ SG_ \(id) \($0.shortName) \($0.comment.quoted);"
      }
  }

  /// The names that are too long for some readers.
  var longNames: [String] {
    signals.filter { $0.name != $0.shortName }.map {
      "BA_ \"SystemSignalLongSymbol\" SG_ \(id) \($0.shortName) "
        + "\($0.name.quoted);"
    }
  }

  /// What the numbers of the signals stand for.
  var meanings: [String] {
    signals.filter { !$0.meanings.isEmpty }.map { signal in
      let meanings = signal.meanings.map { " \($0) \($1.quoted)" }
      return "VAL_ \(id) \(signal.shortName)\(meanings.joined()) ;"
    }
  }

  /// `StateOfCharge_355`.
  private var name: String {
    let words = "\(layout.kind.name)".split(separator: "_")
    let kind = words.map { $0.prefix(1).uppercased() + $0.dropFirst() }
    return "\(kind.joined())_\(String(id, radix: 16, uppercase: true))"
  }
}

extension String {
  /// The text between quotation marks, which it must not have itself.
  fileprivate var quoted: String {
    precondition(allSatisfy(\.isASCII))
    return "\"" + String(map { $0 == "\"" ? "'" : $0 }) + "\""
  }

  /// `state_of_charge` as "State of charge".
  fileprivate var words: String {
    let words = String(map { $0 == "_" ? " " : $0 })
    return words.prefix(1).uppercased() + words.dropFirst()
  }
}
