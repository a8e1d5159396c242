/*
 * HPy_BuildValue: objects by a format.
 *
 *   i I l k L K n   integers: int, long, long long (unsigned: the capital, or k), HPy_ssize_t
 *   f d             float, double
 *   s               a C string in UTF-8; NULL is None
 *   O S             a handle, which stays the caller's
 *   () [] {}        a tuple, a list, a dict of key:value
 *
 * Commas and spaces separate. No unit is None, one is the object itself, more are a tuple.
 */

#include "hpy.h"

#define IN_FORMAT " in the format string passed to HPy_BuildValue"

/* Where reading has come to, and the values that are left. */
typedef struct {
  HPyContext *ctx;
  const char *format;
  va_list values;
} Reader;

/* An object, and whether it is ours to close. */
typedef struct {
  HPy object;
  bool owned;
} Item;

static Item build_item(Reader *reader);

static Item owned(HPy object) { return (Item){object, true}; }

static Item failed(void) { return (Item){HPy_NULL, false}; }

static void close_item(HPyContext *ctx, Item item) {
  if (item.owned)
    HPy_Close(ctx, item.object);
}

static bool is_separator(char unit) { return unit == ',' || unit == ' '; }

/* The bracket that ends what this one begins; 0 when it is no opening bracket. */
static char closing(char unit) { return unit == '(' ? ')' : unit == '[' ? ']' : unit == '{' ? '}' : '\0'; }

static bool is_closing(char unit) { return unit == ')' || unit == ']' || unit == '}'; }

/*
 * The format behind one unit and everything in its brackets. NULL when the brackets do not match: *unmatched is then
 * the one that another kind of bracket closes, and is left as it was where the format ends first.
 */
static const char *skip(const char *format, char *unmatched) {
  char opening = *format++;
  char end = closing(opening);
  if (end == '\0')
    return format;
  while (*format != end) {
    if (is_closing(*format))
      *unmatched = opening;
    if (*format == '\0' || is_closing(*format))
      return NULL;
    format = skip(format, unmatched);
    if (format == NULL)
      return NULL;
  }
  return format + 1;
}

/* How many items there are up to an end; -1 with an exception set when brackets do not match. */
static HPy_ssize_t count(HPyContext *ctx, const char *format, char end) {
  HPy_ssize_t items = 0;
  while (*format != end) {
    if (is_separator(*format)) {
      format++;
      continue;
    }
    char unmatched = *format;
    const char *next = is_closing(*format) ? NULL : skip(format, &unmatched);
    if (next == NULL) {
      HPyErr_Format(ctx, ctx->h_SystemError, "unmatched '%c'" IN_FORMAT, unmatched);
      return -1;
    }
    format = next;
    items++;
  }
  return items;
}

static void skip_separators(Reader *reader) {
  while (is_separator(*reader->format))
    reader->format++;
}

/* Moves behind the end of a sequence. */
static void leave(Reader *reader, char end) {
  skip_separators(reader);
  if (end != '\0')
    reader->format++;
}

static HPy build_tuple(Reader *reader, HPy_ssize_t size, char end) {
  HPyTupleBuilder builder = HPyTupleBuilder_New(reader->ctx, size);
  for (HPy_ssize_t index = 0; index < size; index++) {
    Item item = build_item(reader);
    if (HPy_IsNull(item.object)) {
      HPyTupleBuilder_Cancel(reader->ctx, builder);
      return HPy_NULL;
    }
    HPyTupleBuilder_Set(reader->ctx, builder, index, item.object);
    close_item(reader->ctx, item);
  }
  leave(reader, end);
  return HPyTupleBuilder_Build(reader->ctx, builder);
}

static HPy build_list(Reader *reader, HPy_ssize_t size) {
  HPyListBuilder builder = HPyListBuilder_New(reader->ctx, size);
  for (HPy_ssize_t index = 0; index < size; index++) {
    Item item = build_item(reader);
    if (HPy_IsNull(item.object)) {
      HPyListBuilder_Cancel(reader->ctx, builder);
      return HPy_NULL;
    }
    HPyListBuilder_Set(reader->ctx, builder, index, item.object);
    close_item(reader->ctx, item);
  }
  leave(reader, ']');
  return HPyListBuilder_Build(reader->ctx, builder);
}

/* Reads `key:value` into a dict. Returns false with an exception set when it fails. */
static bool build_entry(Reader *reader, HPy dict) {
  HPyContext *ctx = reader->ctx;
  Item key = build_item(reader);
  if (HPy_IsNull(key.object))
    return false;
  bool done = false;
  while (*reader->format == ' ')
    reader->format++;
  if (*reader->format != ':') {
    HPyErr_SetString(ctx, ctx->h_SystemError, "missing ':'" IN_FORMAT);
  } else {
    reader->format++;
    Item value = build_item(reader);
    done = !HPy_IsNull(value.object) && HPy_SetItem(ctx, dict, key.object, value.object) == 0;
    close_item(ctx, value);
  }
  close_item(ctx, key);
  return done;
}

/* Reads the entries of a dict, where commas count as they do nowhere else. */
static bool build_entries(Reader *reader, HPy dict) {
  for (bool separated = true; *reader->format != '}';) {
    char unit = *reader->format;
    if (unit != ' ' && (unit == ',') == separated) {
      HPyErr_SetString(reader->ctx, reader->ctx->h_SystemError,
                       separated ? "unexpected ','" IN_FORMAT : "missing ','" IN_FORMAT);
      return false;
    }
    if (is_separator(unit)) {
      reader->format++;
      separated = separated || unit == ',';
      continue;
    }
    if (!build_entry(reader, dict))
      return false;
    separated = false;
  }
  reader->format++;
  return true;
}

static HPy build_dict(Reader *reader) {
  HPy dict = HPyDict_New(reader->ctx);
  if (!HPy_IsNull(dict) && !build_entries(reader, dict)) {
    HPy_Close(reader->ctx, dict);
    return HPy_NULL;
  }
  return dict;
}

static Item build_sequence(Reader *reader, char end) {
  HPy_ssize_t size = count(reader->ctx, reader->format, end);
  if (size < 0)
    return failed();
  return owned(end == ']' ? build_list(reader, size) : build_tuple(reader, size, end));
}

/* A handle that the caller passed. */
static Item passed(HPyContext *ctx, HPy object) {
  if (HPy_IsNull(object) && !HPyErr_Occurred(ctx))
    HPyErr_SetString(ctx, ctx->h_SystemError, "HPy_NULL object passed to HPy_BuildValue");
  return (Item){object, false};
}

static HPy string(HPyContext *ctx, const char *text) {
  return text == NULL ? HPy_Dup(ctx, ctx->h_None) : HPyUnicode_FromString(ctx, text);
}

static Item build_item(Reader *reader) {
  HPyContext *ctx = reader->ctx;
  skip_separators(reader);
  char unit = *reader->format++;
  switch (unit) {
  case '(': return build_sequence(reader, ')');
  case '[': return build_sequence(reader, ']');
  case '{': return owned(build_dict(reader));
  case 'i': return owned(HPyLong_FromInt32_t(ctx, va_arg(reader->values, int)));
  case 'I': return owned(HPyLong_FromUInt32_t(ctx, va_arg(reader->values, unsigned int)));
  case 'l': return owned(HPyLong_FromLong(ctx, va_arg(reader->values, long)));
  case 'k': return owned(HPyLong_FromUnsignedLong(ctx, va_arg(reader->values, unsigned long)));
  case 'L': return owned(HPyLong_FromLongLong(ctx, va_arg(reader->values, long long)));
  case 'K': return owned(HPyLong_FromUnsignedLongLong(ctx, va_arg(reader->values, unsigned long long)));
  case 'n': return owned(HPyLong_FromSsize_t(ctx, va_arg(reader->values, HPy_ssize_t)));
  case 'f':
  case 'd': return owned(HPyFloat_FromDouble(ctx, va_arg(reader->values, double)));
  case 's': return owned(string(ctx, va_arg(reader->values, const char *)));
  case 'O':
  case 'S': return passed(ctx, va_arg(reader->values, HPy));
  case 'N':
    HPyErr_SetString(ctx, ctx->h_SystemError,
                     "HPy_BuildValue does not support the 'N' formatting unit. Instead, use the 'O' formatting unit and "
                     "manually close the handle in the caller if necessary. HPy API functions never 'steal' handles and "
                     "always make a duplicate handle if needed, the 'ownership' of the original handle is never "
                     "'transferred'. ");
    return failed();
  default:
    HPyErr_Format(ctx, ctx->h_SystemError, "bad format char '%c'" IN_FORMAT, (int)(unsigned char)unit);
    return failed();
  }
}

/* What the whole format describes. */
static HPy build(Reader *reader) {
  HPyContext *ctx = reader->ctx;
  HPy_ssize_t size = count(ctx, reader->format, '\0');
  if (size < 0)
    return HPy_NULL;
  if (size == 0)
    return HPy_Dup(ctx, ctx->h_None);
  if (size > 1)
    return build_tuple(reader, size, '\0');
  Item item = build_item(reader);
  return item.owned ? item.object : HPy_Dup(ctx, item.object);
}

HPyAPI_HELPER HPy HPy_BuildValue(HPyContext *ctx, const char *fmt, ...) {
  Reader reader = {.ctx = ctx, .format = fmt};
  va_start(reader.values, fmt);
  HPy result = build(&reader);
  va_end(reader.values);
  return result;
}
