/* The functions of the API that do more than call their entry of the context. */

#ifndef HPY_H
#include "hpy.h"
#elif !defined(HPY_FUNCTIONS_H)
#define HPY_FUNCTIONS_H

/* The CPython ABI has functions where the others have entries of the context. */
#ifdef HPY_ABI_CPYTHON
#define HPY_ENTRY(ctx, name) ctx_##name
#else
#define HPY_ENTRY(ctx, name) (ctx)->ctx_##name
#endif

/* The context gets the address of a variable of ours, so that the caller's may stay in a register. */
HPyAPI_FUNC HPy _HPy_New(HPyContext *ctx, HPy h_type, void **data) {
  void *place = NULL;
  HPy h = HPY_ENTRY(ctx, New)(ctx, h_type, &place);
  *data = place;
  return h;
}

/* Ends the interpreter. */
HPyAPI_FUNC _HPy_NO_RETURN void HPy_FatalError(HPyContext *ctx, const char *message) {
  HPY_ENTRY(ctx, FatalError)(ctx, message);
  abort();
}

HPyAPI_FUNC void *HPyCapsule_Get(HPyContext *ctx, HPy capsule, _HPyCapsule_key key, const char *utf8_name) {
  return HPY_ENTRY(ctx, Capsule_Get)(ctx, capsule, key, utf8_name);
}

HPyAPI_FUNC int HPyCapsule_Set(HPyContext *ctx, HPy capsule, _HPyCapsule_key key, void *value) {
  return HPY_ENTRY(ctx, Capsule_Set)(ctx, capsule, key, value);
}

/* HPy_New(ctx, type, &struct): a new instance, and the address of its struct, whatever the struct's type. */
#define HPy_New(ctx, cls, data) (_HPy_New((ctx), (cls), (void **)(data)))

HPyAPI_FUNC void *HPyCapsule_GetPointer(HPyContext *ctx, HPy capsule, const char *utf8_name) {
  return HPyCapsule_Get(ctx, capsule, HPyCapsule_key_Pointer, utf8_name);
}

HPyAPI_FUNC const char *HPyCapsule_GetName(HPyContext *ctx, HPy capsule) {
  return (const char *)HPyCapsule_Get(ctx, capsule, HPyCapsule_key_Name, NULL);
}

HPyAPI_FUNC void *HPyCapsule_GetContext(HPyContext *ctx, HPy capsule) {
  return HPyCapsule_Get(ctx, capsule, HPyCapsule_key_Context, NULL);
}

HPyAPI_FUNC int HPyCapsule_SetPointer(HPyContext *ctx, HPy capsule, void *pointer) {
  return HPyCapsule_Set(ctx, capsule, HPyCapsule_key_Pointer, pointer);
}

HPyAPI_FUNC int HPyCapsule_SetName(HPyContext *ctx, HPy capsule, const char *utf8_name) {
  return HPyCapsule_Set(ctx, capsule, HPyCapsule_key_Name, (void *)(uintptr_t)utf8_name);
}

HPyAPI_FUNC int HPyCapsule_SetContext(HPyContext *ctx, HPy capsule, void *context) {
  return HPyCapsule_Set(ctx, capsule, HPyCapsule_key_Context, context);
}

HPyAPI_FUNC int HPyCapsule_SetDestructor(HPyContext *ctx, HPy capsule, HPyCapsule_Destructor *destructor) {
  return HPyCapsule_Set(ctx, capsule, HPyCapsule_key_Destructor, destructor);
}

#endif
