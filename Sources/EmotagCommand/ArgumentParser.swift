internal import CGlibc
internal import Glibc

/// Reads a command line by a table of options, with the C library's `getopt_long`.
///
/// Options and operands may be mixed; `--` ends the options; a long name may be shortened as far as it is unique.
/// Returns the operands. `command` is for messages; empty for the filter.
func parseArguments<Settings>(
  _ arguments: [String], of command: String = "", options: [Option<Settings>], into settings: inout Settings
) throws(CommandError) -> [String] {
  // getopt_long moves the pointers of its array about, never the texts.
  let texts = (["emotag"] + arguments).map { strdup($0) }
  let names = options.map { strdup($0.long) }
  defer { for text in texts + names { free(text) } }
  var pointers = texts + [nil]
  // The leading colon makes a missing argument tell itself from an unknown option.
  let shortNames =
    ":"
    + options.map { option in
      option.short.map { "\($0)" + (option.value == nil ? "" : ":") } ?? ""
    }.joined()
  // A long option answers with a value above all characters, so that its place in the table can be told.
  let longBase: Int32 = 1000
  let longOptions =
    options.indices.map { index in
      option(
        name: names[index], has_arg: options[index].value == nil ? no_argument : required_argument, flag: nil,
        val: longBase + Int32(index))
    } + [option(name: nil, has_arg: 0, flag: nil, val: 0)]

  var given: Set<String> = []
  glibc_getopt_reset()
  while true {
    let result = getopt_long(Int32(texts.count), &pointers, shortNames, longOptions, nil)
    if result == -1 { break }
    if result == Int32(UInt8(ascii: "?")) || result == Int32(UInt8(ascii: ":")) {
      throw refusal(of: pointers, isMissingArgument: result == Int32(UInt8(ascii: ":")), command, options)
    }
    let named = result >= longBase ? options[Int(result - longBase)] : nil
    guard let chosen = named ?? options.first(where: { $0.short?.asciiValue.map(Int32.init) == result }) else {
      throw CommandError(.bug, "getopt_long", "unknown result \(result)")
    }
    // Of two arguments one would be lost in silence.
    guard given.insert(chosen.long).inserted || chosen.isRepeatable || chosen.value == nil else {
      throw CommandError(.usage, "--\(chosen.long)", "it is given twice")
    }
    do throws(UsageError) {
      try chosen.apply(&settings, glibc_optarg().map { String(cString: $0) } ?? "")
    } catch {
      throw CommandError(.usage, "--\(chosen.long)", error.reason)
    }
  }
  return pointers[Int(glibc_optind())..<texts.count].compactMap { $0.map { String(cString: $0) } }
}

/// What to say of the option that getopt_long has just refused.
private func refusal<Settings>(
  of pointers: [UnsafeMutablePointer<CChar>?], isMissingArgument: Bool, _ command: String, _ options: [Option<Settings>]
) -> CommandError {
  let code = glibc_optopt()
  var name = pointers[Int(glibc_optind()) - 1].map { String(cString: $0) } ?? ""
  if code >= 1000 {
    name = "--\(options[Int(code) - 1000].long)"
  } else if code > 0, let scalar = Unicode.Scalar(UInt32(code)) {
    name = "-\(Character(scalar))"
  }
  if isMissingArgument { return CommandError(.usage, name, "it needs an argument") }
  let isLong = name.hasPrefix("--")
  let typed = name.dropFirst(2).prefix { $0 != "=" }
  let matches = isLong ? options.filter { $0.long.hasPrefix(typed) } : []
  if code >= 1000 { return CommandError(.usage, name, "it takes no argument") }
  if matches.count > 1 {
    let names = matches.map { "--\($0.long)" }.joined(separator: ", ")
    return CommandError(.usage, name, "it could be any of \(names)")
  }
  let near = isLong ? suggestion(for: String(typed), in: options.map(\.long) + ["help", "version"], prefix: "--") : ""
  let help = "; see emotag \(command.isEmpty ? "" : "\(command) ")--help"
  return CommandError(.usage, name, "no such option" + (near.isEmpty ? help : near))
}
