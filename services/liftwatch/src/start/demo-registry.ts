import type { LiftFacts } from '@liftwatch/schemas';
import { demoDuty } from './demo-duty.ts';
import { demoPlate } from './demo-plates.ts';

export interface DemoRegistry {
  readonly districts: readonly object[];
  readonly sites: readonly object[];
  readonly firms: readonly object[];
  readonly stations: readonly object[];
  readonly lifts: readonly object[];
  readonly contacts: readonly object[];
  readonly rotas: readonly object[];
}

export interface SandboxAddresses {
  readonly firmWebhook: string;
  readonly platformCap: string;
}

/** Numbers of the sandbox: no phone stands behind them. Told apart by their end, as the lines on the screen show them. */
export const demoPhones = {
  manager: '+8610000000000',
  crew: '+8610000000001',
  station: '+8610000000002',
  rescue: '+8610000000003',
} as const;

const distinct = (values: readonly (string | undefined)[]): string[] =>
  [...new Set(values.filter((v) => v !== undefined))].sort();

/** The registry of the demonstration at `nowMs`: the simulated lifts, a duty rota, and the sandbox as everybody who is told. */
export const demoRegistry = (facts: readonly LiftFacts[], sandbox: SandboxAddresses, nowMs: number): DemoRegistry => {
  const sites = distinct(facts.map((f) => f.siteId));
  const firms = distinct(facts.map((f) => f.firmId));
  const duty = demoDuty(firms, nowMs);
  const districtOf = (siteId: string) => facts.find((f) => f.siteId === siteId)?.districtId;
  return {
    districts: distinct(facts.map((f) => f.districtId)).map((districtId) => ({ districtId, name: districtId })),
    sites: sites.map((siteId) => ({
      siteId,
      name: siteId,
      ...(districtOf(siteId) && { districtId: districtOf(siteId) }),
    })),
    firms: firms.map((firmId) => ({ firmId, name: firmId })),
    stations: [{ stationId: 'station-1', name: '演示救援站 demo rescue station' }],
    lifts: facts.map(({ type: _type, id: _id, at: _at, ...row }, index) => ({ ...row, ...demoPlate(row, index) })),
    contacts: [
      { contactId: 'platform', role: 'platform', channel: 'cap', address: sandbox.platformCap },
      ...firms.map((firmId) => ({
        contactId: `${firmId}-webhook`,
        role: 'firm',
        firmId,
        channel: 'webhook',
        address: sandbox.firmWebhook,
      })),
      ...sites.map((siteId) => ({
        contactId: `${siteId}-manager`,
        role: 'manager',
        siteId,
        channel: 'sms',
        address: demoPhones.manager,
      })),
      // By SMS at once, and rung where nobody takes it on: one person, either answers for him.
      ...duty.contacts.flatMap((one) => [
        { ...one, channel: 'sms', address: demoPhones.crew },
        {
          ...one,
          contactId: `${one.contactId}-call`,
          personId: one.contactId,
          channel: 'voice',
          address: demoPhones.crew,
        },
      ]),
      { contactId: 'station-1', role: 'station', stationId: 'station-1', channel: 'sms', address: demoPhones.station },
      { contactId: 'rescue', role: 'rescue', channel: 'sms', address: demoPhones.rescue },
      { contactId: 'operator', role: 'operator', channel: 'log' },
    ],
    rotas: duty.rotas,
  };
};
