// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

import Simulation
import TestSupport
import Testing

/// The simulated captures of Fixtures.
@Suite struct SimulatedFixtureTests {
  /// They are what the simulator writes. After a change of it, this writes them
  /// anew:
  ///
  ///     swift run --package-path Tests/Simulator Simulator \
  ///       --fixtures Fixtures/simulated
  @Test(arguments: Story.fixtures.map(\.name)) func capture(
    _ name: String
  ) throws {
    let story = try #require(Story.fixtures.first { $0.name == name })
    var simulation = Simulation(story)
    var log: [UInt8] = []
    simulation.writeLog { log += $0 }
    let file = try Files.bytes(Files.fixture("simulated/\(name).log"))
    #expect(log == file)
    #expect(log.count < 60_000)
  }

  /// There is no other.
  @Test func names() {
    #expect(
      Set(Files.names(in: Files.fixture("simulated")))
        == Set(Story.fixtures.map { "\($0.name).log" }))
  }

  /// A story is the same each time, and another one with another seed.
  @Test func seeds() {
    func log(_ seed: UInt64) -> [UInt8] {
      var simulation = Simulation(
        Story.normalDay.with {
          $0.seed = seed
          $0.period = 60_000
        })
      var log: [UInt8] = []
      simulation.writeLog { log += $0 }
      return log
    }
    let first = log(1)
    #expect(first == log(1))
    #expect(first != log(2))
  }
}
