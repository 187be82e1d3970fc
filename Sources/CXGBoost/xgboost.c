#include "CXGBoost.h"

#include <dlfcn.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdio.h>

static struct xgboost functions;
static bool is_loaded;
static char failure[256];

static void note_failure(void) {
  const char *error = dlerror();
  snprintf(failure, sizeof failure, "%s", error ? error : "cannot be loaded");
}

static void load(void) {
  void *library = dlopen("libxgboost.so.0", RTLD_NOW | RTLD_LOCAL);
  if (!library) library = dlopen("libxgboost.so", RTLD_NOW | RTLD_LOCAL);
  if (!library) return note_failure();
#define FIND(name) \
  if (!(functions.name = (__typeof__(functions.name))dlsym(library, #name))) return note_failure()
  FIND(XGBGetLastError);
  FIND(XGDMatrixCreateFromCSREx);
  FIND(XGDMatrixCreateFromMat_omp);
  FIND(XGDMatrixFree);
  FIND(XGDMatrixSetFloatInfo);
  FIND(XGBoosterCreate);
  FIND(XGBoosterFree);
  FIND(XGBoosterLoadModelFromBuffer);
  FIND(XGBoosterPredictFromDense);
  FIND(XGBoosterSaveModelToBuffer);
  FIND(XGBoosterSetParam);
  FIND(XGBoosterUpdateOneIter);
#undef FIND
  is_loaded = true;
}

const struct xgboost *xgboost_load(void) {
  static pthread_once_t once = PTHREAD_ONCE_INIT;
  pthread_once(&once, load);
  return is_loaded ? &functions : NULL;
}

const char *xgboost_load_error(void) {
  return failure;
}
