import Foundation
import Testing

@testable import EmotagCommand

/// What control groups leave, by files as the kernel has them.
struct ControlGroupTests {
  struct Case: CustomTestStringConvertible {
    let testDescription: String
    let memberships: String
    let files: [String: String]
    /// Of eight processors.
    let workers: Int
  }

  static let cases = [
    Case(testDescription: "no limit", memberships: "0::/a/b\n", files: ["a/b/cpu.max": "max 100000\n"], workers: 8),
    Case(testDescription: "a quota", memberships: "0::/a\n", files: ["a/cpu.max": "250000 100000\n"], workers: 3),
    Case(
      testDescription: "a quota above", memberships: "0::/a/b\n", files: ["a/cpu.max": "50000 100000\n"], workers: 1),
    Case(
      testDescription: "the lesser quota", memberships: "0::/a\n",
      files: ["cpu.max": "200000 100000\n", "a/cpu.max": "400000 100000\n"], workers: 2),
    Case(
      testDescription: "threads", memberships: "0::/a\n", files: ["a/pids.max": "6\n", "a/pids.current": "1\n"],
      workers: 4),
    Case(
      testDescription: "no thread", memberships: "0::/a\n", files: ["a/pids.max": "1\n", "a/pids.current": "1\n"],
      workers: 1),
    Case(
      testDescription: "any number of threads", memberships: "0::/a\n",
      files: ["a/pids.max": "max\n", "a/pids.current": "1\n"], workers: 8),
    Case(
      testDescription: "version 1", memberships: "4:cpu,cpuacct:/x\n3:pids:/y\n0::/\n",
      files: [
        "cpu/x/cpu.cfs_quota_us": "500000\n", "cpu/x/cpu.cfs_period_us": "100000\n", "pids/y/pids.max": "5\n",
        "pids/y/pids.current": "1\n",
      ], workers: 3),
    Case(
      testDescription: "version 1 without a quota", memberships: "1:cpu:/\n",
      files: ["cpu/cpu.cfs_quota_us": "-1\n", "cpu/cpu.cfs_period_us": "100000\n"], workers: 8),
    Case(testDescription: "nothing", memberships: "", files: [:], workers: 8),
    Case(testDescription: "nonsense", memberships: "x\n0::/a\n", files: ["a/cpu.max": "1 0 \n"], workers: 8),
  ]

  @Test(arguments: cases)
  func noMoreWorkersThanTheGroupsAllow(_ example: Case) throws {
    let folder = try TemporaryDirectory()
    for (path, text) in example.files {
      let parent = URL(fileURLWithPath: folder.path(path)).deletingLastPathComponent()
      try FileManager.default.createDirectory(at: parent, withIntermediateDirectories: true)
      _ = try folder.write(text, to: path)
    }
    let group = ControlGroup(root: folder.url.path, memberships: example.memberships)
    #expect(group.workerCount(processors: 8) == example.workers)
  }
}
