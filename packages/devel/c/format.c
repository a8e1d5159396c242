/*
 * Strings and exceptions by a format.
 *
 *   %%  %c                        a percent sign, a character by its code point
 *   %d %i %u %x                   int; l and ll before d, i and u: long and long long; z: HPy_ssize_t, size_t
 *   %p                            a pointer, as 0x and hexadecimal digits
 *   %s                            a C string in UTF-8
 *   %U                            a str
 *   %V                            a str or HPy_NULL, and a C string to take then
 *   %S %R %A                      str(), repr() and ascii() of an object
 *
 * Between: 0 fills a number up to the width with zeros; the width, in characters; . and the precision, which is the
 * least number of a number's digits, or the greatest length of a string (bytes of a C string, characters of a str).
 */

#include "hpy.h"
#include <string.h>

/* A text in UTF-8 that grows. */
typedef struct {
  HPyContext *ctx;
  char *bytes;
  size_t length;
  size_t capacity;
  bool special; /* it has something that is no plain UTF-8 C string: a null character, half a surrogate pair */
} Text;

/* One unit of a format. Without a number, width and precision are -1. */
typedef struct {
  bool zeros;
  HPy_ssize_t width;
  HPy_ssize_t precision;
  int longs; /* how many l there are */
  bool size;
  char unit;
} Unit;

/* Makes room for some bytes, and returns where to write; NULL with an exception set when there is no memory. */
static char *reserve(Text *text, size_t extra) {
  if (extra > text->capacity - text->length) {
    /* There is always a place left for the null character. */
    const size_t limit = (size_t)HPY_SSIZE_T_MAX - 1;
    size_t wanted = text->length + extra;
    size_t capacity = wanted > limit / 2 ? wanted : wanted + wanted / 2 + 64;
    char *bytes = extra > limit || wanted > limit ? NULL : (char *)realloc(text->bytes, capacity);
    if (bytes == NULL) {
      HPyErr_SetString(text->ctx, text->ctx->h_MemoryError, "cannot allocate memory for string format");
      return NULL;
    }
    text->bytes = bytes;
    text->capacity = capacity;
  }
  return text->bytes + text->length;
}

static bool fill(Text *text, char byte, HPy_ssize_t count) {
  if (count <= 0)
    return true;
  char *place = reserve(text, (size_t)count);
  if (place == NULL)
    return false;
  memset(place, byte, (size_t)count);
  text->length += (size_t)count;
  return true;
}

static bool append(Text *text, const char *bytes, size_t count) {
  if (count == 0)
    return true;
  char *place = reserve(text, count);
  if (place == NULL)
    return false;
  memcpy(place, bytes, count);
  text->length += count;
  return true;
}

static bool continues(char byte) { return (byte & 0xc0) == 0x80; }

static HPy_ssize_t characters(const char *bytes, size_t count) {
  HPy_ssize_t found = 0;
  for (size_t index = 0; index < count; index++)
    found += !continues(bytes[index]);
  return found;
}

/* How many bytes the first characters take. */
static size_t bytes_of(const char *bytes, size_t count, HPy_ssize_t limit) {
  size_t index = 0;
  for (; index < count; index++) {
    if (!continues(bytes[index]) && limit-- == 0)
      break;
  }
  return index;
}

/* Writes a string that was cut already, with spaces before it. */
static bool append_padded(Text *text, const Unit *unit, const char *bytes, size_t count) {
  if (unit->width > 0 && !fill(text, ' ', unit->width - characters(bytes, count)))
    return false;
  return append(text, bytes, count);
}

/* Writes a C string, of which the precision counts bytes; a character that it would cut in two is left out. */
static bool append_c_string(Text *text, const Unit *unit, const char *bytes) {
  size_t count = strlen(bytes);
  if (unit->precision >= 0 && (size_t)unit->precision < count) {
    count = (size_t)unit->precision;
    while (count > 0 && continues(bytes[count]))
      count--;
  }
  return append_padded(text, unit, bytes, count);
}

/* Writes a str, of which the precision counts characters. */
static bool append_str(Text *text, const Unit *unit, HPy h) {
  HPy_ssize_t size;
  const char *bytes = HPyUnicode_AsUTF8AndSize(text->ctx, h, &size);
  if (bytes == NULL)
    return false;
  size_t count = unit->precision < 0 ? (size_t)size : bytes_of(bytes, (size_t)size, unit->precision);
  text->special = text->special || memchr(bytes, '\0', count) != NULL;
  return append_padded(text, unit, bytes, count);
}

/* Writes what str(), repr() or ascii() gives. */
static bool append_object(Text *text, const Unit *unit, HPy h) {
  HPyContext *ctx = text->ctx;
  if (HPy_IsNull(h)) {
    HPyErr_SetString(ctx, ctx->h_SystemError,
                     unit->unit == 'U' ? "HPy_NULL passed as value for formatting unit '%U'"
                                       : "HPy_NULL passed as value for formatting unit '%S' or '%R' or '%A'");
    return false;
  }
  HPy string = unit->unit == 'S'   ? HPy_Str(ctx, h)
               : unit->unit == 'R' ? HPy_Repr(ctx, h)
               : unit->unit == 'A' ? HPy_ASCII(ctx, h)
                                   : HPy_Dup(ctx, h);
  if (HPy_IsNull(string))
    return false;
  bool done = append_str(text, unit, string);
  HPy_Close(ctx, string);
  return done;
}

static bool append_character(Text *text, int point) {
  if (point < 0 || point > 0x10ffff) {
    HPyErr_SetString(text->ctx, text->ctx->h_OverflowError, "character argument not in range(0x110000)");
    return false;
  }
  text->special = text->special || point == 0 || (point >= 0xd800 && point < 0xe000);
  if (point < 0x80)
    return append(text, (char[]){(char)point}, 1);
  int more = point < 0x800 ? 1 : point < 0x10000 ? 2 : 3;
  char bytes[4];
  for (int index = more; index > 0; index--, point >>= 6)
    bytes[index] = (char)(0x80 | (point & 0x3f));
  bytes[0] = (char)(0xf0 << (3 - more) | point);
  return append(text, bytes, (size_t)more + 1);
}

/* Writes a number: spaces, a sign, zeros, digits. */
static bool append_number(Text *text, const Unit *unit, bool negative, unsigned long long value, unsigned base) {
  char digits[24];
  char *end = digits + sizeof digits;
  char *start = end;
  do {
    *--start = "0123456789abcdef"[value % base];
    value /= base;
  } while (value > 0);
  HPy_ssize_t count = end - start;
  HPy_ssize_t room = unit->width - negative - count;
  HPy_ssize_t zeros = unit->precision > count ? unit->precision - count : 0;
  if (unit->zeros && room > zeros)
    zeros = room;
  /* All at once, so that a number which is too long takes no memory. */
  HPy_ssize_t most = unit->width > unit->precision ? unit->width : unit->precision;
  if (most > count && reserve(text, (size_t)most) == NULL)
    return false;
  return fill(text, ' ', room - zeros) && fill(text, '-', negative) && fill(text, '0', zeros) &&
         append(text, start, (size_t)count);
}

static bool append_signed(Text *text, const Unit *unit, long long value) {
  bool negative = value < 0;
  return append_number(text, unit, negative, negative ? 0ULL - (unsigned long long)value : (unsigned long long)value,
                       10);
}

/* Reads digits, if there are any. Returns false with an exception set when the number is too big. */
static bool read_number(HPyContext *ctx, const char **format, HPy_ssize_t *number, const char *message) {
  for (; **format >= '0' && **format <= '9'; (*format)++) {
    HPy_ssize_t digit = **format - '0';
    HPy_ssize_t before = *number < 0 ? 0 : *number;
    if (before > (HPY_SSIZE_T_MAX - digit) / 10) {
      HPyErr_SetString(ctx, ctx->h_ValueError, message);
      return false;
    }
    *number = before * 10 + digit;
  }
  return true;
}

/* Reads a unit, from behind the percent sign. */
static bool read_unit(HPyContext *ctx, const char **format, Unit *unit) {
  *unit = (Unit){.width = -1, .precision = -1};
  if (**format == '0') {
    unit->zeros = true;
    (*format)++;
  }
  if (!read_number(ctx, format, &unit->width, "width too big"))
    return false;
  if (**format == '.') {
    (*format)++;
    if (!read_number(ctx, format, &unit->precision, "precision too big"))
      return false;
  }
  while (**format == 'l' && unit->longs < 2) {
    unit->longs++;
    (*format)++;
  }
  if (**format == 'z' && unit->longs == 0) {
    unit->size = true;
    (*format)++;
  }
  unit->unit = **format;
  bool sized = unit->size || unit->longs > 0;
  if (unit->unit == '\0' || strchr(sized ? "diu" : "diuxcpsUVSRA", unit->unit) == NULL) {
    HPyErr_SetString(ctx, ctx->h_SystemError, "invalid format string");
    return false;
  }
  (*format)++;
  if (unit->zeros && strchr("diux", unit->unit) == NULL) {
    HPyErr_Format(ctx, ctx->h_SystemError, "formatting unit '%%%c' does not support 0-padding", unit->unit);
    return false;
  }
  if ((unit->unit == 'c' || unit->unit == 'p') && (unit->width >= 0 || unit->precision >= 0)) {
    HPyErr_Format(ctx, ctx->h_SystemError, "formatting unit '%%%c' does not support width nor precision", unit->unit);
    return false;
  }
  return true;
}

static long long signed_argument(const Unit *unit, va_list *args) {
  return unit->size         ? va_arg(*args, HPy_ssize_t)
         : unit->longs == 2 ? va_arg(*args, long long)
         : unit->longs == 1 ? va_arg(*args, long)
                            : va_arg(*args, int);
}

static unsigned long long unsigned_argument(const Unit *unit, va_list *args) {
  return unit->size         ? va_arg(*args, size_t)
         : unit->longs == 2 ? va_arg(*args, unsigned long long)
         : unit->longs == 1 ? va_arg(*args, unsigned long)
                            : va_arg(*args, unsigned int);
}

/* Writes the argument of a unit. */
static bool append_argument(Text *text, const Unit *unit, va_list *args) {
  switch (unit->unit) {
  case 'c': return append_character(text, va_arg(*args, int));
  case 'd':
  case 'i': return append_signed(text, unit, signed_argument(unit, args));
  case 'u': return append_number(text, unit, false, unsigned_argument(unit, args), 10);
  case 'x': return append_number(text, unit, false, va_arg(*args, unsigned int), 16);
  case 'p':
    return append(text, "0x", 2) && append_number(text, unit, false, (uintptr_t)va_arg(*args, const void *), 16);
  case 'V': {
    HPy h = va_arg(*args, HPy);
    const char *otherwise = va_arg(*args, const char *);
    if (!HPy_IsNull(h) || otherwise == NULL)
      return append_object(text, &(Unit){.width = unit->width, .precision = unit->precision, .unit = 'U'}, h);
    return append_c_string(text, unit, otherwise);
  }
  case 's': {
    const char *bytes = va_arg(*args, const char *);
    if (bytes != NULL)
      return append_c_string(text, unit, bytes);
    HPyErr_SetString(text->ctx, text->ctx->h_SystemError,
                     "null c string passed as value for formatting unit '%s'");
    return false;
  }
  default: return append_object(text, unit, va_arg(*args, HPy));
  }
}

/* Writes all that a format describes. */
static bool append_format(Text *text, const char *format, va_list *args) {
  while (*format != '\0') {
    const char *start = format;
    while (*format != '\0' && *format != '%') {
      if ((unsigned char)*format > 127) {
        HPyErr_Format(text->ctx, text->ctx->h_ValueError,
                      "expected an ASCII-encoded format string, got a non-ASCII byte: 0x%02x",
                      (unsigned char)*format);
        return false;
      }
      format++;
    }
    if (!append(text, start, (size_t)(format - start)))
      return false;
    if (*format == '\0')
      break;
    format++;
    if (*format == '%') {
      if (!fill(text, *format++, 1))
        return false;
      continue;
    }
    Unit unit;
    if (!read_unit(text->ctx, &format, &unit) || !append_argument(text, &unit, args))
      return false;
  }
  return append(text, "", 1);
}

/* The str of a finished text. */
static HPy text_to_str(const Text *text) {
  HPyContext *ctx = text->ctx;
  if (!text->special)
    return HPyUnicode_FromString(ctx, text->bytes);
  HPy bytes = HPyBytes_FromStringAndSize(ctx, text->bytes, (HPy_ssize_t)text->length - 1);
  if (HPy_IsNull(bytes))
    return HPy_NULL;
  HPy result = HPyUnicode_FromEncodedObject(ctx, bytes, "utf-8", "surrogatepass");
  HPy_Close(ctx, bytes);
  return result;
}

HPyAPI_HELPER HPy HPyUnicode_FromFormatV(HPyContext *ctx, const char *fmt, va_list vargs) {
  Text text = {.ctx = ctx};
  va_list args;
  va_copy(args, vargs);
  HPy result = append_format(&text, fmt, &args) ? text_to_str(&text) : HPy_NULL;
  va_end(args);
  free(text.bytes);
  return result;
}

HPyAPI_HELPER HPy HPyUnicode_FromFormat(HPyContext *ctx, const char *fmt, ...) {
  va_list args;
  va_start(args, fmt);
  HPy result = HPyUnicode_FromFormatV(ctx, fmt, args);
  va_end(args);
  return result;
}

HPyAPI_HELPER HPy HPyErr_Format(HPyContext *ctx, HPy h_type, const char *fmt, ...) {
  va_list args;
  va_start(args, fmt);
  HPy message = HPyUnicode_FromFormatV(ctx, fmt, args);
  va_end(args);
  if (!HPy_IsNull(message)) {
    HPyErr_SetObject(ctx, h_type, message);
    HPy_Close(ctx, message);
  }
  return HPy_NULL;
}
