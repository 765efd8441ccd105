// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

internal import ArgumentParser
internal import CANCapture

/// The command, which only chooses between its subcommands.
@main
struct BMSDump: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "bmsdump",
    abstract: "Shows what a home-storage battery told its inverter over CAN.",
    discussion: """
      bmsdump capture.log
      candump can0 | bmsdump
      bmsdump -i can0
      bmsdump --format csv -o capture.csv capture.pcap
      bmsdump summary capture.log
      bmsdump events capture.log
      bmsdump report -o report.html capture.log
      bmsdump identify capture.log
      bmsdump convert -o capture.pcap capture.log

      Without a subcommand it decodes; "bmsdump decode --help" shows the options.
      """,
    version: ProgramVersion.text,
    subcommands: [
      Decode.self, Summary.self, Check.self, Events.self, Report.self,
      Identify.self, Convert.self,
    ],
    defaultSubcommand: Decode.self
  )

  static func main() {
    StandardStreams.openMissing()
    StandardStreams.ignoreBrokenPipeSignal()
    StopSignals.watch()
    var isEndless = false
    do {
      var command = try parseAsRoot()
      isEndless = (command as? any InputCommand)?.input.isEndless ?? false
      try command.run()
    } catch {
      if !isEndless { StopSignals.endProcess() }
      exit(withError: error)
    }
    // What has no end was ended as it should be.
    if !isEndless { StopSignals.endProcess() }
  }
}
