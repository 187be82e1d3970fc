internal import Glibc
internal import RecordStream

/// What the service is asked to do.
struct ServeSettings {
  /// What it shares with the filter.
  var filter = FilterSettings()
  var listen: String?
  var replies = false
  var acknowledges = false
  var mode: UInt32 = 0o600
  var group: UInt32?
  var peers = PeerPolicy()
  var connectionLimit = 256
  /// Nil for three quarters of them.
  var connectionsPerUser: Int?
  /// Nil for 320 MiB, or more if records may be that long.
  var pendingLimit: Int?
  var idleTimeout: Duration?
  var drainTimeout = Duration.seconds(20)

  /// Only those that the filter does not have.
  static let ownOptions: [Option<ServeSettings>] = [
    Option(
      short: "l", long: "listen", value: "PATH", help: "bind PATH; without it, sockets passed by systemd"
    ) { settings, text throws(UsageError) in settings.listen = try socketPath(text) },
    Option(
      long: "reply", fallback: "off", help: "answer on the same connection instead of --output"
    ) { settings, _ in settings.replies = true },
    Option(
      long: "ack", fallback: "off",
      help:
        "with --output: write OK N to the client once its N records so far are written, and synced with --sync batch"
    ) { settings, _ in settings.acknowledges = true },
    Option(
      long: "mode", value: "OCTAL", fallback: "0600", help: "of the socket file, from its first moment"
    ) { settings, text throws(UsageError) in
      guard let mode = UInt32(text, radix: 8), mode <= 0o777 else {
        throw UsageError(reason: "\"\(text)\" is no octal mode up to 0777")
      }
      settings.mode = mode
    },
    Option(long: "group", value: "NAME", help: "of the socket file, from its first moment") {
      settings, text throws(UsageError) in settings.group = try groupNumber(text)
    },
    Option(
      long: "allow-uid", value: "LIST", fallback: "all", help: "users who may connect, by name or number",
      isRepeatable: true
    ) { settings, text throws(UsageError) in
      settings.peers.uids = Set(try list(text, userNumber)).union(settings.peers.uids ?? [])
    },
    Option(
      long: "allow-gid", value: "LIST", fallback: "all",
      help: "groups whose members may connect, by name or number", isRepeatable: true
    ) { settings, text throws(UsageError) in
      settings.peers.gids = Set(try list(text, groupNumber)).union(settings.peers.gids ?? [])
    },
    Option(
      long: "max-connections", value: "N", fallback: "256", help: "who connects past it waits"
    ) { settings, text throws(UsageError) in
      settings.connectionLimit = try wholeNumber(text, atLeast: 1, atMost: 1 << 20)
    },
    Option(
      long: "max-connections-per-uid", value: "N", fallback: "3/4 of all",
      help: "a user who connects past it is refused, so that others find room"
    ) { settings, text throws(UsageError) in
      settings.connectionsPerUser = try wholeNumber(text, atLeast: 1, atMost: 1 << 20)
    },
    Option(
      long: "max-pending", value: "BYTES", fallback: "320M",
      help:
        "held for all clients, such as unfinished lines and unread replies; near it who holds most waits, past it is closed"
    ) { settings, text throws(UsageError) in settings.pendingLimit = try byteCount(text, upTo: 1 << 40) },
    Option(
      long: "idle-timeout", value: "S", fallback: "off",
      help: "close a client that for S seconds sends no whole line, or takes no reply"
    ) { settings, text throws(UsageError) in settings.idleTimeout = try seconds(text) },
    Option(
      long: "drain-timeout", value: "S", fallback: "20", help: "at SIGTERM, how long the end may take"
    ) { settings, text throws(UsageError) in settings.drainTimeout = try seconds(text) },
  ]

  static let options = ownOptions + FilterSettings.options.map { $0.lifted(to: \.filter) }

  /// The path of a socket, which an address of a network is not.
  private static func socketPath(_ text: String) throws(UsageError) -> String {
    let port = text.split(separator: ":", omittingEmptySubsequences: false).last ?? ""
    let isPort = !text.contains("/") && !port.isEmpty && port.allSatisfy(\.isNumber)
    guard !text.isEmpty, !isPort, !text.contains("://") else {
      throw UsageError(reason: "\"\(text)\" is an address; it takes a path, such as /run/emotag/emotag.sock")
    }
    return text
  }

  private static func seconds(_ text: String) throws(UsageError) -> Duration {
    let number = try finiteNumber(text)
    guard number > 0, number <= 1e6 else { throw UsageError(reason: "\"\(text)\" is not above 0 and up to 1000000") }
    return .seconds(number)
  }

  private static func list(
    _ text: String, _ number: (String) throws(UsageError) -> UInt32
  ) throws(UsageError) -> [UInt32] {
    var numbers: [UInt32] = []
    for part in text.split(separator: ",") { numbers.append(try number(String(part))) }
    return numbers
  }

  /// The number of a user or group; nil for a name.
  ///
  /// The largest number of 32 bits stands for none (chown(2)).
  private static func number(_ text: String) throws(UsageError) -> UInt32? {
    guard let number = UInt32(text) else { return nil }
    guard number < .max else { throw UsageError(reason: "\"\(text)\" stands for no user or group") }
    return number
  }

  private static func userNumber(_ text: String) throws(UsageError) -> UInt32 {
    if let number = try number(text) { return number }
    guard let entry = getpwnam(text) else { throw UsageError(reason: "there is no user \"\(text)\"") }
    return entry.pointee.pw_uid
  }

  private static func groupNumber(_ text: String) throws(UsageError) -> UInt32 {
    if let number = try number(text) { return number }
    guard let entry = getgrnam(text) else { throw UsageError(reason: "there is no group \"\(text)\"") }
    return entry.pointee.gr_gid
  }
}
