/*
 * What the compiler says of types at run time: the classes of `std::type_info` that the Itanium C++ ABI names
 * (https://itanium-cxx-abi.github.io/cxx-abi/abi.html#rtti), and how a handler is matched with what was thrown.
 */

#ifndef HPY_CXX_RTTI_H
#define HPY_CXX_RTTI_H

#include <cstddef>
#include <typeinfo>

namespace __cxxabiv1 {

class __class_type_info;
class __pointer_type_info;

/* What all have in common here. */
class __shim_type_info : public std::type_info {
public:
  ~__shim_type_info() override;
  /* Whether a handler of this type takes an exception of the type `thrown`; `object` becomes what it gets. */
  virtual bool can_catch(const __shim_type_info *thrown, void *&object) const;
  virtual const __class_type_info *as_class() const;
  virtual const __pointer_type_info *as_pointer() const;
  virtual bool is_function() const;
};

class __fundamental_type_info : public __shim_type_info {
public:
  ~__fundamental_type_info() override;
};

class __array_type_info : public __shim_type_info {
public:
  ~__array_type_info() override;
};

class __enum_type_info : public __shim_type_info {
public:
  ~__enum_type_info() override;
};

class __function_type_info : public __shim_type_info {
public:
  ~__function_type_info() override;
  bool is_function() const override;
};

/* Is told of the parts of an object that are of one class. */
struct PartVisitor {
  const std::type_info &wanted;
  explicit PartVisitor(const std::type_info &type) : wanted(type) {}
  /* The part at an address, and whether all classes on the way to it are public bases. */
  virtual void part(void *address, bool is_public) = 0;
};

class __class_type_info : public __shim_type_info {
public:
  ~__class_type_info() override;
  bool can_catch(const __shim_type_info *thrown, void *&object) const override;
  const __class_type_info *as_class() const override;
  /* Tells of the object itself, and of the parts that its bases are. */
  void visit(void *object, bool is_public, PartVisitor &visitor) const;
  /* Makes `object` the address of its only part of the class `base`. Returns whether there is one, and public. */
  bool upcast(const std::type_info &base, void *&object) const;

protected:
  virtual void visit_bases(void *object, bool is_public, PartVisitor &visitor) const;
};

/* One base, public, not virtual, at the same address. */
class __si_class_type_info : public __class_type_info {
public:
  ~__si_class_type_info() override;
  const __class_type_info *base;

protected:
  void visit_bases(void *object, bool is_public, PartVisitor &visitor) const override;
};

struct __base_class_type_info {
  const __class_type_info *base;
  /* Bit 0: virtual; bit 1: public; the offset in bytes from bit 8 on. */
  long offset_flags;
};

class __vmi_class_type_info : public __class_type_info {
public:
  ~__vmi_class_type_info() override;
  unsigned flags;
  unsigned base_count;
  __base_class_type_info bases[1];

protected:
  void visit_bases(void *object, bool is_public, PartVisitor &visitor) const override;
};

class __pbase_type_info : public __shim_type_info {
public:
  ~__pbase_type_info() override;
  /* Bits 0 to 2: const, volatile, restrict. */
  unsigned flags;
  const __shim_type_info *pointee;
};

class __pointer_type_info : public __pbase_type_info {
public:
  ~__pointer_type_info() override;
  bool can_catch(const __shim_type_info *thrown, void *&object) const override;
  const __pointer_type_info *as_pointer() const override;

private:
  bool can_catch_nested(const __pointer_type_info &thrown) const;
};

class __pointer_to_member_type_info : public __pbase_type_info {
public:
  ~__pointer_to_member_type_info() override;
  const __class_type_info *context;
};

} // namespace __cxxabiv1

#endif
