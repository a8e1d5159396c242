/* The exceptions of the standard library. */

#include <any>
#include <cstdlib>
#include <cstring>
#include <exception>
#include <functional>
#include <new>
#include <optional>
#include <stdexcept>
#include <string>
#include <typeinfo>
#include <variant>

_LIBCPP_BEGIN_NAMESPACE_STD

/* A text that copies of an exception share: a count, and the characters behind it. */
static long *count_of(const char *text) { return reinterpret_cast<long *>(const_cast<char *>(text)) - 1; }

__libcpp_refstring::__libcpp_refstring(const char *text) {
  std::size_t size = std::strlen(text) + 1;
  auto *count = static_cast<long *>(::operator new(sizeof(long) + size));
  *count = 1;
  __imp_ = static_cast<char *>(std::memcpy(count + 1, text, size));
}

__libcpp_refstring::__libcpp_refstring(const __libcpp_refstring &other) noexcept : __imp_(other.__imp_) {
  ++*count_of(__imp_);
}

__libcpp_refstring &__libcpp_refstring::operator=(const __libcpp_refstring &other) noexcept {
  ++*count_of(other.__imp_);
  if (--*count_of(__imp_) == 0)
    ::operator delete(count_of(__imp_));
  __imp_ = other.__imp_;
  return *this;
}

__libcpp_refstring::~__libcpp_refstring() {
  if (--*count_of(__imp_) == 0)
    ::operator delete(count_of(__imp_));
}

bool __libcpp_refstring::__uses_refcount() const { return true; }

void __throw_runtime_error(const char *text) { throw runtime_error(text); }

bad_function_call::~bad_function_call() noexcept {}
const char *bad_function_call::what() const noexcept { return "std::bad_function_call"; }

_LIBCPP_END_NAMESPACE_STD

namespace std {

exception::~exception() noexcept {}
const char *exception::what() const noexcept { return "std::exception"; }
bad_exception::~bad_exception() noexcept {}
const char *bad_exception::what() const noexcept { return "std::bad_exception"; }
bad_alloc::bad_alloc() noexcept {}
bad_alloc::~bad_alloc() noexcept {}
const char *bad_alloc::what() const noexcept { return "std::bad_alloc"; }
bad_array_new_length::bad_array_new_length() noexcept {}
bad_array_new_length::~bad_array_new_length() noexcept {}
const char *bad_array_new_length::what() const noexcept { return "std::bad_array_new_length"; }
bad_cast::bad_cast() noexcept {}
bad_cast::~bad_cast() noexcept {}
const char *bad_cast::what() const noexcept { return "std::bad_cast"; }
bad_typeid::bad_typeid() noexcept {}
bad_typeid::~bad_typeid() noexcept {}
const char *bad_typeid::what() const noexcept { return "std::bad_typeid"; }
bad_optional_access::~bad_optional_access() noexcept {}
const char *bad_optional_access::what() const noexcept { return "bad_optional_access"; }
const char *bad_variant_access::what() const noexcept { return "bad_variant_access"; }
const char *bad_any_cast::what() const noexcept { return "bad any cast"; }

logic_error::logic_error(const char *text) : __imp_(text) {}
logic_error::logic_error(const string &text) : __imp_(text.c_str()) {}
logic_error::logic_error(const logic_error &other) noexcept : exception(other), __imp_(other.__imp_) {}
logic_error &logic_error::operator=(const logic_error &other) noexcept {
  __imp_ = other.__imp_;
  return *this;
}
logic_error::~logic_error() noexcept {}
const char *logic_error::what() const noexcept { return __imp_.c_str(); }

runtime_error::runtime_error(const char *text) : __imp_(text) {}
runtime_error::runtime_error(const string &text) : __imp_(text.c_str()) {}
runtime_error::runtime_error(const runtime_error &other) noexcept : exception(other), __imp_(other.__imp_) {}
runtime_error &runtime_error::operator=(const runtime_error &other) noexcept {
  __imp_ = other.__imp_;
  return *this;
}
runtime_error::~runtime_error() noexcept {}
const char *runtime_error::what() const noexcept { return __imp_.c_str(); }

domain_error::~domain_error() noexcept {}
invalid_argument::~invalid_argument() noexcept {}
length_error::~length_error() noexcept {}
out_of_range::~out_of_range() noexcept {}
range_error::~range_error() noexcept {}
overflow_error::~overflow_error() noexcept {}
underflow_error::~underflow_error() noexcept {}

} // namespace std
