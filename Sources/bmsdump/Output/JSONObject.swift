// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

/// A JSON object that is put together member by member.
struct JSONObject: CustomStringConvertible {
  private var members: [String] = []

  /// The object on one line.
  var description: String { "{" + members.joined(separator: ",") + "}" }

  /// Adds a text, or null.
  mutating func add(_ key: String, _ text: String?) {
    add(key, json: text.map(Self.quoted) ?? "null")
  }

  /// Adds a number.
  mutating func add(_ key: String, _ number: some BinaryInteger) {
    add(key, json: "\(number)")
  }

  /// Adds a yes or no.
  mutating func add(_ key: String, _ flag: Bool?) {
    add(key, json: flag.map { "\($0)" } ?? "null")
  }

  /// Adds an object, or null.
  mutating func add(_ key: String, _ object: JSONObject?) {
    add(key, json: object.map { "\($0)" } ?? "null")
  }

  /// Adds a list of objects.
  mutating func add(_ key: String, _ objects: [JSONObject]) {
    add(key, json: Self.list(objects.map { "\($0)" }))
  }

  /// Adds a list of texts.
  mutating func add(_ key: String, _ texts: [String]) {
    add(key, json: Self.list(texts.map(Self.quoted)))
  }

  /// Adds a value that is JSON already.
  mutating func add(_ key: String, json: String) {
    members.append("\(Self.quoted(key)):\(json)")
  }

  private static func list(_ values: [String]) -> String {
    "[" + values.joined(separator: ",") + "]"
  }

  private static func quoted(_ text: String) -> String {
    "\"\(text.escapedForJSON)\""
  }
}
