/** Brings what a carrier reports to dispatch's callbacks; false: it was not taken. Never throws. */
export type ReportBack = (source: string, body: unknown) => Promise<boolean>;

const TIMEOUT_MS = 5_000;

/** Reports to `{dispatch}/callbacks/{source}/{token}`. `onTrouble` is told why one was not taken, without the token. */
export const openReportBack =
  (to: {
    readonly dispatchUrl: string;
    /** Read at each report: dispatch may make it after the box has begun. */
    readonly token: () => string | undefined;
    readonly onTrouble: (why: string) => void;
  }): ReportBack =>
  async (source, body) => {
    const token = to.token();
    if (token === undefined) return (to.onTrouble(`${source}: no receipts token`), false);
    try {
      const response = await fetch(new URL(`/callbacks/${source}/${encodeURIComponent(token)}`, to.dispatchUrl), {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
        signal: AbortSignal.timeout(TIMEOUT_MS),
      });
      await response.text();
      if (!response.ok) to.onTrouble(`${source}: dispatch answers ${response.status}`);
      return response.ok;
    } catch {
      to.onTrouble(`${source}: dispatch does not answer at ${to.dispatchUrl}`);
      return false;
    }
  };
