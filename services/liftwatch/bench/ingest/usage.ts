/** What a server under test has used since it started. CPU in microseconds, memory in MB (1e6 bytes). */
export interface Usage {
  readonly cpuUs: number;
  readonly rssMb: number;
  readonly extra: Readonly<Record<string, unknown>>;
}

/** Answers the parent's `usage` messages for as long as the IPC channel is open; ends with the parent. */
export const answerUsage = (extra: () => Usage['extra'] | Promise<Usage['extra']>): void => {
  process.on('message', (message: { type?: string }) => {
    if (message.type !== 'usage') return;
    const cpu = process.cpuUsage();
    const used = { type: 'usage', cpuUs: cpu.user + cpu.system, rssMb: process.memoryUsage.rss() / 1e6 };
    void Promise.resolve(extra()).then((more) => process.send?.({ ...used, extra: more }));
  });
  process.on('disconnect', () => process.exit(0));
};
