import type { Finding } from '@liftwatch/schemas';

export const T0 = Date.UTC(2026, 2, 1, 2, 0, 0);
export const s = (seconds: number): number => T0 + seconds * 1_000;

type Parts = Partial<Omit<Finding, 'lift'>> & {
  readonly lift?: Partial<Finding['lift']>;
  readonly atS?: number;
};

/** A finding as the engine writes it: an alarm X02 with a person, unless said otherwise. */
export const aFinding = (parts: Parts = {}): Finding => {
  const { lift, atS = 0, ...rest } = parts;
  const liftId = rest.liftId ?? 'L1';
  const code = rest.code ?? 'X02';
  const at = s(atS);
  return {
    findingId: `finding-${liftId}-${code}`,
    revision: 1,
    change: 'raised',
    stage: 'alarm',
    confirmation: 'none',
    liftId,
    code,
    incidentKind: code.startsWith('X0') && Number(code.slice(1)) <= 2 ? 'entrapment' : `fault/${code}`,
    priority: 'P1',
    rule: { name: 'rule', version: '1' },
    onsetAtMs: at,
    at,
    receivedAtMs: at,
    ageMs: 0,
    occupancy: 'occupied',
    confidence: 1,
    score: 90,
    explanation: {
      summary: { zh: '轿厢困人', en: 'person trapped' },
      evidence: [],
      thresholds: [],
      clearsWhen: { zh: '开门', en: 'door opens' },
    },
    ...rest,
    lift: {
      registered: true,
      name: '天塔1号楼1号梯',
      siteId: 'S1',
      districtId: '120101',
      firmId: 'F1',
      networkId: 'N1',
      ...lift,
    },
  };
};
