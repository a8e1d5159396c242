/** Progress on standard error: one line that changes on a terminal, one line at the beginning elsewhere. */

/** A line of progress. */
export interface Progress {
  /** Shows how much is done. */
  update(done: number, total: number): void;
  /** Ends the line. */
  end(): void;
}

/** Begins a line of progress: `Loading the compiler`. */
export function showProgress(what: string, stream: NodeJS.WriteStream = process.stderr): Progress {
  let isBegun = false;
  return {
    update: (done, total) => {
      const percent = total > 0 ? Math.min(100, Math.floor((done / total) * 100)) : 0;
      if (stream.isTTY) stream.write(`\r${what} … ${percent} %`);
      else if (!isBegun) stream.write(`${what} …\n`);
      isBegun = true;
    },
    end: () => {
      if (isBegun && stream.isTTY) stream.write("\r\u001b[K");
      isBegun = false;
    },
  };
}
