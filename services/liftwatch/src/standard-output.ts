interface Output {
  on(event: 'error', listener: (error: NodeJS.ErrnoException) => void): unknown;
}

/**
 * A reader that goes away (`| head`) is no failure. What only prints has nothing left to do and ends; the all-in-one process goes on
 * working without a screen.
 */
export const surviveClosedOutput = (output: Output, onClosed: () => void): void => {
  output.on('error', (error) => {
    if (error.code !== 'EPIPE') throw error;
    onClosed();
  });
};
