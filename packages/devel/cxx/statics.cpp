/* Static objects: made once, and destroyed when the module is unloaded. */

#include <cstdint>
#include <cstdlib>

extern "C" {

int __cxa_guard_acquire(std::uint8_t *guard) { return *guard == 0; }
void __cxa_guard_release(std::uint8_t *guard) { *guard = 1; }
void __cxa_guard_abort(std::uint8_t *) {}

} // extern "C"

#ifdef __PIC__
/* A module with a C library of its own has this there. */

namespace {

struct Ending {
  void (*function)(void *);
  void *argument;
  Ending *next;
};

Ending *endings;

} // namespace

extern "C" {

int __cxa_atexit(void (*function)(void *), void *argument, void *) {
  auto *ending = static_cast<Ending *>(std::malloc(sizeof(Ending)));
  if (ending == nullptr)
    return -1;
  *ending = {function, argument, endings};
  endings = ending;
  return 0;
}

/* Destroys them in reverse order. The loader calls this before it gives the module's memory back. */
__attribute__((export_name("__hpy_cxx_unload"))) void __hpy_cxx_unload() {
  while (endings != nullptr) {
    Ending *ending = endings;
    endings = ending->next;
    ending->function(ending->argument);
    std::free(ending);
  }
}

} // extern "C"
#endif
