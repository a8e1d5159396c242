/** Calls of Python with numbers: in one step where the layer can, and step by step where something is around it. */

import {
  type Handle,
  HPy_NULL,
  type NumberCall,
  type NumberSignature,
  type NumberSignatureParts,
  numberCallsOf,
  parseNumberSignature,
} from "@hpyjs/core";
import type { BaseKernel } from "./create-kernel.ts";
import { readHandle, writeWord } from "./words.ts";

/** Makes `ctx.numberCall` of one binding. */
export function numberCaller(kernel: BaseKernel): (signature: NumberSignature) => NumberCall {
  const known = new Map<NumberSignature, NumberCall>();
  return (signature) => {
    let call = known.get(signature);
    if (call === undefined) {
      const parsed = parseNumberSignature(signature);
      call = numberCallsOf(kernel.layer)?.make(signature) ?? inSteps(kernel, parsed);
      known.set(signature, call);
    }
    return call;
  };
}

/** The same by functions of the context, which modes see. */
function inSteps(
  { api, arena, memory }: BaseKernel,
  { parameters, result }: NumberSignatureParts,
): NumberCall {
  const { Call, Close, Float_AsDouble, Float_FromDouble, Long_AsInt32_t, Long_FromInt32_t } = api;
  const make = parameters.map((letter) => (letter === "i" ? Long_FromInt32_t : Float_FromDouble));
  const read = { i: Long_AsInt32_t, d: Float_AsDouble, v: (_h: Handle) => 0 }[result];
  const count = parameters.length;

  function argumentsAndCall(callable: Handle, numbers: readonly number[], args: number): Handle {
    let made = 0;
    try {
      for (const toHandle of make) {
        const h = toHandle(numbers[made] as number);
        if (h === HPy_NULL) return HPy_NULL;
        writeWord(memory, args + made * memory.pointerSize, h);
        made++;
      }
      return Call(callable, args as never, count, HPy_NULL);
    } finally {
      while (made > 0) Close(readHandle(memory, args, --made));
    }
  }

  return (callable, ...numbers) => {
    // The callee may look at its arguments as long as it runs, and come by here again.
    const args = arena.allocate(Math.max(count, 1) * memory.pointerSize);
    try {
      const answer = argumentsAndCall(callable, numbers, args);
      if (answer === HPy_NULL) return -1;
      try {
        return read(answer);
      } finally {
        Close(answer);
      }
    } finally {
      arena.release(args);
    }
  };
}
