/* Macros that stand for a few lines of code. */

#ifndef HPY_H
#include "hpy.h"
#elif !defined(HPY_MACROS_H)
#define HPY_MACROS_H

/* In a tp_traverse(self, visit, arg): visits one field, given by its address. */
#define HPy_VISIT(field)                                                                                               \
  do {                                                                                                                 \
    if (!HPyField_IsNull(*(field))) {                                                                                  \
      int visited = visit((field), arg);                                                                               \
      if (visited)                                                                                                     \
        return visited;                                                                                                \
    }                                                                                                                  \
  } while (0)

/* In a tp_richcompare: compares two C values, and returns True or False. */
#define HPy_RETURN_RICHCOMPARE(ctx, val1, val2, op)                                                                    \
  do {                                                                                                                 \
    bool is_true;                                                                                                      \
    switch (op) {                                                                                                      \
    case HPy_LT: is_true = ((val1) < (val2)); break;                                                                   \
    case HPy_LE: is_true = ((val1) <= (val2)); break;                                                                  \
    case HPy_EQ: is_true = ((val1) == (val2)); break;                                                                  \
    case HPy_NE: is_true = ((val1) != (val2)); break;                                                                  \
    case HPy_GT: is_true = ((val1) > (val2)); break;                                                                   \
    case HPy_GE: is_true = ((val1) >= (val2)); break;                                                                  \
    default: HPy_FatalError(ctx, "Invalid value for HPy_RichCmpOp");                                                   \
    }                                                                                                                  \
    return HPy_Dup(ctx, is_true ? ctx->h_True : ctx->h_False);                                                         \
  } while (0)

/* Around code that runs for long and does not use Python. */
#define HPy_BEGIN_LEAVE_PYTHON(context)                                                                                \
  {                                                                                                                    \
    HPyThreadState _token = HPy_LeavePythonExecution(context);
#define HPy_END_LEAVE_PYTHON(context)                                                                                  \
  HPy_ReenterPythonExecution(context, _token);                                                                         \
  }

/* A process's number is an int in every C library that extensions are compiled for. */
#define _HPy_PARSE_PID "i"
#define HPyLong_FromPid HPyLong_FromLong
#define HPyLong_AsPid HPyLong_AsLong

#endif
