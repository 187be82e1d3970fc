/// The attributes of an `XGBClassifier` (XGBoost 1.7 to 3.x) apart from its booster.
enum XGBClassifierSettings {
  /// Fails for a setting that scores depend on and that is not honoured, and for one that is not known.
  static func check(_ attributes: inout PickledObject) throws(ArtefactError) {
    try checkMissing(&attributes)
    for (name, supported) in [
      ("objective", ["binary:logistic"]), ("booster", ["gbtree"]), ("multi_strategy", ["one_output_per_tree"]),
    ] {
      guard let value = attributes.takeIfPresent(name) else { continue }
      if case .none = value { continue }
      guard supported.contains(where: { attributes.values.isText(value, $0) }) else {
        throw attributes.unsupported(name, value)
      }
    }
    if let count = attributes.takeIfPresent("n_classes_") {
      guard case .integer(2) = count else { throw attributes.unsupported("n_classes_", count) }
    }
    try attributes.finish(ignoring: fitSettings)
  }

  /// Another value than NaN would have to be taken for missing in the features.
  private static func checkMissing(_ attributes: inout PickledObject) throws(ArtefactError) {
    let value = try attributes.take("missing")
    guard case .float(let missing) = value, missing.isNaN else { throw attributes.unsupported("missing", value) }
  }

  /// What steers only the fit, or what the booster itself says too.
  private static let fitSettings: Set<String> = [
    "base_score", "callbacks", "classes_", "colsample_bylevel", "colsample_bynode", "colsample_bytree", "device",
    "early_stopping_rounds", "enable_categorical", "eval_metric", "evals_result_", "feature_types", "feature_weights",
    "gamma", "gpu_id", "grow_policy", "importance_type", "interaction_constraints", "kwargs", "learning_rate",
    "max_bin", "max_cat_threshold", "max_cat_to_onehot", "max_delta_step", "max_depth", "max_leaves",
    "min_child_weight", "monotone_constraints", "n_estimators", "n_jobs", "num_parallel_tree", "predictor",
    "random_state", "reg_alpha", "reg_lambda", "sampling_method", "scale_pos_weight", "subsample", "tree_method",
    "use_label_encoder", "validate_parameters", "verbosity",
  ]
}
