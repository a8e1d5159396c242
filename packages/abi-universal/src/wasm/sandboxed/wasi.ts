/**
 * The system interface of sandboxed modules: the calls of WASI preview 1 that a C library makes.
 *
 * A module always gets the calls that reveal and change nothing (its empty arguments and environment, the absence of
 * files); clock, randomness, and writing to the two output streams need grants; everything else is refused.
 */

import type { Grants } from "./grants.ts";
import type { SandboxMemory } from "./memory.ts";
import { refused, SandboxViolation } from "./violation.ts";

/** What the system interface gives a module, from the host. */
export interface SystemHost {
  /** Writes bytes to standard output (1) or standard error (2). */
  write(stream: 1 | 2, bytes: Uint8Array): void;
}

type Call = (...args: (number | bigint)[]) => number;

/** Error numbers of WASI. */
const errno = { success: 0, badf: 8, inval: 28, spipe: 70 } as const;

/** Clocks: real time, and a monotonic one. */
const clocks = { realtime: 0, monotonic: 1 } as const;

const nanosecondsPerMillisecond = 1e6;

/** Makes the import object's `wasi_snapshot_preview1`, with a function for every name. */
export function systemInterface(
  memory: () => SandboxMemory,
  grants: Grants,
  host: SystemHost,
  fail: (violation: SandboxViolation) => never,
): (name: string) => Call {
  const setU64 = (address: number, value: bigint): void => {
    memory().setWord(address, Number(value & 0xffff_ffffn), "a result of the system");
    memory().setWord(address + 4, Number((value >> 32n) & 0xffff_ffffn), "a result of the system");
  };
  const setWords = (addresses: readonly number[]): number => {
    for (const address of addresses) memory().setWord(address, 0, "a result of the system");
    return errno.success;
  };
  const isStream = (fd: unknown): fd is 1 | 2 => fd === 1 || fd === 2;
  const need = (grant: "clock" | "random", what: string): void => {
    if (!grants.has(grant)) fail(refused(what, grant));
  };

  function write(fd: number, iovs: number, count: number, written: number): number {
    if (!isStream(fd)) return errno.badf;
    const grant = fd === 1 ? "stdout" : "stderr";
    if (!grants.has(grant)) fail(refused(`write to ${grant}`, grant));
    let total = 0;
    for (let index = 0; index < count; index++) {
      const address = memory().word(iovs + index * 8, "what is written");
      const length = memory().word(iovs + index * 8 + 4, "what is written");
      host.write(fd, memory().bytes(address, length, "what is written"));
      total += length;
    }
    memory().setWord(written, total, "a result of the system");
    return errno.success;
  }

  function clock(id: number, result: number): number {
    need("clock", "read the clock");
    if (id !== clocks.realtime && id !== clocks.monotonic) return errno.inval;
    const milliseconds =
      id === clocks.realtime ? performance.timeOrigin + performance.now() : performance.now();
    setU64(result, BigInt(Math.round(milliseconds * nanosecondsPerMillisecond)));
    return errno.success;
  }

  const calls: Readonly<Record<string, (...args: number[]) => number>> = {
    args_get: () => errno.success,
    args_sizes_get: (count, size) => setWords([count as number, size as number]),
    environ_get: () => errno.success,
    environ_sizes_get: (count, size) => setWords([count as number, size as number]),
    sched_yield: () => errno.success,
    clock_res_get: (_id, result) => {
      need("clock", "read the clock");
      setU64(result as number, 1000n);
      return errno.success;
    },
    clock_time_get: (id, _precision, result) => clock(id as number, result as number),
    random_get: (address, length) => {
      need("random", "get random numbers");
      const bytes = memory().bytes(address as number, length as number, "random bytes");
      const most = 65_536;
      for (let start = 0; start < bytes.length; start += most) {
        const part = bytes.slice(start, start + most);
        crypto.getRandomValues(part);
        bytes.set(part, start);
      }
      return errno.success;
    },
    fd_write: (fd, iovs, count, written) =>
      write(fd as number, iovs as number, count as number, written as number),
    fd_close: (fd) => (isStream(fd) ? errno.success : errno.badf),
    fd_seek: (fd) => (isStream(fd) ? errno.spipe : errno.badf),
    fd_fdstat_get: (fd, result) => {
      if (!isStream(fd)) return errno.badf;
      // A character device that can be written: type 2, right 1 << 6.
      memory()
        .bytes(result as number, 24, "a result of the system")
        .fill(0);
      memory().setWord(result as number, 2, "a result of the system");
      memory().setWord((result as number) + 8, 64, "a result of the system");
      return errno.success;
    },
    fd_prestat_get: () => errno.badf,
    fd_prestat_dir_name: () => errno.badf,
  };

  return (name) => {
    const call = calls[name] as Call | undefined;
    if (call === undefined) {
      return () =>
        fail(
          new SandboxViolation(`the sandboxed module may not call the system's ${name}`, "h_PermissionError"),
        );
    }
    return (...args) => call(...args);
  };
}
