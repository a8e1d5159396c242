/*
 * Throwing and catching: the runtime that each module carries itself.
 *
 * A thrown exception is a WebAssembly exception with the tag `__cpp_exception`, which belongs to this module alone; what
 * it carries is the address of a header, with the thrown object behind it. A landing pad asks
 * `_Unwind_CallPersonality` which of its handlers takes the exception: the compiler's tables say which types a landing
 * pad catches (Itanium C++ ABI, "Exception Handling Tables"; for WebAssembly the call-site table is indexed by the
 * number of the landing pad).
 */

#include "rtti.h"

#include <cstdint>
#include <cstdlib>
#include <exception>
#include <new>
#include <stdexcept>

using __cxxabiv1::__shim_type_info;

/* No other file defines the tag: a landing pad of any file in the module catches what any other throws. */
asm(".globl __cpp_exception\n"
    ".tagtype __cpp_exception i32\n"
    "__cpp_exception:\n");

namespace {

/* In WebAssembly a destructor returns its argument. */
using Destroy = void *(*)(void *);

struct alignas(16) Header {
  const __shim_type_info *type;
  Destroy destroy;
  /* The exception that was being handled when this one was caught. */
  Header *next;
  /* What the handler gets. */
  void *adjusted;
  /* How many handlers handle it; negative while it is thrown on. */
  int handlers;

  void *object() { return this + 1; }
};

/* Exceptions that are being handled, innermost first; those that are thrown and not caught yet. */
Header *handled;
int uncaught;

/* For the exception that tells that there is no memory. */
alignas(16) char emergency[256];
bool emergency_used;

std::terminate_handler on_terminate;

Header *header_of(void *object) { return static_cast<Header *>(object) - 1; }

void release(Header *header) {
  if (reinterpret_cast<char *>(header) == emergency)
    emergency_used = false;
  else
    std::free(header);
}

void destroy(Header *header) {
  if (header->destroy != nullptr)
    header->destroy(header->object());
  release(header);
}

[[noreturn]] void raise(Header *header) {
  uncaught++;
  __builtin_wasm_throw(0, header);
}

/* Reads the compiler's tables. */
struct Reader {
  const unsigned char *at;

  std::uintptr_t unsigned_number() {
    std::uintptr_t value = 0;
    unsigned shift = 0;
    unsigned char byte;
    do {
      byte = *at++;
      value |= static_cast<std::uintptr_t>(byte & 0x7f) << shift;
      shift += 7;
    } while ((byte & 0x80) != 0);
    return value;
  }

  std::intptr_t signed_number() {
    std::uintptr_t value = 0;
    unsigned shift = 0;
    unsigned char byte;
    do {
      byte = *at++;
      value |= static_cast<std::uintptr_t>(byte & 0x7f) << shift;
      shift += 7;
    } while ((byte & 0x80) != 0);
    if ((byte & 0x40) != 0 && shift < 8 * sizeof(value))
      value |= ~std::uintptr_t{0} << shift;
    return static_cast<std::intptr_t>(value);
  }
};

constexpr unsigned char omitted = 0xff;

} // namespace

extern "C" {

/* The compiler's code writes the first two before it asks, and reads the third afterwards. */
struct {
  std::uintptr_t landing_pad;
  const unsigned char *table;
  std::uintptr_t selector;
} __wasm_lpad_context;

int _Unwind_CallPersonality(void *exception) {
  auto *header = static_cast<Header *>(exception);
  auto &context = __wasm_lpad_context;
  context.selector = 0;
  if (context.table == nullptr)
    return 0;
  Reader reader{context.table};
  if (*reader.at++ != omitted)
    std::abort();
  const unsigned char *types = nullptr;
  /* Types are told by their addresses. */
  if (unsigned char encoding = *reader.at++; encoding != omitted) {
    if (encoding != 0)
      std::abort();
    std::uintptr_t offset = reader.unsigned_number();
    types = reader.at + offset;
  }
  reader.at++;
  std::uintptr_t length = reader.unsigned_number();
  const unsigned char *actions = reader.at + length;
  std::uintptr_t action = 0;
  for (std::uintptr_t index = 0; index <= context.landing_pad; index++) {
    reader.unsigned_number();
    action = reader.unsigned_number();
  }
  if (action == 0)
    return 0;
  reader.at = actions + action - 1;
  for (;;) {
    std::intptr_t number = reader.signed_number();
    const unsigned char *here = reader.at;
    std::intptr_t next = reader.signed_number();
    if (number > 0) {
      auto *type = reinterpret_cast<const __shim_type_info *const *>(types)[-number];
      void *object = header->object();
      /* No type: catch (...) */
      if (type == nullptr || type->can_catch(header->type, object)) {
        header->adjusted = object;
        context.selector = static_cast<std::uintptr_t>(number);
        return 0;
      }
    }
    if (next == 0)
      return 0;
    reader.at = here + next;
  }
}

void _Unwind_DeleteException(void *exception) { destroy(static_cast<Header *>(exception)); }

void *__cxa_allocate_exception(std::size_t size) noexcept {
  void *place = std::malloc(sizeof(Header) + size);
  if (place == nullptr) {
    if (emergency_used || sizeof(Header) + size > sizeof(emergency))
      std::terminate();
    emergency_used = true;
    place = emergency;
  }
  return new (place) Header{} + 1;
}

void __cxa_free_exception(void *object) noexcept { release(header_of(object)); }

[[noreturn]] void __cxa_throw(void *object, std::type_info *type, Destroy destroy) {
  Header *header = header_of(object);
  header->type = static_cast<__shim_type_info *>(type);
  header->destroy = destroy;
  raise(header);
}

void *__cxa_get_exception_ptr(void *exception) noexcept { return static_cast<Header *>(exception)->adjusted; }

void *__cxa_begin_catch(void *exception) noexcept {
  auto *header = static_cast<Header *>(exception);
  header->handlers = (header->handlers < 0 ? -header->handlers : header->handlers) + 1;
  if (header != handled) {
    header->next = handled;
    handled = header;
  }
  uncaught--;
  return header->adjusted;
}

void __cxa_end_catch() {
  Header *header = handled;
  if (header == nullptr)
    return;
  if (header->handlers < 0) {
    /* It is thrown on: another handler ends its life. */
    if (++header->handlers == 0)
      handled = header->next;
  } else if (--header->handlers == 0) {
    handled = header->next;
    destroy(header);
  }
}

[[noreturn]] void __cxa_rethrow() {
  Header *header = handled;
  if (header == nullptr)
    std::terminate();
  header->handlers = -header->handlers;
  raise(header);
}

std::type_info *__cxa_current_exception_type() {
  return handled == nullptr ? nullptr : const_cast<__shim_type_info *>(handled->type);
}

[[noreturn]] void __cxa_bad_cast() { throw std::bad_cast(); }
[[noreturn]] void __cxa_bad_typeid() { throw std::bad_typeid(); }
[[noreturn]] void __cxa_throw_bad_array_new_length() { throw std::bad_array_new_length(); }
[[noreturn]] void __cxa_pure_virtual() { std::abort(); }
[[noreturn]] void __cxa_deleted_virtual() { std::abort(); }

} // extern "C"

/* What the loader asks of an exception that left the module. */

/* The address that a thrown object has as a `Base`; null when it is none. */
template <class Base> static Base *as(Header *header) {
  void *object = header->object();
  auto &type = static_cast<const __shim_type_info &>(typeid(Base));
  return type.can_catch(header->type, object) ? static_cast<Base *>(object) : nullptr;
}

extern "C" {

/* Which Python exception it becomes: see `CxxExceptions` of @hpyjs/abi-universal. */
__attribute__((export_name("__hpy_cxx_kind"))) int __hpy_cxx_kind(void *exception) {
  auto *header = static_cast<Header *>(exception);
  if (as<std::exception>(header) == nullptr)
    return 0;
  if (as<std::bad_alloc>(header) != nullptr)
    return 2;
  if (as<std::out_of_range>(header) != nullptr)
    return 3;
  if (as<std::invalid_argument>(header) != nullptr || as<std::domain_error>(header) != nullptr ||
      as<std::length_error>(header) != nullptr || as<std::range_error>(header) != nullptr)
    return 4;
  return as<std::overflow_error>(header) != nullptr ? 5 : 1;
}

/* What it says, as a C string; the name of its type, mangled, for what is no `std::exception`. */
__attribute__((export_name("__hpy_cxx_what"))) const char *__hpy_cxx_what(void *exception) {
  auto *header = static_cast<Header *>(exception);
  std::exception *object = as<std::exception>(header);
  return object == nullptr ? header->type->name() : object->what();
}

/* Destroys it. */
__attribute__((export_name("__hpy_cxx_end"))) void __hpy_cxx_end(void *exception) {
  uncaught--;
  auto *header = static_cast<Header *>(exception);
  /* The handlers that threw it on are not run any more. */
  for (Header **place = &handled; *place != nullptr; place = &(*place)->next) {
    if (*place == header) {
      *place = header->next;
      break;
    }
  }
  destroy(header);
}

} // extern "C"

namespace std {

void terminate() noexcept {
  if (on_terminate != nullptr)
    on_terminate();
  std::abort();
}

terminate_handler set_terminate(terminate_handler handler) noexcept {
  terminate_handler before = on_terminate;
  on_terminate = handler;
  return before;
}

terminate_handler get_terminate() noexcept { return on_terminate; }

int uncaught_exceptions() noexcept { return uncaught; }
bool uncaught_exception() noexcept { return uncaught > 0; }

} // namespace std
