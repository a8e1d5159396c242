/**
 * Buffers that a sandboxed module exports.
 *
 * Nobody outside may look into the module's memory, nor the module into anybody else's. So an export is a copy in the
 * interpreter's memory; a writable one is written back when it is released. Two exports at a time are two copies.
 */

import { type Handle, HPy_NULL, layout, NULL, type Pointer, type Signatures } from "@hpyjs/core";
import { ownCalls } from "../own-calls.ts";
import { bufferRecord } from "./fast/buffer-code.ts";
import { InnerScratch } from "./inner-strings.ts";
import type { SandboxState } from "./uniform.ts";
import { SandboxViolation } from "./violation.ts";

type Numbers = (...args: number[]) => unknown;

const { offsets, size: structSize } = layout.wasm32.HPy_buffer;

type Field = keyof typeof offsets;

/** What messages call the fields. */
const names = Object.fromEntries(
  Object.keys(offsets).map((field) => [field, `HPy_buffer.${field}`]),
) as Readonly<Record<Field, string>>;

/** The most dimensions that CPython allows. */
const mostDimensions = 64;

interface Export {
  /** The struct that the module filled, in its memory. */
  readonly struct: Pointer;
  /** Everything that belongs to the copy, in the layer's memory. */
  readonly scratch: Pick<InnerScratch, "free">;
  /** Where the data begins in the module's memory; with strides below zero that is before `buf`. */
  readonly source: number;
  /** Where the copy of the data begins. */
  readonly copy: Pointer;
  /** The size of the data that was copied, in bytes. */
  readonly length: number;
  readonly isReadonly: boolean;
}

/** The shape of a buffer, as the module says it is. */
interface Shape {
  readonly shape: readonly number[];
  readonly strides: readonly number[];
}

/** The exported buffers of one module. */
export class SandboxBuffers {
  readonly #state: SandboxState;
  readonly #context: () => Pointer;
  readonly #exports: Map<number, Export> = new Map();
  /** Structs in the module's memory that wait to be used again. */
  readonly #spare: Pointer[] = [];
  /** The next number: an odd one, which no address of a record is. */
  #next = 1;

  /** @param context gives the address of the module's context. */
  constructor(state: SandboxState, context: () => Pointer) {
    this.#state = state;
    this.#context = context;
  }

  /** A `bf_getbuffer` that calls the module's. */
  getter(call: Numbers): Signatures["GETBUFFERPROC"] {
    const { boundary, handles, layer } = this.#state;
    const { extra } = layer;
    return (self, buffer, flags) =>
      boundary.entry(-1, () => {
        const borrowed = handles.open(self, "borrowed");
        const struct = this.#struct();
        let isKept = false;
        try {
          if (call(this.#context(), borrowed, struct, flags) !== 0 || extra.Err_IsRaised()) return -1;
          this.#fill(struct, buffer);
          isKept = true;
          return 0;
        } finally {
          if (!isKept) this.#spare.push(struct);
          handles.end(borrowed);
        }
      });
  }

  /** Does what a getter does after the call, with a struct that is in the module's memory only until then. */
  fillFrom(given: Pointer, buffer: Pointer): void {
    const { memory } = this.#state;
    const struct = this.#struct();
    let isKept = false;
    try {
      memory.write(struct, memory.bytes(given, structSize, "an HPy_buffer"), "an HPy_buffer");
      this.#fill(struct, buffer);
      isKept = true;
    } finally {
      if (!isKept) this.#spare.push(struct);
    }
  }

  /** What WebAssembly has exported; `null` for what this sandbox has not. */
  #ofRecord(record: Pointer): Export | null {
    const { fast, layer, memory } = this.#state;
    if (fast?.isBufferRecord(record) !== true) return null;
    const struct = this.#struct();
    memory.write(struct, layer.memory.u8().subarray(record, record + structSize), "an HPy_buffer");
    const word = (field: Field): number => memory.word(struct + offsets[field], names[field]);
    layer.memory.u32()[(record + bufferRecord.state) >>> 2] = 0;
    return {
      struct,
      scratch: { free: () => layer.memory.free(record) },
      source: word("buf"),
      copy: (record + bufferRecord.data) as Pointer,
      length: word("len"),
      isReadonly: word("readonly") !== 0,
    };
  }

  /** A zero-filled struct in the module's memory. */
  #struct(): Pointer {
    const { memory } = this.#state;
    const spare = this.#spare.pop();
    if (spare === undefined) return memory.alloc(structSize, "an HPy_buffer");
    memory.bytes(spare, structSize, "an HPy_buffer").fill(0);
    return spare;
  }

  #writeBack({ copy, isReadonly, length, source }: Export): void {
    if (isReadonly) return;
    const bytes = this.#state.layer.memory.u8().subarray(copy, copy + length);
    this.#state.memory.write(source, bytes, "a released buffer");
  }

  /** A `bf_releasebuffer` that writes back and then calls the module's, if it has one. */
  releaser(call: Numbers | null): Signatures["RELEASEBUFFERPROC"] {
    const { boundary, handles, layer } = this.#state;
    return (self, buffer) => {
      const internal = layer.memory.u32()[(buffer + offsets.internal) >>> 2] as number;
      const end = ({ scratch, struct }: Export): void => {
        scratch.free();
        this.#spare.push(struct);
      };
      const take = (): Export | null => {
        const found = this.#exports.get(internal) ?? this.#ofRecord(internal as Pointer);
        this.#exports.delete(internal);
        return found;
      };
      if (call === null) {
        const found = take();
        if (found === null) return;
        // What was exported is still in the module's memory, which never shrinks.
        this.#writeBack(found);
        end(found);
        return;
      }
      boundary.entry(undefined, () => {
        const found = take();
        if (found === null) return;
        const borrowed = handles.open(self, "borrowed");
        try {
          this.#writeBack(found);
          call(this.#context(), borrowed, found.struct);
        } finally {
          end(found);
          handles.end(borrowed);
        }
      });
    };
  }

  /** Copies what the module exports, and describes the copy in the consumer's struct. */
  #fill(struct: Pointer, buffer: Pointer): void {
    const { handles, layer, memory } = this.#state;
    const word = (field: Field): number => memory.word(struct + offsets[field], names[field]);
    const object = handles.take(word("obj") as Handle, "HPy_buffer.obj", ownCalls(layer).Dup);
    const scratch = new InnerScratch(layer.memory);
    try {
      const { shape, strides } = this.#shape(word);
      const itemsize = word("itemsize") | 0;
      const length = word("len") | 0;
      const range = extent(shape, strides, itemsize, length);
      const source = word("buf") + range.start;
      const format = word("format");
      const formatBytes = format === 0 ? null : memory.string(format, "HPy_buffer.format");
      const data = memory.bytes(source, range.length, "an exported buffer");
      // All of it in one piece: the data, which is aligned best, the arrays, the format.
      const arrays = (data.length + 3) & ~3;
      const text = arrays + 4 * (shape.length + strides.length);
      const copy = scratch.zeros(text + (formatBytes?.length ?? 0));
      const bytes = layer.memory.u8();
      bytes.set(data, copy);
      const numbers = layer.memory.i32();
      numbers.set(shape, (copy + arrays) >>> 2);
      numbers.set(strides, ((copy + arrays) >>> 2) + shape.length);
      if (formatBytes !== null) bytes.set(formatBytes, copy + text);
      const isReadonly = word("readonly") !== 0;
      const words = layer.memory.u32();
      const put = (field: Field, value: number): void => {
        words[(buffer + offsets[field]) >>> 2] = value;
      };
      put("buf", copy - range.start);
      put("obj", object);
      put("len", length);
      put("itemsize", itemsize);
      put("readonly", word("readonly"));
      put("ndim", word("ndim"));
      put("format", formatBytes === null ? NULL : copy + text);
      put("shape", word("shape") === 0 ? NULL : copy + arrays);
      put("strides", word("strides") === 0 ? NULL : copy + arrays + 4 * shape.length);
      put("suboffsets", NULL);
      put("internal", this.#next);
      this.#exports.set(this.#next, { struct, scratch, source, copy, length: range.length, isReadonly });
      this.#next += 2;
    } catch (thrown) {
      scratch.free();
      if (object !== HPy_NULL) ownCalls(layer).Close(object);
      throw thrown;
    }
  }

  #shape(word: (field: Field) => number): Shape {
    const { memory } = this.#state;
    const dimensions = word("ndim") | 0;
    if (dimensions < 0 || dimensions > mostDimensions) {
      throw new SandboxViolation(`an exported buffer has ${dimensions} dimensions`, "h_BufferError");
    }
    const read = (address: number, what: string): number[] => {
      const values: number[] = [];
      for (let index = 0; index < dimensions; index++)
        values.push(memory.word(address + index * 4, what) | 0);
      return values;
    };
    const suboffsets = word("suboffsets");
    if (suboffsets !== 0 && read(suboffsets, "HPy_buffer.suboffsets").some((value) => value >= 0)) {
      throw new SandboxViolation(
        "a sandboxed module cannot export a buffer with suboffsets",
        "h_BufferError",
      );
    }
    const [shape, strides] = [word("shape"), word("strides")];
    return {
      shape: shape === 0 ? [] : read(shape, "HPy_buffer.shape"),
      strides: strides === 0 ? [] : read(strides, "HPy_buffer.strides"),
    };
  }
}

/** Which bytes, counted from `buf`, a buffer reaches. Without shape and strides that is its length. */
function extent(
  shape: readonly number[],
  strides: readonly number[],
  itemsize: number,
  length: number,
): { start: number; length: number } {
  const problem = (what: string): SandboxViolation =>
    new SandboxViolation(`an exported buffer has ${what}`, "h_BufferError");
  if (length < 0 || itemsize < 0 || shape.some((items) => items < 0)) throw problem("a negative size");
  const items = shape.reduce((product, count) => product * count, 1);
  if (shape.length > 0 && items * itemsize !== length) throw problem("a shape that does not fit its length");
  if (strides.length > 0 && shape.length === 0) throw problem("strides without a shape");
  if (strides.length === 0 || items === 0) return { start: 0, length };
  let [start, end] = [0, itemsize];
  strides.forEach((stride, index) => {
    const reach = stride * ((shape[index] as number) - 1);
    if (reach < 0) start += reach;
    else end += reach;
  });
  return { start, length: end - start };
}
