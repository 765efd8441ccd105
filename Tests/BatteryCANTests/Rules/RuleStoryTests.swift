// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

@testable import BatteryCAN
import CANBus
import Simulation
import Testing

/// What the checker makes of the stories of the simulator, which knows nothing of
/// it.
@Suite struct RuleStoryTests {
  /// The rules that a story breaks.
  private func broken(in story: Story) -> Set<String> {
    var simulation = Simulation(story)
    var link = BatteryLink()
    var checker = RuleChecker(RuleSettings(.zsx5000s))
    var broken: Set<String> = []
    var number: UInt64 = 0
    while let frame = simulation.next() {
      number += 1
      let message = link.take(frame)
      checker.check(message, &link, number: number)
      while let finding = checker.nextFinding() {
        broken.insert("\(finding.rule.name)")
      }
    }
    return broken
  }

  @Test(arguments: RuleStory.all.map(\.broken.name))
  func storyThatBreaksARule(name: String) throws {
    let story = try #require(RuleStory.all.first { $0.broken.name == name })
    #expect(broken(in: story.broken).contains(story.rule))
  }

  @Test(arguments: RuleStory.all.map(\.nearly.name))
  func storyThatNearlyDoes(name: String) throws {
    let story = try #require(RuleStory.all.first { $0.nearly.name == name })
    #expect(!broken(in: story.nearly).contains(story.rule))
  }

  /// Days on which nothing is wrong, in any dialect.
  @Test(
    arguments: (0..<UInt8(Dialect.count)).compactMap(Dialect.init(rawValue:)))
  func normalDay(dialect: Dialect) {
    var story = Story.normalDay
    story.dialect = dialect
    story.duration = 4 * 3600
    story.period = 10_000
    #expect(broken(in: story).isEmpty)
  }
}
