/** `HPyField_*`: references stored inside an object's struct. */

import type { Api } from "@hpyjs/core";
import type { Fields } from "../type/fields.ts";

/** The functions of the field family. */
export type FieldApi = Pick<Api, "Field_Store" | "Field_Load">;

/** Makes the field family. */
export function fieldContext(fields: Fields): FieldApi {
  return {
    Field_Store: (owner, field, value) => fields.store(owner, field, value),
    Field_Load: (_owner, field) => fields.load(field),
  };
}
