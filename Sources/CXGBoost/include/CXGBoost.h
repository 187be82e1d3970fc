// What is called of libxgboost's C interface.
//
// The library is loaded when it is first asked for, not when the program starts: only fitting and comparing need it, and
// it brings OpenMP and the C++ library, which together take a program 3 ms at every start. So records are tagged where it
// is not installed, too.
#pragma once

#include <xgboost/c_api.h>

#pragma clang assume_nonnull begin

/// The functions by their own names, with their own types.
struct xgboost {
  __typeof__(XGBGetLastError) *XGBGetLastError;
  __typeof__(XGDMatrixCreateFromCSREx) *XGDMatrixCreateFromCSREx;
  __typeof__(XGDMatrixCreateFromMat_omp) *XGDMatrixCreateFromMat_omp;
  __typeof__(XGDMatrixFree) *XGDMatrixFree;
  __typeof__(XGDMatrixSetFloatInfo) *XGDMatrixSetFloatInfo;
  __typeof__(XGBoosterCreate) *XGBoosterCreate;
  __typeof__(XGBoosterFree) *XGBoosterFree;
  __typeof__(XGBoosterLoadModelFromBuffer) *XGBoosterLoadModelFromBuffer;
  __typeof__(XGBoosterPredictFromDense) *XGBoosterPredictFromDense;
  __typeof__(XGBoosterSaveModelToBuffer) *XGBoosterSaveModelToBuffer;
  __typeof__(XGBoosterSetParam) *XGBoosterSetParam;
  __typeof__(XGBoosterUpdateOneIter) *XGBoosterUpdateOneIter;
};

/// Loads the library, or returns what it has loaded; null if it cannot. Any thread may call it.
const struct xgboost *_Nullable xgboost_load(void);

/// Why `xgboost_load` has returned null.
const char *xgboost_load_error(void);

#pragma clang assume_nonnull end
