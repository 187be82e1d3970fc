internal import Glibc

/// Refuses a word that is not a file but is close to a command's name.
func refuseMistypedCommand(_ word: String) throws(CommandError) {
  guard word != "-", access(word, F_OK) != 0, let command = nearestName(to: word, in: Command.words) else { return }
  throw CommandError(.usage, word, "there is no such command or file; did you mean emotag \(command)?")
}

func refuseOperands(_ operands: [String], of command: String) throws(CommandError) {
  if let operand = operands.first { throw CommandError(.usage, command, "it takes no \"\(operand)\"") }
}
