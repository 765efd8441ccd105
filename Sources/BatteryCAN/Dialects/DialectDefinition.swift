// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

/// What makes a dialect: its name, its messages, its traces, and how sure we are.
public struct DialectDefinition: Sendable {
  /// The name, as in `--dialect` and in every output.
  public let name: StaticString
  /// The name as people say it.
  public let title: StaticString
  /// How well it is known.
  public let reliability: Reliability
  /// Where the facts come from.
  public let sources: StaticString
  /// What it can be recognised by.
  public let signature: Signature
  /// Which message an identifier carries, and where its signals are.
  let layout: @Sendable (_ id: UInt16) -> MessageLayout?

  init(
    _ name: StaticString, title: StaticString, _ reliability: Reliability,
    sources: StaticString, signature: Signature,
    layout: @escaping @Sendable (UInt16) -> MessageLayout?
  ) {
    self.name = name
    self.title = title
    self.reliability = reliability
    self.sources = sources
    self.signature = signature
    self.layout = layout
  }

  /// How well a dialect is known.
  @nonexhaustive
  public enum Reliability: UInt8, Sendable {
    /// From documents of the maker, or many readers and captures that agree.
    case solid
    /// From captures or several implementations, without a document.
    case medium
    /// From implementations that disagree, without a capture.
    case weak

    /// The word for it.
    public var name: StaticString {
      switch self {
      case .solid: "solid"
      case .medium: "medium"
      case .weak: "weak"
      }
    }
  }
}
