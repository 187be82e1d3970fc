internal import CGlibc
internal import Glibc

/// Who may connect, by the user and groups that the kernel says a peer had when it connected (SO_PEERCRED, SO_PEERGROUPS).
package struct PeerPolicy: Sendable {
  package var uids: Set<UInt32>?
  package var gids: Set<UInt32>?

  /// Without any list everybody may; a peer that is on either of two lists may.
  package init(uids: Set<UInt32>? = nil, gids: Set<UInt32>? = nil) {
    self.uids = uids
    self.gids = gids
  }

  /// `groups` is asked for only if it makes a difference.
  func admits(uid: UInt32, gid: UInt32, groups: @autoclosure () -> [UInt32]) -> Bool {
    guard uids != nil || gids != nil else { return true }
    if uids?.contains(uid) == true { return true }
    guard let gids else { return false }
    return gids.contains(gid) || groups().contains(where: gids.contains)
  }

  /// The supplementary groups of the peer of a connected socket.
  static func groups(of file: FileDescriptor) -> [UInt32] {
    // A process has as many as 65,536 (NGROUPS_MAX); few have more than these, and the kernel says how many.
    var groups = [UInt32](repeating: 0, count: 64)
    while true {
      var size = UInt32(groups.count * MemoryLayout<UInt32>.size)
      if glibc_peer_groups(file.number, &groups, &size) == 0 {
        return Array(groups.prefix(Int(size) / MemoryLayout<UInt32>.size))
      }
      guard errno == ERANGE, Int(size) > groups.count * MemoryLayout<UInt32>.size else { return [] }
      groups = Array(repeating: 0, count: Int(size) / MemoryLayout<UInt32>.size)
    }
  }

  /// The credentials of the peer of a connected socket; nil if it has none.
  static func credentials(of file: FileDescriptor) -> (uid: UInt32, gid: UInt32)? {
    var credentials = glibc_ucred()
    guard glibc_peer_credentials(file.number, &credentials) == 0 else { return nil }
    return (credentials.uid, credentials.gid)
  }
}
