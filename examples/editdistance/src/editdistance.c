/*
 * The edit distance of Levenshtein: how many characters have to be inserted, deleted or replaced to make one text of
 * another. And with it, what a misspelt word may have meant.
 */

#include <hpy.h>
#include <stdlib.h>
#include <string.h>

/* A text as code points. */
typedef struct {
  uint32_t *points;
  size_t length;
} Text;

/* Decodes UTF-8, which Python vouches for. */
static int decode(HPyContext *ctx, HPy h, Text *text) {
  HPy_ssize_t size;
  const char *utf8 = HPyUnicode_AsUTF8AndSize(ctx, h, &size);
  if (utf8 == NULL)
    return 0;
  text->points = malloc(((size_t)size + 1) * sizeof(uint32_t));
  if (text->points == NULL) {
    HPyErr_NoMemory(ctx);
    return 0;
  }
  text->length = 0;
  for (const unsigned char *at = (const unsigned char *)utf8, *end = at + size; at < end;) {
    const unsigned lead = *at++;
    const int more = lead < 0x80 ? 0 : lead < 0xe0 ? 1 : lead < 0xf0 ? 2 : 3;
    uint32_t point = more == 0 ? lead : lead & (0x3fu >> more);
    for (int index = 0; index < more; index++)
      point = (point << 6) | (*at++ & 0x3f);
    text->points[text->length++] = point;
  }
  return 1;
}

/* The distance, by the rows of Wagner and Fischer's table; `row` has room for b->length + 1 numbers. */
static size_t distance_of(const Text *a, const Text *b, size_t *row) {
  for (size_t column = 0; column <= b->length; column++)
    row[column] = column;
  for (size_t line = 1; line <= a->length; line++) {
    size_t diagonal = row[0];
    row[0] = line;
    for (size_t column = 1; column <= b->length; column++) {
      const size_t above = row[column];
      const size_t replaced = diagonal + (a->points[line - 1] != b->points[column - 1]);
      const size_t shifted = (above < row[column - 1] ? above : row[column - 1]) + 1;
      row[column] = replaced < shifted ? replaced : shifted;
      diagonal = above;
    }
  }
  return row[b->length];
}

/* The distance of two Python strings; -1 with an exception set. */
static HPy_ssize_t measure(HPyContext *ctx, const Text *a, HPy other) {
  Text b;
  if (!decode(ctx, other, &b))
    return -1;
  size_t *row = malloc((b.length + 1) * sizeof(size_t));
  HPy_ssize_t result = -1;
  if (row == NULL)
    HPyErr_NoMemory(ctx);
  else
    result = (HPy_ssize_t)distance_of(a, &b, row);
  free(row);
  free(b.points);
  return result;
}

HPyDef_METH(distance, "distance", HPyFunc_VARARGS,
            .doc = "distance(a, b, /)\n--\n\nHow many characters have to be changed to make b of a.")
static HPy distance_impl(HPyContext *ctx, HPy self, const HPy *args, size_t nargs) {
  (void)self;
  HPy first, second;
  Text a;
  if (!HPyArg_Parse(ctx, NULL, args, nargs, "OO:distance", &first, &second) || !decode(ctx, first, &a))
    return HPy_NULL;
  const HPy_ssize_t result = measure(ctx, &a, second);
  free(a.points);
  return result < 0 ? HPy_NULL : HPyLong_FromSsize_t(ctx, result);
}

HPyDef_METH(closest, "closest", HPyFunc_VARARGS,
            .doc = "closest(word, words, /)\n--\n\nThe first of the words that are nearest to a word, or None.")
static HPy closest_impl(HPyContext *ctx, HPy self, const HPy *args, size_t nargs) {
  (void)self;
  HPy word, words;
  Text text;
  if (!HPyArg_Parse(ctx, NULL, args, nargs, "OO:closest", &word, &words) || !decode(ctx, word, &text))
    return HPy_NULL;
  HPy best = HPy_Dup(ctx, ctx->h_None);
  HPy_ssize_t nearest = HPY_SSIZE_T_MAX;
  HPy iterator = HPy_GetIter(ctx, words);
  for (HPy candidate; !HPy_IsNull(iterator) && !HPy_IsNull(candidate = HPyIter_Next(ctx, iterator));) {
    const HPy_ssize_t found = measure(ctx, &text, candidate);
    if (found >= 0 && found < nearest) {
      nearest = found;
      HPy_Close(ctx, best);
      best = HPy_Dup(ctx, candidate);
    }
    HPy_Close(ctx, candidate);
    if (found < 0)
      break;
  }
  HPy_Close(ctx, iterator);
  free(text.points);
  if (!HPyErr_Occurred(ctx))
    return best;
  HPy_Close(ctx, best);
  return HPy_NULL;
}

static HPyDef *defines[] = {&distance, &closest, NULL};

static HPyModuleDef module = {
    .doc = "Edit distances between texts.",
    .size = 0,
    .legacy_methods = NULL,
    .defines = defines,
    .globals = NULL,
};

HPy_MODINIT(editdistance, module)
