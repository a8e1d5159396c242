/* What the headers of the standard library call in the library. */

#include <cstddef>
#include <cstdlib>
#include <functional>
#include <memory>
#include <unordered_map>

_LIBCPP_BEGIN_NAMESPACE_STD

__shared_count::~__shared_count() {}
__shared_weak_count::~__shared_weak_count() {}

void __shared_weak_count::__release_weak() noexcept {
  if (__shared_weak_owners_-- == 0)
    __on_zero_shared_weak();
}

__shared_weak_count *__shared_weak_count::lock() noexcept {
  if (use_count() == 0)
    return nullptr;
  __add_shared();
  return this;
}

const void *__shared_weak_count::__get_deleter(const type_info &) const noexcept { return nullptr; }

static bool is_prime(size_t value) {
  for (size_t divisor = 3; divisor <= value / divisor; divisor += 2) {
    if (value % divisor == 0)
      return false;
  }
  return true;
}

/* How many buckets a hash table has: the smallest prime that is not below. */
size_t __next_prime(size_t least) {
  if (least <= 2)
    return least == 0 ? 0 : 2;
  size_t value = least | 1;
  while (!is_prime(value))
    value += 2;
  return value;
}

/* FNV-1a. */
size_t __hash_memory(_LIBCPP_NOESCAPE const void *data, size_t size) noexcept {
  const auto *bytes = static_cast<const unsigned char *>(data);
  size_t hash = 2166136261u;
  for (size_t i = 0; i < size; i++)
    hash = (hash ^ bytes[i]) * 16777619u;
  return hash;
}

[[noreturn]] void __libcpp_verbose_abort(const char *, ...) noexcept { std::abort(); }

_LIBCPP_END_NAMESPACE_STD
