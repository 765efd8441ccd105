// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import BatteryCAN
import Foundation
import Simulation

/// Writes a capture of a simulated battery, in the format of `candump -l`.
@main struct Simulator: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "Simulator",
    abstract: "Write what a simulated battery and its inverter send.",
    discussion: "Stories:\n"
      + stories.map { "  \($0.name): \($0.about)" }.joined(separator: "\n"))

  private static let stories =
    Story.all + Story.fixtures
    + RuleStory.all.flatMap { [$0.broken, $0.nearly] }

  @Argument(help: "The name of a story.")
  var story: String?

  @Option(help: "A folder for all captures of Fixtures, instead of a story.")
  var fixtures: String?

  @Option(help: "The dialect of the battery.")
  var dialect: String?

  @Option(help: "Seconds from one report to the next.")
  var period: Double?

  @Option(help: "How many seconds the story lasts at most.")
  var duration: Int64?

  @Option(help: "The number of packs, 1 to 4.")
  var packs: Int64?

  @Option(help: "Seed of weather and switches.")
  var seed: UInt64?

  @Flag(help: "Send all messages, also where the story has only some.")
  var allMessages = false

  @Option(name: .short, help: "The file; standard output by default.")
  var output: String?

  @Option(help: "A file for what the simulator did, a line for each event.")
  var truth: String?

  func run() throws {
    if let fixtures {
      for story in Story.fixtures {
        var simulation = Simulation(story)
        let file = try Self.create(fixtures + "/\(story.name).log")
        try simulation.writeLog { try file.write(contentsOf: $0) }
      }
      return
    }
    var simulation = Simulation(try changedStory())
    let file = try output.map(Self.create) ?? .standardOutput
    try simulation.writeLog { try file.write(contentsOf: $0) }
    guard let truth else { return }
    let lines = simulation.events.map { event in
      let kind = "\(event.kind)"
        .replacing("Simulation.SimulatedEvent.", with: "")
        .replacing("BatteryCAN.", with: "")
      return "\(event.frame) \(event.time) \(kind)\n"
    }
    try Self.create(truth).write(contentsOf: Data(lines.joined().utf8))
  }

  private func changedStory() throws -> Story {
    guard let name = self.story else {
      throw ValidationError("A story is missing; see --help.")
    }
    guard var story = Self.stories.first(where: { $0.name == name }) else {
      throw ValidationError("There is no story '\(name)'.")
    }
    if let dialect {
      let all = (0..<UInt8(Dialect.count)).compactMap(Dialect.init(rawValue:))
      guard let known = all.first(where: { "\($0.name)" == dialect }) else {
        throw ValidationError("There is no dialect '\(dialect)'.")
      }
      story.dialect = known
    }
    if let period {
      guard period >= 0.1, period <= 86_400 else {
        throw ValidationError("A period is 0.1 to 86400 seconds.")
      }
      story.period = Int64((period * 1000).rounded())
    }
    if let duration { story.duration = min(duration, story.duration) }
    if let packs {
      guard 1...4 ~= packs else { throw ValidationError("1 to 4 packs.") }
      story.packs = packs
    }
    if let seed { story.seed = seed }
    if allMessages { story.kinds = nil }
    return story
  }

  private static func create(_ path: String) throws -> FileHandle {
    guard FileManager.default.createFile(atPath: path, contents: nil),
      let file = FileHandle(forWritingAtPath: path)
    else { throw ValidationError("Cannot write '\(path)'.") }
    return file
  }
}
