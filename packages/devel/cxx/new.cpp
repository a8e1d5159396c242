/* operator new and delete, on the C library's malloc. */

#include <cstdlib>
#include <new>

static void *allocate(std::size_t size) noexcept {
  for (;;) {
    if (void *place = std::malloc(size == 0 ? 1 : size); place != nullptr)
      return place;
    std::new_handler handler = std::get_new_handler();
    if (handler == nullptr)
      return nullptr;
    handler();
  }
}

static void *allocate(std::size_t size, std::align_val_t alignment) noexcept {
  std::size_t unit = static_cast<std::size_t>(alignment);
  if (unit < sizeof(void *))
    unit = sizeof(void *);
  std::size_t whole = (size + unit - 1) & ~(unit - 1);
  return whole < size ? nullptr : std::aligned_alloc(unit, whole == 0 ? unit : whole);
}

static void *must(void *place) {
  if (place == nullptr)
    throw std::bad_alloc();
  return place;
}

void *operator new(std::size_t size) { return must(allocate(size)); }
void *operator new[](std::size_t size) { return must(allocate(size)); }
void *operator new(std::size_t size, std::align_val_t unit) { return must(allocate(size, unit)); }
void *operator new[](std::size_t size, std::align_val_t unit) { return must(allocate(size, unit)); }
void *operator new(std::size_t size, const std::nothrow_t &) noexcept { return allocate(size); }
void *operator new[](std::size_t size, const std::nothrow_t &) noexcept { return allocate(size); }
void *operator new(std::size_t size, std::align_val_t unit, const std::nothrow_t &) noexcept {
  return allocate(size, unit);
}
void *operator new[](std::size_t size, std::align_val_t unit, const std::nothrow_t &) noexcept {
  return allocate(size, unit);
}

void operator delete(void *place) noexcept { std::free(place); }
void operator delete[](void *place) noexcept { std::free(place); }
void operator delete(void *place, std::size_t) noexcept { std::free(place); }
void operator delete[](void *place, std::size_t) noexcept { std::free(place); }
void operator delete(void *place, std::align_val_t) noexcept { std::free(place); }
void operator delete[](void *place, std::align_val_t) noexcept { std::free(place); }
void operator delete(void *place, std::size_t, std::align_val_t) noexcept { std::free(place); }
void operator delete[](void *place, std::size_t, std::align_val_t) noexcept { std::free(place); }
void operator delete(void *place, const std::nothrow_t &) noexcept { std::free(place); }
void operator delete[](void *place, const std::nothrow_t &) noexcept { std::free(place); }
void operator delete(void *place, std::align_val_t, const std::nothrow_t &) noexcept { std::free(place); }
void operator delete[](void *place, std::align_val_t, const std::nothrow_t &) noexcept { std::free(place); }

namespace std {

const nothrow_t nothrow{};

static new_handler on_failure;

new_handler set_new_handler(new_handler handler) noexcept {
  new_handler before = on_failure;
  on_failure = handler;
  return before;
}

new_handler get_new_handler() noexcept { return on_failure; }

void __throw_bad_alloc() { throw bad_alloc(); }

} // namespace std
