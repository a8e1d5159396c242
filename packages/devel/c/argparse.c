/*
 * Reading arguments by a format.
 *
 *   b h i l L   integers that must fit: unsigned char, short, int, long, long long
 *   B H I k K   integers of which the low bits are taken: unsigned char, short, int, long, long long
 *   n f d       HPy_ssize_t, float, double
 *   p           int: whether the object is true
 *   s           const char *: a str in UTF-8, which lives as long as the argument
 *   O           HPy: the argument itself, or, with keywords, one that the tracker closes
 *
 * Behind | arguments may be left out, which leaves their variables as they are; behind $ they are given by keyword
 * only. The format ends at `:`, which a function's name for messages follows, or at `;` and the message itself.
 */

#include "hpy.h"
#include <string.h>

/* One call: what is read, where it goes, and what messages say. */
typedef struct {
  HPyContext *ctx;
  HPyTracker *tracker; /* NULL when the caller has none */
  const char *format;
  const char *end; /* of the units */
  va_list outputs;
} Parser;

/* The keywords of a call: a tuple of names with the values beside it, or a dict. */
typedef struct {
  HPy names;         /* the tuple or the dict, or HPy_NULL */
  bool dict;
  const HPy *values; /* of the tuple's names */
  HPy_ssize_t count;
  HPy_ssize_t used;
} Keywords;

/*
 * Raises an exception with a message by a format, and the function's name before it; or with the caller's own message.
 * Returns 0, as all of these functions do when they fail.
 */
static int fail(const Parser *parser, HPy type, const char *format, ...) {
  HPyContext *ctx = parser->ctx;
  if (*parser->end == ';') {
    HPyErr_SetString(ctx, type, parser->end + 1);
    return 0;
  }
  va_list args;
  va_start(args, format);
  HPy message = HPyUnicode_FromFormatV(ctx, format, args);
  va_end(args);
  if (HPy_IsNull(message))
    return 0;
  if (*parser->end == ':')
    HPyErr_Format(ctx, type, "%s() %U", parser->end + 1, message);
  else
    HPyErr_Format(ctx, type, "function %U", message);
  HPy_Close(ctx, message);
  return 0;
}

/* Starts with a format, and makes the tracker when there is to be one. The outputs are the caller's to start and end. */
static int start(Parser *parser) {
  parser->end = parser->format + strcspn(parser->format, ":;");
  if (parser->tracker == NULL)
    return 1;
  *parser->tracker = HPyTracker_New(parser->ctx, 0);
  return !HPy_IsNull(*parser->tracker);
}

/* Ends: closes the tracker of a parse that failed. */
static int finish(const Parser *parser, int done) {
  if (!done && parser->tracker != NULL)
    HPyTracker_Close(parser->ctx, *parser->tracker);
  return done;
}

/* Reads an integer that must fit into a smaller type. */
static int read_ranged(const Parser *parser, HPy arg, int64_t low, int64_t high, const char *less, const char *greater,
                       int64_t *value) {
  *value = HPyLong_AsInt64_t(parser->ctx, arg);
  if (*value == -1 && HPyErr_Occurred(parser->ctx))
    return 0;
  if (*value < low || *value > high)
    return fail(parser, parser->ctx->h_OverflowError, *value < low ? less : greater);
  return 1;
}

/* Reads a str without null characters. */
static int read_text(const Parser *parser, HPy arg, const char **text) {
  HPyContext *ctx = parser->ctx;
  if (!HPyUnicode_Check(ctx, arg))
    return fail(parser, ctx->h_TypeError, "a str is required");
  HPy_ssize_t size;
  const char *bytes = HPyUnicode_AsUTF8AndSize(ctx, arg, &size);
  if (bytes == NULL)
    return 0;
  if (strlen(bytes) != (size_t)size)
    return fail(parser, ctx->h_ValueError, "embedded null character");
  *text = bytes;
  return 1;
}

#define RANGED(TYPE, NAME, LOW, HIGH)                                                                                  \
  {                                                                                                                    \
    int64_t value;                                                                                                     \
    if (!read_ranged(parser, arg, LOW, HIGH, NAME " is less than minimum", NAME " is greater than maximum", &value))   \
      return 0;                                                                                                        \
    *(TYPE *)output = (TYPE)value;                                                                                     \
    return 1;                                                                                                          \
  }

#define CONVERTED(TYPE, FROM, FUNCTION)                                                                                \
  {                                                                                                                    \
    FROM value = FUNCTION(ctx, arg);                                                                                   \
    if (value == (FROM)-1 && HPyErr_Occurred(ctx))                                                                     \
      return 0;                                                                                                        \
    *(TYPE *)output = (TYPE)value;                                                                                     \
    return 1;                                                                                                          \
  }

/* Reads one argument, HPy_NULL when it was left out, into the next output. */
static int read_argument(Parser *parser, char unit, HPy arg) {
  HPyContext *ctx = parser->ctx;
  if (strchr("bBhHiIlkLKnfdpsO", unit) == NULL)
    return fail(parser, ctx->h_SystemError, "unknown arg format code");
  void *output = va_arg(parser->outputs, void *);
  if (HPy_IsNull(arg))
    return 1;
  switch (unit) {
  case 'b': RANGED(unsigned char, "unsigned byte integer", 0, UINT8_MAX)
  case 'h': RANGED(short, "signed short integer", INT16_MIN, INT16_MAX)
  case 'i': RANGED(int, "signed integer", INT32_MIN, INT32_MAX)
  case 'l': CONVERTED(long, long, HPyLong_AsLong)
  case 'L': CONVERTED(long long, long long, HPyLong_AsLongLong)
  case 'B': CONVERTED(unsigned char, uint32_t, HPyLong_AsUInt32_tMask)
  case 'H': CONVERTED(unsigned short, uint32_t, HPyLong_AsUInt32_tMask)
  case 'I': CONVERTED(unsigned int, uint32_t, HPyLong_AsUInt32_tMask)
  case 'k': CONVERTED(unsigned long, unsigned long, HPyLong_AsUnsignedLongMask)
  case 'K': CONVERTED(unsigned long long, unsigned long long, HPyLong_AsUnsignedLongLongMask)
  case 'n': CONVERTED(HPy_ssize_t, HPy_ssize_t, HPyLong_AsSsize_t)
  case 'f': CONVERTED(float, double, HPyFloat_AsDouble)
  case 'd': CONVERTED(double, double, HPyFloat_AsDouble)
  case 's': return read_text(parser, arg, (const char **)output);
  case 'p': {
    int truth = HPy_IsTrue(ctx, arg);
    if (truth < 0)
      return 0;
    *(int *)output = truth > 0;
    return 1;
  }
  default: *(HPy *)output = arg; return 1;
  }
}

static int parse_positional(Parser *parser, const HPy *args, size_t nargs) {
  bool optional = false;
  size_t index = 0;
  for (const char *unit = parser->format; unit != parser->end; unit++) {
    if (*unit == '|') {
      optional = true;
      continue;
    }
    HPy arg = index < nargs ? args[index] : HPy_NULL;
    if (HPy_IsNull(arg) && !optional)
      return fail(parser, parser->ctx->h_TypeError, "required positional argument missing");
    if (!read_argument(parser, *unit, arg))
      return 0;
    index++;
  }
  if (index < nargs)
    return fail(parser, parser->ctx->h_TypeError, "mismatched args (too many arguments for fmt)");
  return 1;
}

HPyAPI_HELPER int HPyArg_Parse(HPyContext *ctx, HPyTracker *ht, const HPy *args, size_t nargs, const char *fmt, ...) {
  Parser parser = {.ctx = ctx, .tracker = ht, .format = fmt};
  if (!start(&parser))
    return 0;
  va_start(parser.outputs, fmt);
  int done = parse_positional(&parser, args, nargs);
  va_end(parser.outputs);
  return finish(&parser, done);
}

/* Whether a str is a C string: 1, 0, or -1 with an exception set. What UTF-8 cannot say is no C string. */
static int is_text(HPyContext *ctx, HPy h, const char *text) {
  HPy_ssize_t size;
  const char *bytes = HPyUnicode_AsUTF8AndSize(ctx, h, &size);
  if (bytes != NULL)
    return strlen(text) == (size_t)size && memcmp(bytes, text, (size_t)size) == 0;
  if (!HPyErr_ExceptionMatches(ctx, ctx->h_UnicodeError))
    return -1;
  HPyErr_Clear(ctx);
  return 0;
}

/*
 * Finds the value of a keyword: sets *value to a new handle, or to HPy_NULL when there is none.
 * Returns 0 with an exception set when looking fails.
 */
static int find_keyword(HPyContext *ctx, Keywords *keywords, const char *keyword, HPy *value) {
  *value = HPy_NULL;
  if (keywords->used == keywords->count)
    return 1;
  if (keywords->dict) {
    *value = HPy_GetItem_s(ctx, keywords->names, keyword);
    if (HPy_IsNull(*value)) {
      if (!HPyErr_ExceptionMatches(ctx, ctx->h_KeyError))
        return 0;
      HPyErr_Clear(ctx);
      return 1;
    }
  }
  for (HPy_ssize_t index = 0; index < keywords->count && HPy_IsNull(*value); index++) {
    HPy name = HPy_GetItem_i(ctx, keywords->names, index);
    int same = HPy_IsNull(name) ? -1 : is_text(ctx, name, keyword);
    HPy_Close(ctx, name);
    if (same < 0)
      return 0;
    if (same)
      *value = HPy_Dup(ctx, keywords->values[index]);
  }
  keywords->used += !HPy_IsNull(*value);
  return 1;
}

/* Raises a TypeError for a keyword that has no parameter, or one whose argument is positional. Returns 1 otherwise. */
static int check_keyword(const Parser *parser, HPy name, const char *const *parameters, size_t nargs) {
  HPyContext *ctx = parser->ctx;
  if (!HPyUnicode_Check(ctx, name)) {
    HPyErr_SetString(ctx, ctx->h_TypeError, "keywords must be strings");
    return 0;
  }
  for (size_t index = 0; parameters[index] != NULL; index++) {
    int same = *parameters[index] == '\0' ? 0 : is_text(ctx, name, parameters[index]);
    if (same < 0)
      return 0;
    if (same)
      return index < nargs ? fail(parser, ctx->h_TypeError, "got multiple values for argument '%U'", name) : 1;
  }
  return fail(parser, ctx->h_TypeError, "got an unexpected keyword argument '%U'", name);
}

/* Raises a TypeError for the first keyword that was not used. */
static int check_keywords(const Parser *parser, const Keywords *keywords, const char *const *parameters, size_t nargs) {
  HPyContext *ctx = parser->ctx;
  HPy names = keywords->dict ? HPyDict_Keys(ctx, keywords->names) : HPy_Dup(ctx, keywords->names);
  int fine = !HPy_IsNull(names);
  for (HPy_ssize_t index = 0; index < keywords->count && fine; index++) {
    HPy name = HPy_GetItem_i(ctx, names, index);
    fine = !HPy_IsNull(name) && check_keyword(parser, name, parameters, nargs);
    HPy_Close(ctx, name);
  }
  HPy_Close(ctx, names);
  return fine;
}

/* Reads the argument of a parameter by its name, and lets the tracker have what outlives this. */
static int read_keyword(Parser *parser, Keywords *keywords, char unit, const char *name, bool optional) {
  HPyContext *ctx = parser->ctx;
  HPy value = HPy_NULL;
  if (*name != '\0' && !find_keyword(ctx, keywords, name, &value))
    return 0;
  if (HPy_IsNull(value))
    return optional ? read_argument(parser, unit, HPy_NULL)
                    : fail(parser, ctx->h_TypeError, "no value for required argument");
  bool tracked = parser->tracker != NULL && (unit == 'O' || unit == 's');
  if (tracked && HPyTracker_Add(ctx, *parser->tracker, value) < 0)
    return 0;
  int done = read_argument(parser, unit, value);
  if (!tracked)
    HPy_Close(ctx, value);
  return done;
}

/* Reads a positional argument of a parameter that may have a name, too. */
static int read_positional(Parser *parser, char unit, HPy arg) {
  if (unit != 'O')
    return read_argument(parser, unit, arg);
  HPy own = HPy_Dup(parser->ctx, arg);
  if (HPyTracker_Add(parser->ctx, *parser->tracker, own) < 0)
    return 0;
  return read_argument(parser, unit, own);
}

static int parse_keywords(Parser *parser, const HPy *args, size_t nargs, Keywords *keywords,
                          const char *const *parameters) {
  HPyContext *ctx = parser->ctx;
  size_t count = 0;
  while (parameters[count] != NULL) {
    if (*parameters[count] == '\0' && count > 0 && *parameters[count - 1] != '\0')
      return fail(parser, ctx->h_SystemError, "empty keyword parameter name");
    count++;
  }
  bool optional = false;
  bool by_keyword = false;
  size_t index = 0;
  for (const char *unit = parser->format; unit != parser->end; unit++) {
    if (*unit == '|' || *unit == '$') {
      optional = true;
      by_keyword = by_keyword || *unit == '$';
      continue;
    }
    if (*unit == 'O' && parser->tracker == NULL)
      return fail(parser, ctx->h_SystemError,
                  "HPyArg_ParseKeywords cannot use the format character 'O' unless an HPyTracker is provided. "
                  "Please supply an HPyTracker.");
    if (index >= count)
      return fail(parser, ctx->h_TypeError, "mismatched args (too few keywords for fmt)");
    if (index < nargs && by_keyword)
      return fail(parser, ctx->h_TypeError, "keyword only argument passed as positional argument");
    int done = index < nargs ? read_positional(parser, *unit, args[index])
                             : read_keyword(parser, keywords, *unit, parameters[index], optional);
    if (!done)
      return 0;
    index++;
  }
  if (index != count)
    return fail(parser, ctx->h_TypeError, "mismatched args (too many keywords for fmt)");
  if (index < nargs)
    return fail(parser, ctx->h_TypeError, "takes %s %zu positional argument%s (%zu given)",
                optional ? "at most" : "exactly", index, index == 1 ? "" : "s", nargs);
  return keywords->used == keywords->count || check_keywords(parser, keywords, parameters, nargs);
}

/* Counts the keywords, and reads all. */
static int parse_all(Parser *parser, const HPy *args, size_t nargs, Keywords *keywords, const char *const *parameters) {
  if (!HPy_IsNull(keywords->names)) {
    keywords->count = HPy_Length(parser->ctx, keywords->names);
    if (keywords->count < 0)
      return 0;
  }
  return parse_keywords(parser, args, nargs, keywords, parameters);
}

HPyAPI_HELPER int HPyArg_ParseKeywords(HPyContext *ctx, HPyTracker *ht, const HPy *args, size_t nargs, HPy kwnames,
                                       const char *fmt, const char *keywords[], ...) {
  Parser parser = {.ctx = ctx, .tracker = ht, .format = fmt};
  Keywords given = {.names = kwnames, .values = args + nargs};
  if (!start(&parser))
    return 0;
  va_start(parser.outputs, keywords);
  int done = parse_all(&parser, args, nargs, &given, keywords);
  va_end(parser.outputs);
  return finish(&parser, done);
}

HPyAPI_HELPER int HPyArg_ParseKeywordsDict(HPyContext *ctx, HPyTracker *ht, const HPy *args, HPy_ssize_t nargs, HPy kw,
                                           const char *fmt, const char *keywords[], ...) {
  Parser parser = {.ctx = ctx, .tracker = ht, .format = fmt};
  Keywords given = {.names = kw, .dict = true};
  if (!start(&parser))
    return 0;
  va_start(parser.outputs, keywords);
  int done = parse_all(&parser, args, (size_t)nargs, &given, keywords);
  va_end(parser.outputs);
  return finish(&parser, done);
}
