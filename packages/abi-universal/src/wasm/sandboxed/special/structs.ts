/** Structs, fields, globals, types and capsules of sandboxed modules. */

import {
  type BuiltinShape,
  type CapsuleDestructor,
  capsuleKeys,
  type Handle,
  HPy_NULL,
  type ListBuilder,
  NULL,
  type Pointer,
  type TupleBuilder,
} from "@hpyjs/core";
import { raiseText } from "../../raise.ts";
import type { SandboxCapsules } from "../capsules.ts";
import type { SandboxFields, SandboxGlobals } from "../fields.ts";
import { type SandboxObjects, SandboxType } from "../objects.ts";
import { handleArgument, type SandboxState } from "../uniform.ts";
import type { Builders } from "./containers.ts";
import type { SpecialFunction, SpecialFunctions } from "./special.ts";

/** What a module keeps on its side of the boundary. */
export interface SandboxStores {
  /** Its objects' structs. */
  readonly objects: SandboxObjects;
  /** Its fields. */
  readonly fields: SandboxFields;
  /** Its globals. */
  readonly globals: SandboxGlobals;
  /** Its builders of lists. */
  readonly lists: Builders<ListBuilder>;
  /** Its builders of tuples. */
  readonly tuples: Builders<TupleBuilder>;
  /** Its capsules. */
  readonly capsules: SandboxCapsules;
  /** Makes a type of the structs at two addresses: a new handle of the layer. */
  typeFromSpec(spec: Pointer, params: Pointer): Handle;
  /** Reads the call function at an address and installs it on an object. */
  setCallFunction(inner: Handle, address: Pointer): number;
  /** Reads the destructor at an address. */
  readDestructor(address: Pointer): CapsuleDestructor | null;
}

/** The functions that deal with what the module keeps in its own memory. */
export function structFunctions(state: SandboxState, stores: SandboxStores): SpecialFunctions {
  const { handles, layer, memory } = state;
  const { api } = layer;
  const { capsules, fields, globals, objects } = stores;
  const inner = (handle: number | undefined, where: string): Handle =>
    handleArgument(state, handle as Handle, where);

  const asStruct = (shape: BuiltinShape): SpecialFunction => {
    const where = `_HPy_AsStruct_${shape}`;
    return (handle) => {
      const object = inner(handle, `${where}: the argument 'h'`);
      if (layer.checks !== undefined) api[`AsStruct_${shape}`](object);
      return objects.structOf(object, where);
    };
  };

  /** `_HPy_New`: the address of the new struct goes to where the module wants it. */
  function create(type: Handle, data: Pointer): Handle {
    const made = api.New(type, NULL);
    if (made === HPy_NULL || data === NULL) return made;
    const owner = layer.extra.Inspect_Owner(made);
    if (owner instanceof SandboxType && owner.objects === objects) {
      try {
        memory.setWord(data, objects.structOf(made, "HPy_New"), "HPy_New: the argument 'data'");
        return made;
      } catch (thrown) {
        api.Close(made);
        throw thrown;
      }
    }
    api.Close(made);
    raiseText(
      layer,
      "h_TypeError",
      "HPy_New arg 1 was not made by this module, so its instances have no struct in its memory",
    );
    return HPy_NULL;
  }

  return {
    AsStruct_Object: asStruct("Object"),
    AsStruct_Legacy: asStruct("Legacy"),
    AsStruct_Type: asStruct("Type"),
    AsStruct_Long: asStruct("Long"),
    AsStruct_Float: asStruct("Float"),
    AsStruct_Unicode: asStruct("Unicode"),
    AsStruct_Tuple: asStruct("Tuple"),
    AsStruct_List: asStruct("List"),
    AsStruct_Dict: asStruct("Dict"),
    New: (type, data) => {
      const where = "HPy_New: the argument 'h_type'";
      return handles.open(
        create(handleArgument(state, type as Handle, where, { mayBeNull: true }), data as Pointer),
      );
    },
    Type_FromSpec: (spec, params) => handles.open(stores.typeFromSpec(spec as Pointer, params as Pointer)),
    SetCallFunction: (object, address) =>
      stores.setCallFunction(inner(object, "HPy_SetCallFunction: the argument 'h'"), address as Pointer),
    Field_Store: (target, field, value) => {
      const owner = inner(target, "HPyField_Store: the argument 'target_object'");
      const where = "HPyField_Store: the argument 'h'";
      const stored = handleArgument(state, value as Handle, where, { mayBeNull: true });
      fields.store(owner, objects.of(owner, "HPyField_Store"), field as number, stored);
    },
    Field_Load: (source, field) => {
      const owner = inner(source, "HPyField_Load: the argument 'source_object'");
      return handles.open(fields.load(owner, objects.of(owner, "HPyField_Load"), (field as number) >>> 0));
    },
    Global_Store: (global, value) => {
      const where = "HPyGlobal_Store: the argument 'h'";
      globals.store(global as number, handleArgument(state, value as Handle, where, { mayBeNull: true }));
    },
    Global_Load: (global) => handles.open(globals.load((global as number) >>> 0)),
    Capsule_New: (pointer, name, destructor) =>
      handles.open(
        capsules.create(
          ((pointer as number) >>> 0) as Pointer,
          ((name as number) >>> 0) as Pointer,
          stores.readDestructor(destructor as Pointer),
        ),
      ),
    Capsule_Get: (capsule, key, name) => {
      const where = "HPyCapsule_Get";
      const found = handles.inner(capsule as Handle, `${where}: the argument 'capsule'`);
      return capsules.get(found, key as number, ((name as number) >>> 0) as Pointer, (source) => {
        const entry = handles.entry(capsule as Handle, where);
        if (entry.text !== NULL) return entry.text;
        const bytes = layer.memory.u8();
        const text = bytes.slice(source, bytes.indexOf(0, source) + 1);
        entry.text = memory.alloc(text.length, `${where}: a name`);
        memory.write(entry.text, text, where);
        return entry.text;
      });
    },
    Capsule_IsValid: (capsule, name) => {
      const found = handles.inner(capsule as Handle, "HPyCapsule_IsValid: the argument 'capsule'");
      return found === HPy_NULL ? 0 : capsules.isValid(found, ((name as number) >>> 0) as Pointer);
    },
    Capsule_Set: (capsule, key, value) => {
      const found = handles.inner(capsule as Handle, "HPyCapsule_Set: the argument 'capsule'");
      const given = ((value as number) >>> 0) as Pointer;
      const destructor = key === capsuleKeys.Destructor;
      return capsules.set(found, key as number, destructor ? stores.readDestructor(given) : given);
    },
  };
}
