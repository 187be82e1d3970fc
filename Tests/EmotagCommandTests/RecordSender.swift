import Foundation
import Synchronization

/// A client that sends record after record, numbered from 0, until it is stopped or the service takes no more.
final class RecordSender: Sendable {
  let number: Int
  private let client: Client
  private let started: Atomic<Int>
  private let finished: Atomic<Int>
  private let isStopped = Atomic(false)
  private let end = DispatchSemaphore(value: 0)

  /// How many records the socket has taken whole, those before `first` included.
  var sent: Int { finished.load(ordering: .acquiring) }
  /// How many it has taken at most.
  var begun: Int { started.load(ordering: .acquiring) }

  /// Sends `chunk` records at a time.
  init(_ path: String, number: Int, first: Int = 0, chunk: Int) throws {
    self.number = number
    client = try Client(path)
    started = Atomic(first)
    finished = Atomic(first)
    let thread = Thread { [self] in
      while !isStopped.load(ordering: .acquiring) {
        let ids = sent..<(sent + chunk)
        started.store(ids.upperBound, ordering: .releasing)
        guard client.send(ids.map { "{\"client\":\(number),\"id\":\($0)}\n" }.joined()) else { break }
        finished.store(ids.upperBound, ordering: .releasing)
      }
      client.finish()
      end.signal()
    }
    thread.start()
  }

  func receive() -> String { client.receive() }

  /// Ends the sending, and waits for that.
  func stop() {
    isStopped.store(true, ordering: .releasing)
    end.wait()
    end.signal()
  }

  /// The ids of each client's records in the files, in their order; nil where a line is no whole record.
  static func ids(in paths: [String]) throws -> [Int: [Int]]? {
    var ids: [Int: [Int]] = [:]
    for path in paths {
      let text = try String(contentsOfFile: path, encoding: .utf8)
      if !text.isEmpty && !text.hasSuffix("\n") { return nil }
      for line in text.split(separator: "\n") {
        let numbers = line.utf8.split { !(0x30...0x39).contains($0) }.compactMap { Int(Substring($0)) }
        guard numbers.count == 2, line == "{\"client\":\(numbers[0]),\"id\":\(numbers[1])}" else { return nil }
        ids[numbers[0], default: []].append(numbers[1])
      }
    }
    return ids
  }
}
