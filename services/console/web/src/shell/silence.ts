const SILENT_MS = 15_000;

/**
 * Whether dispatch has said nothing for so long that the list of incidents may be incomplete. `asOfMs`: when it was last heard, console's clock;
 * null: not yet, which on a page that was opened `openMs` ago is no silence at first; undefined: unknown.
 */
export const isSilent = (o: {
  readonly asOfMs: number | null | undefined;
  readonly nowMs: number;
  readonly openMs: number;
}): boolean => {
  if (o.asOfMs === undefined) return false;
  return (o.asOfMs === null ? o.openMs : o.nowMs - o.asOfMs) > SILENT_MS;
};
