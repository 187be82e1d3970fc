internal import Glibc

/// The name of an output file, in which strftime's conversions stand for the time.
package enum OutputName {
  /// The name that a template stands for now, in UTC; without a `%` it is the template itself.
  package static func expand(_ template: String) -> String {
    guard template.contains("%") else { return template }
    var now = time(nil)
    var parts = tm()
    gmtime_r(&now, &parts)
    var name = [CChar](repeating: 0, count: 4096)
    let count = strftime(&name, name.count, template, &parts)
    return count == 0 ? template : String(decoding: name[..<count].map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }
}
