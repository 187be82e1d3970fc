internal import Glibc

/// A signal's name, such as `SIGINT`.
func signalName(_ signal: Int32) -> String {
  switch signal {
  case SIGINT: "SIGINT"
  case SIGTERM: "SIGTERM"
  default: "signal \(signal)"
  }
}
