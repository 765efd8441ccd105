// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

internal import ArgumentParser
internal import BatteryCAN
internal import CANBus
internal import CANCapture

/// `bmsdump identify`: which dialect each interface of a capture speaks.
struct Identify: InputCommand {
  static let configuration = CommandConfiguration(
    commandName: "identify",
    abstract: "Tells which dialect each interface speaks, and why.",
    discussion: """
      For each interface: the dialect, how sure it is (certain, likely, \
      not_enough_evidence, no_battery), what speaks for it, and what speaks \
      against the dialect that is next. A change within the capture is shown \
      with its time.
      """
  )

  /// The values of `--format`.
  enum Format: String, ExpressibleByArgument, CaseIterable {
    case text, json, jsonl
  }

  @OptionGroup var input: InputOptions

  @Option(help: "Output: text, or json with an object a line.")
  var format: Format = .text

  func run() throws {
    var job = IdentifyJob(self)
    let status = job.identify(input)
    guard status == .success else { throw status }
  }
}

/// Reads captures and shows what is concluded from their frames.
struct IdentifyJob: CaptureJob, ~Copyable {
  private let format: Identify.Format
  private var found = Detectors(.auto)
  private var name = ""
  var output = OutputBuffer(ByteSink(descriptor: 1))
  let reporting: InputReport.Settings

  init(_ options: Identify) {
    format = options.format
    reporting = InputReport.Settings(style: options.input.stats)
  }

  var writesOnlyAtTheEnd: Bool { true }

  /// Standard output has it all.
  var detectors: Detectors? { nil }

  mutating func identify(_ options: InputOptions) -> ExitCode {
    let status = run(options)
    return finish(status)
  }

  mutating func begin(_ inputs: [CaptureInput]) {
    found = Detectors(.auto)
    for input in inputs { found.lookAhead(input) }
    name = inputs.map(\.argument).joined(separator: ", ")
  }

  mutating func take(_ frame: inout CANFrame) -> FrameFate {
    _ = found.decode(&frame)
    return .shown
  }

  mutating func end(announced: UInt64) {
    for bus in found.buses {
      switch format {
      case .text: output.append(Array(bus.text(name).utf8))
      case .json, .jsonl: output.append(Array(bus.json(name).utf8))
      }
    }
    output.flush()
  }
}

extension Detectors.Bus {
  /// A few lines for people.
  fileprivate func text(_ input: String) -> String {
    let identification = self.identification
    let name = interface.isEmpty ? "" : " " + "\(interface)".printable
    var lines = ["\(input.printable)\(name): "]
    func list(_ title: String, _ clues: ClueSet) {
      guard !clues.isEmpty else { return }
      lines.append("  \(title):")
      lines += clues.sentences.map { "    \($0)" }
    }
    if let dialect = identification.dialect {
      lines[0] +=
        "\(dialect.name) (\(dialect.definition.title)), "
        + "\(identification.confidence.name)"
      list("for it", identification.evidence)
      list("against it", identification.evidence(against: dialect))
      if let runnerUp = identification.runnerUp {
        let against = identification.evidence(against: runnerUp)
        if against.isEmpty {
          lines.append("  next is \(runnerUp.name), of which nothing was seen")
        }
        list("against \(runnerUp.name), which is next", against)
      }
    } else {
      lines[0] += identification.summary
      if identification.confidence == .undecided {
        list("seen", identification.clues)
        if let assumed = identification.candidates.reading {
          list("against it", identification.evidence(against: assumed))
        }
      }
    }
    list("would settle it", identification.missing)
    if identification.confidence != .noBattery {
      for relative in identification.relatives {
        lines.append("  also there, and not decoded: \(relative.name)")
      }
    }
    for change in changes where changes.count > 1 {
      let time = change.timestamp.map { "\($0)" } ?? "without time"
      lines.append("  \(time): \(change.identification.summary)")
    }
    lines.append("  \(counted(frameCount))")
    return lines.joined(separator: "\n") + "\n"
  }

  /// One line of JSON.
  fileprivate func json(_ input: String) -> String {
    let identification = self.identification
    func clues(_ clues: ClueSet?) -> [String] {
      clues?.sentences ?? []
    }
    let dialect = identification.dialect
    let runnerUp = identification.runnerUp
    var object = JSONObject()
    object.add("file", input)
    object.add("interface", interface.isEmpty ? nil : "\(interface)")
    object.add("dialect", dialect?.name.description)
    object.add("confidence", identification.confidence.name.description)
    object.add(
      "candidates", identification.candidates.map(\.name.description))
    object.add("evidence", clues(identification.evidence))
    object.add(
      "evidence_against",
      clues(dialect.map { identification.evidence(against: $0) }))
    object.add("assumed", identification.candidates.assumed?.name.description)
    object.add("would_settle", clues(identification.missing))
    object.add("runner_up", runnerUp?.name.description)
    object.add(
      "evidence_against_runner_up",
      clues(runnerUp.map { identification.evidence(against: $0) }))
    object.add("relatives", identification.relatives.map(\.name.description))
    object.add("frames", frameCount)
    object.add("changes", changes.map(\.object))
    return "\(object)\n"
  }
}

extension Detectors.Change {
  fileprivate var object: JSONObject {
    var object = JSONObject()
    object.add("time", json: timestamp.map { "\($0)" } ?? "null")
    object.add("dialect", identification.dialect?.name.description)
    return object
  }
}
