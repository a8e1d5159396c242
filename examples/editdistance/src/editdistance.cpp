/*
 * The same as editdistance.c in C++: containers free themselves, and what goes wrong is thrown.
 */

#include <algorithm>
#include <hpy.h>
#include <numeric>
#include <stdexcept>
#include <string>
#include <vector>

namespace {

/* A Python exception is set already: whoever catches this returns. */
struct Raised {};

/* A handle that closes itself. */
class Handle {
public:
  Handle(HPyContext *context, HPy handle) : ctx(context), h(handle) {}
  Handle(const Handle &) = delete;
  Handle &operator=(const Handle &) = delete;
  ~Handle() { HPy_Close(ctx, h); }
  HPy get() const { return h; }
  void reset(HPy other) {
    HPy_Close(ctx, h);
    h = other;
  }
  HPy release() {
    HPy result = h;
    h = HPy_NULL;
    return result;
  }

private:
  HPyContext *ctx;
  HPy h;
};

/* A str as code points, decoded from UTF-8, which Python vouches for. */
std::u32string decode(HPyContext *ctx, HPy h) {
  HPy_ssize_t size;
  const char *utf8 = HPyUnicode_AsUTF8AndSize(ctx, h, &size);
  if (utf8 == nullptr)
    throw Raised();
  std::u32string text;
  text.reserve(static_cast<std::size_t>(size));
  for (const auto *at = reinterpret_cast<const unsigned char *>(utf8), *end = at + size; at < end;) {
    const char32_t lead = *at++;
    const int more = lead < 0x80 ? 0 : lead < 0xe0 ? 1 : lead < 0xf0 ? 2 : 3;
    char32_t point = more == 0 ? lead : lead & (0x3fu >> more);
    for (int index = 0; index < more; index++)
      point = (point << 6) | (*at++ & 0x3f);
    text.push_back(point);
  }
  return text;
}

/* The distance, by the rows of Wagner and Fischer's table. */
std::size_t distance_of(const std::u32string &a, const std::u32string &b) {
  std::vector<std::size_t> row(b.size() + 1);
  std::iota(row.begin(), row.end(), std::size_t{0});
  for (char32_t point : a) {
    std::size_t diagonal = row[0]++;
    for (std::size_t column = 1; column <= b.size(); column++) {
      const std::size_t above = row[column];
      row[column] = std::min({diagonal + (point != b[column - 1]), above + 1, row[column - 1] + 1});
      diagonal = above;
    }
  }
  return row[b.size()];
}

/* What `function` returns; null when it throws that a Python exception is set. Everything else becomes one. */
template <class Function> HPy guarded(Function function) {
  try {
    return function();
  } catch (const Raised &) {
    return HPy_NULL;
  }
}

} // namespace

HPyDef_METH(distance, "distance", HPyFunc_VARARGS,
            .doc = "distance(a, b, /)\n--\n\nHow many characters have to be changed to make b of a.")
static HPy distance_impl(HPyContext *ctx, HPy, const HPy *args, size_t nargs) {
  return guarded([&] {
    HPy first, second;
    if (!HPyArg_Parse(ctx, nullptr, args, nargs, "OO:distance", &first, &second))
      throw Raised();
    return HPyLong_FromSize_t(ctx, distance_of(decode(ctx, first), decode(ctx, second)));
  });
}

HPyDef_METH(closest, "closest", HPyFunc_VARARGS,
            .doc = "closest(word, words, /)\n--\n\nThe first of the words that are nearest to a word, or None.")
static HPy closest_impl(HPyContext *ctx, HPy, const HPy *args, size_t nargs) {
  return guarded([&] {
    HPy word, words;
    if (!HPyArg_Parse(ctx, nullptr, args, nargs, "OO:closest", &word, &words))
      throw Raised();
    const std::u32string text = decode(ctx, word);
    Handle best(ctx, HPy_Dup(ctx, ctx->h_None));
    std::size_t nearest = static_cast<std::size_t>(-1);
    Handle iterator(ctx, HPy_GetIter(ctx, words));
    if (HPy_IsNull(iterator.get()))
      throw Raised();
    for (;;) {
      Handle candidate(ctx, HPyIter_Next(ctx, iterator.get()));
      if (HPy_IsNull(candidate.get()))
        break;
      const std::size_t found = distance_of(text, decode(ctx, candidate.get()));
      if (found < nearest) {
        nearest = found;
        best.reset(HPy_Dup(ctx, candidate.get()));
      }
    }
    if (HPyErr_Occurred(ctx))
      throw Raised();
    return best.release();
  });
}

static HPyDef *defines[] = {&distance, &closest, nullptr};

static HPyModuleDef module_definition = {
    .doc = "Edit distances between texts.",
    .size = 0,
    .legacy_methods = nullptr,
    .defines = defines,
    .globals = nullptr,
};

HPy_MODINIT(editdistance, module_definition)
