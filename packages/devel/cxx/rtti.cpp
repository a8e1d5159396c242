/* Types at run time: which handler takes which exception, and dynamic_cast. */

#include "rtti.h"

std::type_info::~type_info() {}

namespace __cxxabiv1 {

__shim_type_info::~__shim_type_info() {}
/* Here the compiler puts the types that are built in, which no other file has. */
__fundamental_type_info::~__fundamental_type_info() {}
__array_type_info::~__array_type_info() {}
__enum_type_info::~__enum_type_info() {}
__function_type_info::~__function_type_info() {}
__class_type_info::~__class_type_info() {}
__si_class_type_info::~__si_class_type_info() {}
__vmi_class_type_info::~__vmi_class_type_info() {}
__pbase_type_info::~__pbase_type_info() {}
__pointer_type_info::~__pointer_type_info() {}
__pointer_to_member_type_info::~__pointer_to_member_type_info() {}

bool __shim_type_info::can_catch(const __shim_type_info *thrown, void *&) const { return *this == *thrown; }
const __class_type_info *__shim_type_info::as_class() const { return nullptr; }
const __pointer_type_info *__shim_type_info::as_pointer() const { return nullptr; }
bool __shim_type_info::is_function() const { return false; }
bool __function_type_info::is_function() const { return true; }

const __class_type_info *__class_type_info::as_class() const { return this; }

void __class_type_info::visit(void *object, bool is_public, PartVisitor &visitor) const {
  if (*this == visitor.wanted)
    visitor.part(object, is_public);
  else
    visit_bases(object, is_public, visitor);
}

void __class_type_info::visit_bases(void *, bool, PartVisitor &) const {}

void __si_class_type_info::visit_bases(void *object, bool is_public, PartVisitor &visitor) const {
  base->visit(object, is_public, visitor);
}

void __vmi_class_type_info::visit_bases(void *object, bool is_public, PartVisitor &visitor) const {
  for (unsigned i = 0; i < base_count; i++) {
    const auto &[base, offset_flags] = bases[i];
    std::ptrdiff_t offset = offset_flags >> 8;
    char *place = static_cast<char *>(object);
    /* A virtual base's offset is in the object's table; a null pointer has no object, and is null as a base, too. */
    if (place != nullptr && (offset_flags & 1) != 0)
      offset = *reinterpret_cast<std::ptrdiff_t *>(*reinterpret_cast<char **>(place) + offset);
    base->visit(place == nullptr ? nullptr : place + offset, is_public && (offset_flags & 2) != 0, visitor);
  }
}

namespace {

/* Finds the only part of a class. */
struct OnlyPart : PartVisitor {
  void *found = nullptr;
  bool any = false, is_public_part = false, ambiguous = false;

  explicit OnlyPart(const std::type_info &wanted) : PartVisitor(wanted) {}

  void part(void *address, bool is_public) override {
    ambiguous = ambiguous || (any && address != found);
    is_public_part = is_public_part || is_public;
    found = address;
    any = true;
  }

  bool good() const { return any && is_public_part && !ambiguous; }
};

/* Finds out whether a part at one address is a public base. */
struct PartAt : PartVisitor {
  void *address;
  bool is_public_part = false;

  PartAt(const std::type_info &wanted, void *at) : PartVisitor(wanted), address(at) {}

  void part(void *at, bool is_public) override { is_public_part = is_public_part || (at == address && is_public); }
};

/* Finds the only part of a class that a given part is a public base of. */
struct Around : PartVisitor {
  const __class_type_info &type;
  const std::type_info &inner_type;
  void *inner, *found = nullptr;
  bool ambiguous = false;

  Around(const __class_type_info &wanted, const std::type_info &of, void *at)
      : PartVisitor(wanted), type(wanted), inner_type(of), inner(at) {}

  void part(void *address, bool) override {
    PartAt base(inner_type, inner);
    type.visit(address, true, base);
    if (!base.is_public_part)
      return;
    ambiguous = ambiguous || (found != nullptr && found != address);
    found = address;
  }
};

} // namespace

bool __class_type_info::upcast(const std::type_info &base, void *&object) const {
  OnlyPart part(base);
  visit(object, true, part);
  if (part.good())
    object = part.found;
  return part.good();
}

bool __class_type_info::can_catch(const __shim_type_info *thrown, void *&object) const {
  const __class_type_info *type = thrown->as_class();
  return type != nullptr && type->upcast(*this, object);
}

const __pointer_type_info *__pointer_type_info::as_pointer() const { return this; }

bool __pointer_type_info::can_catch(const __shim_type_info *thrown, void *&object) const {
  if (*thrown == typeid(decltype(nullptr))) {
    object = nullptr;
    return true;
  }
  const __pointer_type_info *pointer = thrown->as_pointer();
  if (pointer == nullptr)
    return false;
  void *value = *static_cast<void **>(object);
  bool matches = *this == *thrown;
  if (!matches && (pointer->flags & ~flags & 7) == 0) {
    const __class_type_info *from = pointer->pointee->as_class();
    matches = *pointee == *pointer->pointee ||
              (*pointee == typeid(void) && !pointer->pointee->is_function()) ||
              (pointee->as_class() != nullptr && from != nullptr && from->upcast(*pointee, value)) ||
              can_catch_nested(*pointer);
  }
  if (matches)
    object = value;
  return matches;
}

/* Pointers to pointers: each level but the first may add qualifiers if all above it are const. */
bool __pointer_type_info::can_catch_nested(const __pointer_type_info &thrown) const {
  const __pointer_type_info *to = pointee->as_pointer(), *from = thrown.pointee->as_pointer();
  if (to == nullptr || from == nullptr || (flags & 1) == 0 || (from->flags & ~to->flags & 7) != 0)
    return false;
  return *to->pointee == *from->pointee || to->can_catch_nested(*from);
}

/* dynamic_cast: the object at `source` is a part, of the class `source_type`, of what is to be seen as another class. */
extern "C" void *__dynamic_cast(const void *source, const __class_type_info *source_type,
                                const __class_type_info *wanted, std::ptrdiff_t) {
  void *part = const_cast<void *>(source);
  void **table = *static_cast<void ***>(part);
  void *whole = static_cast<char *>(part) + reinterpret_cast<std::ptrdiff_t>(table[-2]);
  const __class_type_info *type = static_cast<const __class_type_info *>(table[-1]);
  Around around(*wanted, *source_type, part);
  type->visit(whole, true, around);
  if (around.found != nullptr)
    return around.ambiguous ? nullptr : around.found;
  PartAt from_whole(*source_type, part);
  type->visit(whole, true, from_whole);
  void *result = whole;
  return from_whole.is_public_part && type->upcast(*wanted, result) ? result : nullptr;
}

} // namespace __cxxabiv1
