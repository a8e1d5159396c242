/* Trackers: handles that are closed together. */

#include "registry.h"

typedef struct {
  size_t room;
  size_t count;
  HPy *handles;
} Tracker;

/* What a tracker has room for when nobody says how much. */
#define USUAL_ROOM 5

static Registry trackers;

static HPyTracker no_memory(void) {
  PyErr_NoMemory();
  return HPY_WORD(HPyTracker, 0);
}

HPyAPI_HELPER HPyTracker ctx_Tracker_New(HPyContext *ctx, HPy_ssize_t size) {
  (void)ctx;
  size_t room = size == 0 ? USUAL_ROOM : (size_t)size;
  /* One more than promised: a handle is kept before room for the next is made. */
  if (size < 0 || room >= PY_SSIZE_T_MAX / sizeof(HPy))
    return no_memory();
  Tracker *tracker = (Tracker *)PyMem_Malloc(sizeof *tracker);
  HPy *handles = (HPy *)PyMem_Malloc((room + 1) * sizeof *handles);
  intptr_t number = tracker == NULL || handles == NULL ? 0 : _HPy_Open(&trackers, tracker);
  if (number == 0) {
    PyMem_Free(tracker);
    PyMem_Free(handles);
    return no_memory();
  }
  tracker->room = room + 1;
  tracker->count = 0;
  tracker->handles = handles;
  return HPY_WORD(HPyTracker, number);
}

/* The handle belongs to the tracker even if this fails, which then has no room for another one. */
HPyAPI_HELPER int ctx_Tracker_Add(HPyContext *ctx, HPyTracker ht, HPy h) {
  (void)ctx;
  Tracker *tracker = (Tracker *)_HPy_Deref(&trackers, ht._i);
  if (tracker == NULL) {
    PyErr_SetString(PyExc_SystemError, "HPyTracker_Add: the tracker was closed, or never opened");
    return -1;
  }
  if (HPy_IsNull(h))
    return 0;
  tracker->handles[tracker->count++] = h;
  if (tracker->count < tracker->room)
    return 0;
  size_t room = 2 * tracker->room;
  HPy *handles = (HPy *)PyMem_Realloc(tracker->handles, room * sizeof *handles);
  if (handles == NULL) {
    PyErr_NoMemory();
    return -1;
  }
  tracker->handles = handles;
  tracker->room = room;
  return 0;
}

HPyAPI_HELPER void ctx_Tracker_ForgetAll(HPyContext *ctx, HPyTracker ht) {
  (void)ctx;
  Tracker *tracker = (Tracker *)_HPy_Deref(&trackers, ht._i);
  if (tracker != NULL)
    tracker->count = 0;
}

HPyAPI_HELPER void ctx_Tracker_Close(HPyContext *ctx, HPyTracker ht) {
  (void)ctx;
  Tracker *tracker = (Tracker *)_HPy_Consume(&trackers, ht._i);
  if (tracker == NULL)
    return;
  for (size_t index = 0; index < tracker->count; index++)
    Py_DECREF(_h2py(tracker->handles[index]));
  PyMem_Free(tracker->handles);
  PyMem_Free(tracker);
}
