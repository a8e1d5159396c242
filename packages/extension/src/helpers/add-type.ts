/** Making a type and adding it to a module at once: `HPyHelpers_AddType`. */

import type { AttributeContext } from "../context/attribute.ts";
import type { HPy } from "../handle.ts";

/** Adding types. `Token` describes a type, `Params` says what bases and metaclass it gets. */
export interface AddTypeContext<Token, Params> {
  /**
   * Makes a type and sets it as an attribute of an object, which is often a module (`HPyHelpers_AddType`). Types that
   * a module lists under `types` are added without it.
   *
   * @param obj what gets the attribute.
   * @param name the attribute's name.
   * @param type the type's description.
   * @param params bases and metaclass in place of those that the description names.
   * @throws PythonError what `Type_FromSpec` or setting the attribute raised.
   */
  Helpers_AddType(obj: HPy, name: string, type: Token, params?: Params): void;
}

/**
 * The function over the context's other functions.
 *
 * @param Type_FromSpec makes the type.
 */
export function addTypeContext<Token, Params>(
  Type_FromSpec: (type: Token, params?: Params) => HPy,
  { SetAttr_s }: AttributeContext,
): AddTypeContext<Token, Params> {
  return {
    Helpers_AddType: (obj, name, type, params) => {
      using made = Type_FromSpec(type, params);
      SetAttr_s(obj, name, made);
    },
  };
}
