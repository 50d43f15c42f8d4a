const EVERY_MS = 1_000;

/** Tells on a terminal how far a long run is, at most once a second; silent when the output is not a terminal. */
export const progressLine = (what: string, stream: NodeJS.WriteStream, nowMs: () => number) => {
  let lastMs = nowMs();
  return {
    at(count: number): void {
      if (!stream.isTTY || nowMs() - lastMs < EVERY_MS) return;
      lastMs = nowMs();
      stream.write(`\r${what}: ${count.toLocaleString('en')}`);
    },
    done(): void {
      if (stream.isTTY) stream.write('\r\u001b[K');
    },
  };
};
