// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

internal import ArgumentParser
internal import BatteryCAN
internal import CANBus
internal import CANCapture

/// `bmsdump identify`: which dialect each interface of a capture speaks.
struct Identify: ParsableCommand {
  static let configuration = CommandConfiguration(
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

  @Argument(help: "Captures to read in turn; none or \"-\" is standard input.")
  var files: [String] = []

  @Option(help: "Output: text, or json with an object a line.")
  var format: Format = .text

  func run() throws {
    var status = ExitCode.success
    for input in files.isEmpty ? ["-"] : files {
      let result = identify(input)
      if status == .success { status = result }
    }
    guard status == .success else { throw status }
  }

  private func identify(_ input: String) -> ExitCode {
    var report = InputReport(input)
    var detectors = Detectors(.auto)
    do throws(CaptureError) {
      try read(input, &detectors, &report)
    } catch {
      return report.fail(error)
    }
    var text = ""
    for bus in detectors.buses {
      switch format {
      case .text: text += bus.text(input)
      case .json, .jsonl: text += bus.json(input)
      }
    }
    return print(text)
  }

  private func read(
    _ input: String, _ detectors: inout Detectors, _ report: inout InputReport
  ) throws(CaptureError) {
    var capture =
      input == "-"
      ? CaptureReader(descriptor: 0) : try CaptureReader(path: input)
    var frame = CANFrame()
    while true {
      do throws(CaptureError) {
        guard try capture.read(into: &frame) else { break }
        _ = detectors.decode(frame)
      } catch {
        guard case .malformed(let record) = error else { throw error }
        report.add(record, hasFrames: capture.frameCount > 0)
      }
    }
    var frames = FrameCounts()
    frames.read = capture.frameCount
    frames.wanted = frames.read
    report.finish(capture.malformed, frames)
  }

  private func print(_ text: String) -> ExitCode {
    do throws(SystemError) {
      try ByteSink(descriptor: 1).write(Array(text.utf8).span)
    } catch {
      if error == .brokenPipe { return .success }
      Diagnostics().report("cannot write: \(error)")
      return ExitStatus.ioFailed
    }
    return .success
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
      lines += clues.map { "    \($0.text)" }
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
      }
    }
    if identification.confidence != .noBattery {
      for relative in identification.relatives {
        lines.append("  also there, and not decoded: \(relative.name)")
      }
    }
    for change in changes where changes.count > 1 {
      let time = change.timestamp.map { "\($0)" } ?? "without time"
      lines.append("  \(time): \(change.identification.summary)")
    }
    lines.append("  \(frameCount) frames")
    return lines.joined(separator: "\n") + "\n"
  }

  /// One line of JSON.
  fileprivate func json(_ input: String) -> String {
    let identification = self.identification
    func quoted(_ text: String) -> String { "\"\(text.escapedForJSON)\"" }
    func list(_ texts: [String]) -> String {
      "[" + texts.map(quoted).joined(separator: ",") + "]"
    }
    func clues(_ clues: ClueSet?) -> String {
      list(clues?.map(\.text.description) ?? [])
    }
    func name(_ dialect: Dialect?) -> String {
      dialect.map { quoted($0.name.description) } ?? "null"
    }
    let dialect = identification.dialect
    let runnerUp = identification.runnerUp
    let members = [
      "\"file\":" + quoted(input),
      "\"interface\":"
        + (interface.isEmpty ? "null" : quoted("\(interface)")),
      "\"dialect\":" + name(dialect),
      "\"confidence\":" + quoted(identification.confidence.name.description),
      "\"candidates\":"
        + list(identification.candidates.map(\.name.description)),
      "\"evidence\":" + clues(identification.evidence),
      "\"evidence_against\":"
        + clues(dialect.map { identification.evidence(against: $0) }),
      "\"runner_up\":" + name(runnerUp),
      "\"evidence_against_runner_up\":"
        + clues(runnerUp.map { identification.evidence(against: $0) }),
      "\"relatives\":"
        + list(identification.relatives.map(\.name.description)),
      "\"frames\":\(frameCount)",
      "\"changes\":[" + changes.map(\.json).joined(separator: ",") + "]",
    ]
    return "{" + members.joined(separator: ",") + "}\n"
  }
}

extension Detectors.Change {
  fileprivate var json: String {
    let time = timestamp.map { "\($0)" } ?? "null"
    let dialect =
      identification.dialect.map { "\"\($0.name)\"" } ?? "null"
    return "{\"time\":\(time),\"dialect\":\(dialect)}"
  }
}
