import type { Delivery } from '@liftwatch/schemas';
import { descriptionOf, placeOf } from '../words.ts';
import type { CityDialect, CityFact } from './dialect.ts';

const MINUTE_MS = 60_000;

/** `2026-03-01 10:00:00` on the city's clock, without an offset as such feeds want it. */
const localTime = (ms: number, utcOffsetMinutes: number): string =>
  new Date(ms + utcOffsetMinutes * MINUTE_MS).toISOString().slice(0, 19).replace('T', ' ');

/** The city's code of a message; undefined: its table has none, and none is guessed. */
export const cityCodeOf = (delivery: Delivery, dialect: CityDialect): string | undefined => {
  const known = delivery.content.codes.find((code) => Object.hasOwn(dialect.codes, code));
  return known === undefined ? dialect.kinds[delivery.content.kind] : dialect.codes[known];
};

export interface LiftOfCity {
  readonly registrationCode?: string | undefined;
}

const factsOf = (delivery: Delivery, dialect: CityDialect, lift: LiftOfCity): Partial<Record<CityFact, string>> => {
  const { content } = delivery;
  const facts: Partial<Record<CityFact, string | undefined>> = {
    supplier: dialect.supplier,
    deliveryId: delivery.deliveryId,
    incidentId: delivery.incidentId,
    registrationCode: lift.registrationCode,
    liftId: content.liftId,
    code: cityCodeOf(delivery, dialect),
    priority: content.priority,
    occupancy: content.occupancy,
    floor: content.lift.floor,
    place: placeOf(delivery),
    descriptionZh: descriptionOf(delivery).zh,
    descriptionEn: descriptionOf(delivery).en,
    onsetLocal: localTime(content.onsetAtMs, dialect.utcOffsetMinutes),
    createdLocal: localTime(delivery.createdAtMs, dialect.utcOffsetMinutes),
  };
  return Object.fromEntries(Object.entries(facts).filter(([, value]) => value !== undefined));
};

const MISSING = Symbol('missing');
type Filled = string | number | boolean | Filled[] | { [name: string]: Filled } | typeof MISSING;

const PLACEHOLDER = /\$\{(\w+)\}/g;

const fill = (value: unknown, facts: Partial<Record<string, string>>): Filled => {
  if (typeof value === 'string') {
    const isMissing = [...value.matchAll(PLACEHOLDER)].some(([, name = '']) => facts[name] === undefined);
    return isMissing ? MISSING : value.replace(PLACEHOLDER, (_, name: string) => facts[name] ?? '');
  }
  if (Array.isArray(value)) return value.map((one) => fill(one, facts)).filter((one) => one !== MISSING);
  if (typeof value === 'object' && value !== null) {
    const entries = Object.entries(value).map(([name, one]) => [name, fill(one, facts)] as const);
    return entries.some(([, one]) => one === MISSING) ? MISSING : (Object.fromEntries(entries) as Filled);
  }
  return value as number | boolean;
};

export type CityMessage =
  | { readonly is: 'body'; readonly body: string }
  | { readonly is: 'not-sent'; readonly reason: string };

/** What is to be done where a field of the body cannot be filled. */
const remedyFor = (field: string, value: unknown, facts: Partial<Record<string, string>>): string => {
  const names = [...JSON.stringify(value).matchAll(PLACEHOLDER)].map(([, name = '']) => name);
  const missing = names.filter((name) => facts[name] === undefined);
  const remedy = missing.includes('registrationCode') ? ': enter the registrationCode of the lift in the registry' : '';
  return `field ${field} cannot be filled, there is no ${missing.join(', ')}${remedy}`;
};

/** A message in a city's dialect, or why it cannot be one: a missing fact names the field. Pure. */
export const cityMessage = (delivery: Delivery, dialect: CityDialect, lift: LiftOfCity): CityMessage => {
  const facts = factsOf(delivery, dialect, lift);
  if (facts.code === undefined)
    return {
      is: 'not-sent',
      reason: `dialect ${dialect.name} has no code for ${delivery.content.codes.join(', ')}: add it to its codes`,
    };
  const body: Record<string, Filled> = {};
  for (const [name, value] of Object.entries(dialect.body)) {
    const filled = fill(value, facts);
    if (filled === MISSING)
      return { is: 'not-sent', reason: `dialect ${dialect.name}: ${remedyFor(name, value, facts)}` };
    body[name] = filled;
  }
  return { is: 'body', body: JSON.stringify(body) };
};
