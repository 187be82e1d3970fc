import Foundation

/// The daemons of Debian's packages; rsyslog and syslog-ng cannot both be installed, so `.ci/run` unpacks them.
enum DebianPackages {
  /// Where the packages are unpacked; empty for what is installed.
  static let root = ProcessInfo.processInfo.environment["EMOTAG_DEBIAN"] ?? ""

  #if arch(arm64)
    static let libraries = root + "/usr/lib/aarch64-linux-gnu"
  #else
    static let libraries = root + "/usr/lib/x86_64-linux-gnu"
  #endif

  static let rsyslogd = root + "/usr/sbin/rsyslogd"
  static let rsyslogModules = libraries + "/rsyslog"
  static let syslogNg = root + "/usr/sbin/syslog-ng"
  static let syslogNgLibraries = root + "/usr/lib/syslog-ng"
  static let syslogNgModules = root + "/usr/lib/syslog-ng/3.38"
  static let systemdJournalRemote = root + "/lib/systemd/systemd-journal-remote"

  static func exist(_ paths: String...) -> Bool {
    paths.allSatisfy { FileManager.default.fileExists(atPath: $0) }
  }
}
