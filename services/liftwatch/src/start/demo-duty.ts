import { shanghaiDayStartMs } from '@liftwatch/schemas';

const HOUR_MS = 3_600_000;
/** The stand-in comes on in the next hour and stays this long. */
const STAND_IN_H = 2;
/** A day on which the first of each shift begins; the turns count from it. */
const STARTS_ON = '2026-01-05';

interface Duty {
  readonly contacts: readonly { readonly contactId: string; readonly role: string; readonly firmId: string }[];
  readonly rotas: readonly object[];
}

const ofFirm = (firmId: string, nowMs: number): Duty => {
  const person = (name: string): string => `${firmId}-${name}`;
  const [dayA, dayB, nightA, nightB, standIn, lead] = ['day-a', 'day-b', 'night-a', 'night-b', 'stand-in', 'lead'].map(
    person,
  ) as [string, string, string, string, string, string];
  const dayStartMs = shanghaiDayStartMs(nowMs);
  const fromMs = dayStartMs + Math.ceil((nowMs - dayStartMs + 1) / HOUR_MS) * HOUR_MS;
  const iso = (atMs: number): string => new Date(atMs).toISOString();
  return {
    contacts: [dayA, dayB, nightA, nightB, standIn, lead].map((contactId) => ({ contactId, role: 'crew', firmId })),
    rotas: [
      {
        rotaId: `${firmId}-crew`,
        firmId,
        layer: 'crew',
        shifts: [
          { from: '08:00', to: '20:00', people: [dayA, dayB], rotate: 'daily', startsOn: STARTS_ON },
          { from: '20:00', to: '08:00', people: [nightA, nightB], rotate: 'weekly', startsOn: STARTS_ON },
        ],
        overrides: [{ from: iso(fromMs), to: iso(fromMs + STAND_IN_H * HOUR_MS), personId: standIn }],
      },
      { rotaId: `${firmId}-backup`, firmId, layer: 'backup', shifts: [{ from: '00:00', to: '00:00', people: [lead] }] },
    ],
  };
};

/**
 * Who is on duty in the demonstration, for each firm: a crew by day and by night who take turns, a stand-in from the next
 * full hour, and a second line. Ids only, as everywhere; nobody stands behind them.
 */
export const demoDuty = (firmIds: readonly string[], nowMs: number): Duty => {
  const firms = firmIds.map((firmId) => ofFirm(firmId, nowMs));
  return { contacts: firms.flatMap((f) => f.contacts), rotas: firms.flatMap((f) => f.rotas) };
};
