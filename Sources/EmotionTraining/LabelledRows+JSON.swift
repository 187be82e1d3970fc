internal import FoundationEssentials

/// A row as NDJSON has it: `{"text": "…", "labels": ["…", …]}`, or `"label": "…"`.
extension LabelledRows {
  static func jsonRow(_ line: ArraySlice<UInt8>, _ number: Int) throws(DataError) -> Row {
    guard String(validating: line, as: UTF8.self) != nil else { throw DataError(line: number, reason: "invalid UTF-8") }
    guard let row = try? JSONDecoder().decode(JSONRow.self, from: Data(line)) else {
      throw DataError(
        line: number, reason: "no JSON object with a string \"text\" and a list \"labels\" or a string \"label\"")
    }
    let labels = row.labels.map(\.name.trimmed)
    guard !labels.contains("") else { throw DataError(line: number, reason: "an empty label") }
    return Row(line: number, text: Array(row.text.utf8), labels: labels)
  }

  private struct JSONRow: Decodable {
    /// A name, or a number that stands for one.
    struct Label: Decodable {
      let name: String

      init(from decoder: any Decoder) throws {
        let value = try decoder.singleValueContainer()
        if let number = try? value.decode(Int.self) {
          name = String(number)
        } else {
          name = try value.decode(String.self)
        }
      }
    }

    enum Key: CodingKey {
      case text, labels, label
    }

    let text: String
    let labels: [Label]

    /// A single label needs no list.
    init(from decoder: any Decoder) throws {
      let members = try decoder.container(keyedBy: Key.self)
      text = try members.decode(String.self, forKey: .text)
      let key = members.contains(.labels) ? Key.labels : .label
      labels = try (try? members.decode([Label].self, forKey: key)) ?? [members.decode(Label.self, forKey: key)]
    }
  }
}
