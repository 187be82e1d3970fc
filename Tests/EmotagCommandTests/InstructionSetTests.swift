import Foundation
import Testing

/// The environment variable that says which instructions the kernels are made of.
struct InstructionSetTests {
  @Test func scoresAreTheSameBytesWithEverySet() throws {
    let words = ["thank you", "so sad", "!!", "what?", "love", "hate", "the cat", "unbelievable", "😂", "ok"]
    let records = (0..<600).map { i in
      "{\"text\":\"\((0..<(i % 9)).map { words[(i * 7 + $0 * $0) % words.count] }.joined(separator: " "))\"}\n"
    }.joined()
    let input = Data(records.utf8)
    let best = try Emotag.run(["--format", "all"], input: input)
    #expect(best.status == 0 && best.out.count > 10 * input.count)
    for set in ["generic", "avx2", "avx512"] {
      let run = try Emotag.run(["--format", "all"], input: input, environment: ["EMOTAG_INSTRUCTIONS": set])
      if run.status == 78 && run.err.contains("this processor has no \(set)") { continue }
      #expect(run.status == 0 && run.out == best.out, "\(set)")
    }
  }

  @Test func anUnknownSetIsRefused() throws {
    let run = try Emotag.run([], input: Data("{}\n".utf8), environment: ["EMOTAG_INSTRUCTIONS": "mmx"])
    #expect(run.status == 78 && run.out.isEmpty)
    #expect(run.err == "emotag: embedded model: EMOTAG_INSTRUCTIONS: mmx is none of generic, avx2, avx512\n")
  }
}
