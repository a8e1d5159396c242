/* Exceptions of all kinds: caught by type, thrown on, and let out. And a little of the standard library. */

#include "hpy.h"

#include <algorithm>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <unordered_map>
#include <vector>

namespace {

int destroyed;

struct Guard {
  ~Guard() { destroyed++; }
};

struct Base {
  virtual ~Base() {}
  int number = 1;
};
struct Other {
  virtual ~Other() {}
  int number = 2;
};
struct Derived : Other, Base {};
struct Virtual : virtual Base {};
struct Hidden : private Base {};

Derived one_derived;

/* What is thrown, by name. */
const std::map<std::string, void (*)()> throwers = {
    {"int", [] { throw 42; }},
    {"text", [] { throw "text"; }},
    {"string", [] { throw std::string("a string"); }},
    {"runtime_error", [] { throw std::runtime_error("gr\u00fc\u00dfe"); }},
    {"out_of_range", [] { throw std::out_of_range("out there"); }},
    {"invalid_argument", [] { throw std::invalid_argument("bad argument"); }},
    {"overflow_error", [] { throw std::overflow_error("too large"); }},
    {"bad_alloc", [] { throw std::bad_alloc(); }},
    {"derived", [] { throw Derived(); }},
    {"virtual", [] { throw Virtual(); }},
    {"hidden", [] { throw Hidden(); }},
    {"pointer", [] { throw &one_derived; }},
    {"at", [] { (void)std::vector<int>{1, 2}.at(5); }},
    {"substr", [] { (void)std::string("abc").substr(9); }},
    {"optional", [] { (void)std::optional<int>().value(); }},
    {"function", [] { std::function<void()>()(); }},
    {"stoi", [] { (void)std::stoi("no number"); }},
    {"dynamic_cast", [] { (void)dynamic_cast<const Derived &>(static_cast<const Base &>(Virtual())); }},
    {"nothing", [] {}},
};

/* Two frames with something to destroy; the outer one throws some on. */
__attribute__((noinline)) void inner(const char *name) {
  Guard guard;
  throwers.at(name)();
}
__attribute__((noinline)) void outer(const char *name) {
  Guard guard;
  try {
    inner(name);
  } catch (const std::logic_error &) {
    throw;
  }
}

std::string caught(const char *name) {
  try {
    outer(name);
  } catch (int number) {
    return "int " + std::to_string(number);
  } catch (const char *text) {
    return std::string("text ") + text;
  } catch (const std::out_of_range &error) {
    return std::string("out_of_range ") + error.what();
  } catch (const std::exception &error) {
    return std::string("exception ") + error.what();
  } catch (Base &base) {
    return "Base " + std::to_string(base.number) + (dynamic_cast<Other *>(&base) == nullptr ? "" : " Other");
  } catch (const Base *base) {
    return "pointer to Base " + std::to_string(base->number);
  } catch (...) {
    return "something";
  }
  return "nothing";
}

std::string text_of_static;
struct Static {
  Static() { text_of_static = "made"; }
};
Static static_object;

} // namespace

/* What catches the exception of a name, and how much was destroyed on the way. */
HPyDef_METH(catches, "catches", HPyFunc_O)
static HPy catches_impl(HPyContext *ctx, HPy, HPy arg) {
  const char *name = HPyUnicode_AsUTF8AndSize(ctx, arg, nullptr);
  if (name == nullptr)
    return HPy_NULL;
  int before = destroyed;
  std::string text = caught(name);
  return HPyUnicode_FromString(ctx, (text + ", " + std::to_string(destroyed - before)).c_str());
}

HPyDef_METH(leaves, "leaves", HPyFunc_O)
static HPy leaves_impl(HPyContext *ctx, HPy, HPy arg) {
  const char *name = HPyUnicode_AsUTF8AndSize(ctx, arg, nullptr);
  if (name == nullptr)
    return HPy_NULL;
  outer(name);
  return HPy_Dup(ctx, ctx->h_None);
}

/* One exception while another is handled, and that one thrown on. */
HPyDef_METH(nested, "nested", HPyFunc_NOARGS)
static HPy nested_impl(HPyContext *ctx, HPy) {
  std::string log;
  try {
    try {
      throw std::runtime_error("outer");
    } catch (std::exception &error) {
      log += error.what();
      try {
        throw 5;
      } catch (int number) {
        log += std::to_string(number);
      }
      throw;
    }
  } catch (std::runtime_error &error) {
    log += error.what();
  }
  return HPyUnicode_FromString(ctx, (log + std::to_string(std::uncaught_exceptions())).c_str());
}

HPyDef_METH(library, "library", HPyFunc_NOARGS)
static HPy library_impl(HPyContext *ctx, HPy) {
  std::vector<int> numbers{3, 1, 2};
  std::sort(numbers.begin(), numbers.end());
  std::unordered_map<std::string, int> counts;
  for (const char *word : {"a", "b", "a"})
    counts[word]++;
  auto shared = std::make_shared<std::string>("shared");
  std::weak_ptr<std::string> weak = shared;
  std::function<int(int)> twice = [](int number) { return 2 * number; };
  std::string text = std::to_string(numbers[0]) + std::to_string(counts["a"]) + *weak.lock() +
                     std::to_string(twice(4)) + text_of_static + std::to_string(std::stoi("-12")) +
                     std::to_string(2.5);
  return HPyUnicode_FromString(ctx, text.c_str());
}

HPyDef_GET(Thrower_attribute, "attribute")
static HPy Thrower_attribute_get(HPyContext *, HPy, void *) { throw std::runtime_error("from a getter"); }
HPyDef_SLOT(Thrower_repr, HPy_tp_repr)
static HPy Thrower_repr_impl(HPyContext *, HPy) { throw std::runtime_error("from a slot"); }
HPyDef_SLOT(Thrower_length, HPy_sq_length)
static HPy_ssize_t Thrower_length_impl(HPyContext *, HPy) { throw std::runtime_error("from a length"); }

static HPyDef *Thrower_defines[] = {&Thrower_attribute, &Thrower_repr, &Thrower_length, nullptr};
static HPyType_Spec Thrower_spec = {.name = "thrown.Thrower", .flags = HPy_TPFLAGS_DEFAULT, .defines = Thrower_defines};

HPyDef_SLOT(exec, HPy_mod_exec)
static int exec_impl(HPyContext *ctx, HPy module) {
  if (HPy_HasAttr_s(ctx, module, "forbidden"))
    throw std::logic_error("executed twice");
  return HPyHelpers_AddType(ctx, module, "Thrower", &Thrower_spec, nullptr) ? 0 : -1;
}

static HPyDef *defines[] = {&catches, &leaves, &nested, &library, &exec, nullptr};
static HPyModuleDef definition = {
    .doc = nullptr, .size = 0, .legacy_methods = nullptr, .defines = defines, .globals = nullptr};
HPy_MODINIT(thrown, definition)
