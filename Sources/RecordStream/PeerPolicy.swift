internal import CGlibc
internal import Glibc

/// Who may connect, by the user and primary group that the kernel says a peer had when it connected (SO_PEERCRED).
package struct PeerPolicy: Sendable {
  package var uids: Set<UInt32>?
  package var gids: Set<UInt32>?

  /// Without any list everybody may; a peer that is on either of two lists may.
  package init(uids: Set<UInt32>? = nil, gids: Set<UInt32>? = nil) {
    self.uids = uids
    self.gids = gids
  }

  func admits(uid: UInt32, gid: UInt32) -> Bool {
    if uids == nil && gids == nil { return true }
    return uids?.contains(uid) == true || gids?.contains(gid) == true
  }

  /// The credentials of the peer of a connected socket; nil if it has none.
  static func credentials(of file: FileDescriptor) -> (uid: UInt32, gid: UInt32)? {
    var credentials = glibc_ucred()
    guard glibc_peer_credentials(file.number, &credentials) == 0 else { return nil }
    return (credentials.uid, credentials.gid)
  }
}
