// swift-tools-version: 6.2
import PackageDescription

let strict: [SwiftSetting] = [
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
]

let package = Package(
  name: "emotag",
  products: [.executable(name: "emotag", targets: ["emotag"])],
  targets: [
    .target(name: "CXGBoost"),
    .systemLibrary(name: "CGlibc"),
    .target(name: "DefaultModel", exclude: ["goemotions.safetensors"]),
    .target(name: "CKernels"),
    .target(name: "EmotionModel", dependencies: ["CKernels", "CXGBoost"], swiftSettings: strict),
    .target(
      name: "EmotionTraining", dependencies: ["CXGBoost", "EmotionModel"], swiftSettings: strict),
    .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["libz-dev"])]),
    .target(name: "RecordStream", dependencies: ["CGlibc", "CKernels", "CZlib"], swiftSettings: strict),
    .target(name: "ScikitLearnImport", dependencies: ["CZlib"], swiftSettings: strict),
    .target(
      name: "EmotagCommand",
      dependencies: [
        "CGlibc", "DefaultModel", "EmotionModel", "EmotionTraining", "RecordStream", "ScikitLearnImport",
      ],
      swiftSettings: strict),
    .executableTarget(
      name: "emotag-bench", dependencies: ["EmotagCommand", "EmotionModel", "RecordStream"], swiftSettings: strict),
    .executableTarget(name: "emotag", dependencies: ["EmotagCommand"], swiftSettings: strict),
    .testTarget(
      name: "EmotionModelTests", dependencies: ["CKernels", "EmotionModel"], exclude: ["Fixtures"],
      swiftSettings: strict),
    .testTarget(
      name: "EmotionTrainingTests", dependencies: ["EmotionModel", "EmotionTraining"], exclude: ["Fixtures"],
      swiftSettings: strict),
    .testTarget(
      name: "ScikitLearnImportTests", dependencies: ["CZlib", "ScikitLearnImport"], exclude: ["Fixtures"],
      swiftSettings: strict),
    .testTarget(name: "RecordStreamTests", dependencies: ["RecordStream"], swiftSettings: strict),
    .testTarget(
      name: "EmotagCommandTests", dependencies: ["EmotagCommand", "emotag"], swiftSettings: strict),
  ],
  swiftLanguageModes: [.v6]
)
