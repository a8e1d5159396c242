/** Fields: the Python references that an instance owns. `self.load("name")` and `self.store("name", h)` do the same. */

import type { HPyField } from "@hpyjs/core";
import type { HPy } from "../handle.ts";
import type { Instance, MemberSpecs } from "../instance.ts";
import type { Kernel } from "../kernel.ts";
import { readWord } from "../words.ts";

/** Reading and writing fields by name. @throws TypeError when the instance's type declares no such field. */
export interface FieldContext {
  /** Stores `h`, or empties the field with `null` (`HPyField_Store`). */
  Field_Store<F extends string>(self: Instance<unknown, F, MemberSpecs>, field: F, h: HPy | null): void;
  /** The object in the field, or `null` when it is empty (`HPyField_Load`). */
  Field_Load<F extends string>(self: Instance<unknown, F, MemberSpecs>, field: F): HPy | null;
}

/** The family over one kernel. */
export function fieldContext({
  api,
  fieldAddress,
  memory,
  open,
  unwrap,
  unwrapOrNull,
}: Kernel): FieldContext {
  return {
    Field_Store: (self, field, h) => {
      const raw = unwrapOrNull(h);
      api.Field_Store(unwrap(self), fieldAddress(self, field), raw);
    },
    Field_Load: (self, field) => {
      const value = readWord(memory, fieldAddress(self, field)) as HPyField;
      return value === 0 ? null : open(api.Field_Load(unwrap(self), value));
    },
  };
}
