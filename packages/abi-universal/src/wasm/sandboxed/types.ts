/**
 * Types of a sandboxed module: what its structs say, made fit for the interpreter's side of the boundary.
 *
 * Instances' structs stay in the module's memory, so members become computed attributes, buffers are copied, and
 * `tp_destroy` gets the module's own struct. What the interpreter's memory holds for an instance is a few words of ours
 * (`objects.ts`).
 */

import {
  type Definition,
  layout,
  type MemberDefinition,
  NULL,
  type Pointer,
  type SpecParam,
  specParamKinds,
  type TypeDefinition,
} from "@hpyjs/core";
import { DefinitionError } from "../errors.ts";
import { raiseText } from "../raise.ts";
import type { SandboxFields } from "./fields.ts";
import { memberAttribute } from "./members.ts";
import { innerStruct, type SandboxObjects, SandboxType } from "./objects.ts";
import { Raised, type SandboxState } from "./uniform.ts";

/** What types need of their module. */
export interface TypeEnvironment {
  /** The state of the boundary. */
  readonly state: SandboxState;
  /** The module's objects. */
  readonly objects: SandboxObjects;
  /** The module's fields. */
  readonly fields: SandboxFields;
  /** What generated WebAssembly is to know of a type whose instances' structs have this size. */
  known(size: number): KnownType;
}

/** What generated WebAssembly knows of a type. */
export interface KnownType {
  /** The address of what it knows; `NULL` for nothing. */
  readonly block: Pointer;
  /** The function that lets the struct of an instance go that dies, which says what does the same as WebAssembly. */
  release(release: (words: Pointer) => void): (words: Pointer) => void;
  /** Forgets the type. */
  free(): void;
}

/** A type of which nothing is known. */
export const unknownType: KnownType = { block: NULL, release: (release) => release, free: () => {} };

/**
 * The bits of `flags` that a sandboxed module may set: those that HPy defines, and those of CPython that change how a
 * type is used (sequence or mapping for pattern matching, not to be instantiated, immutable). Others tell CPython what
 * an instance's memory looks like, and are refused.
 */
const allowedFlags = 0x40200 | 0x400 | 0x800 | 0x4000 | 0x20 | 0x40 | 0x80 | 0x100;

/** The size of the largest struct, in bytes: an object of CPython's has to have place for it in 31 bits. */
const greatestSize = 0x7fff_0000;

/** Members by which CPython finds something in the object itself, and where that is in the words of ours. */
const innerMembers: Readonly<Record<string, number>> = {
  __weaklistoffset__: innerStruct.weakReferences,
  __dictoffset__: innerStruct.dictionary,
};

/** The definition of a type for the layer below. @throws Raised with an exception set, or DefinitionError. */
export function innerType(
  environment: TypeEnvironment,
  read: TypeDefinition,
  params: readonly SpecParam[],
  onFree: () => void,
): TypeDefinition {
  const { objects, state } = environment;
  const refuseWith = (type: "h_TypeError" | "h_ValueError" | "h_OverflowError", message: string): never => {
    raiseText(state.layer, type, message);
    throw new Raised();
  };
  const refuse = (message: string): never => refuseWith("h_TypeError", message);
  if ((read.flags & ~allowedFlags) !== 0) {
    throw new DefinitionError(
      `type '${read.name}' has flags that a sandboxed module may not set: ${read.flags}`,
    );
  }
  const members = read.defines.filter((define) => define.kind === "member");
  if (read.basicsize === 0 && members.length > 0)
    refuse("Type claims to have basicsize==0 but defines members");
  // What the layer below would refuse itself, if it saw the module's own struct and members.
  const isCalled = read.defines.some((define) => define.kind === "slot" && define.slot === "tp_call");
  if (isCalled && members.some((member) => member.name === "__vectorcalloffset__")) {
    refuse("Cannot have HPy_tp_call and explicit member'__vectorcalloffset__'. Specify just one of them.");
  }
  if (read.basicsize > greatestSize)
    refuseWith("h_OverflowError", `the instances of type '${read.name}' would be too large`);
  const size = Math.max(read.basicsize, inheritedSize(environment, read, params, refuse));
  for (const member of members)
    checkPlace(read, member, size, (message) => refuseWith("h_ValueError", message));
  const known = environment.known(size);
  return {
    ...read,
    basicsize: read.basicsize > 0 ? innerStruct.size : read.basicsize,
    defines: read.defines.map((define) => inner(environment, define, size)),
    owner: new SandboxType(objects, size, known.block),
    ...(known.block !== NULL && { mark: known.block }),
    ownTraverse: false,
    // A type that brings no struct has no words of ours: what is where they would be belongs to somebody else.
    ...(read.basicsize > 0 && {
      release: known.release((struct: Pointer) => release(environment, struct)),
    }),
    onFree: () => {
      known.free();
      onFree();
    },
  };
}

function inner({ fields, objects, state }: TypeEnvironment, define: Definition, size: number): Definition {
  if (define.kind === "slot" && define.slot === "tp_destroy") {
    const destroy = define.impl;
    const impl = (struct: Pointer): void =>
      state.boundary.entry(undefined, () => destroy(objects.structAt(struct, size, 0 as Pointer)));
    return { ...define, impl };
  }
  if (define.kind !== "member") return define;
  const place = innerMembers[define.name];
  return place === undefined ? memberAttribute(state, objects, fields, define) : { ...define, offset: place };
}

/** The size of the struct that instances inherit. A struct of somebody else's cannot be extended in this memory. */
function inheritedSize(
  { objects, state }: TypeEnvironment,
  read: TypeDefinition,
  params: readonly SpecParam[],
  refuse: (message: string) => never,
): number {
  const { extra } = state.layer;
  const isBase = ({ kind }: SpecParam): boolean =>
    kind === specParamKinds.Base || kind === specParamKinds.BasesTuple;
  const owners = params.filter(isBase).flatMap(({ object }) => extra.Inspect_Owners(object));
  let size = 0;
  for (const owner of owners) {
    if (owner instanceof SandboxType && owner.objects === objects) {
      size = Math.max(size, owner.size);
    } else if (owner !== null && read.basicsize > 0) {
      refuse(
        `type '${read.name}' cannot have a struct of its own: its base belongs to another module, whose structs are ` +
          "out of a sandboxed module's reach",
      );
    }
  }
  return size;
}

function checkPlace(
  { name }: TypeDefinition,
  { name: member, offset, type }: MemberDefinition,
  size: number,
  refuse: (message: string) => never,
): void {
  if (offset >= 0 && offset + layout.wasm32MemberSize[type] <= size) return;
  refuse(`the member '${member}' of type '${name}' lies outside of the struct`);
}

function release({ fields, objects }: TypeEnvironment, struct: Pointer): void {
  const record = objects.end(struct);
  if (record !== null) fields.end(record);
}
