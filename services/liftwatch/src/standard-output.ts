interface Output {
  on(event: 'error', listener: (error: NodeJS.ErrnoException) => void): unknown;
}

/**
 * A reader that goes away (`| head`) is no failure. What only prints has nothing left to do and ends; the all-in-one process goes on
 * working without a screen.
 * @param on `closed`: the reader has gone; `failed`: nothing more can be written there, as on a full disk
 */
export const surviveClosedOutput = (
  output: Output,
  on: { readonly closed: () => void; readonly failed: (error: NodeJS.ErrnoException) => void },
): void => {
  output.on('error', (error) => (error.code === 'EPIPE' ? on.closed() : on.failed(error)));
};
