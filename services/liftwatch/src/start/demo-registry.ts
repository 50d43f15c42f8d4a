import type { LiftFacts } from '@liftwatch/schemas';

interface Registry {
  readonly districts: readonly object[];
  readonly sites: readonly object[];
  readonly firms: readonly object[];
  readonly lifts: readonly object[];
  readonly contacts: readonly object[];
}

export interface SandboxAddresses {
  readonly firmWebhook: string;
  readonly platformCap: string;
  /** A number of the sandbox: no phone stands behind it. */
  readonly managerPhone: string;
}

const distinct = (values: readonly (string | undefined)[]): string[] =>
  [...new Set(values.filter((v) => v !== undefined))].sort();

/** The registry of the demonstration: the simulated lifts, and the sandbox as everybody who is told. */
export const demoRegistry = (facts: readonly LiftFacts[], sandbox: SandboxAddresses): Registry => {
  const sites = distinct(facts.map((f) => f.siteId));
  const firms = distinct(facts.map((f) => f.firmId));
  const districtOf = (siteId: string) => facts.find((f) => f.siteId === siteId)?.districtId;
  return {
    districts: distinct(facts.map((f) => f.districtId)).map((districtId) => ({ districtId, name: districtId })),
    sites: sites.map((siteId) => ({
      siteId,
      name: siteId,
      ...(districtOf(siteId) && { districtId: districtOf(siteId) }),
    })),
    firms: firms.map((firmId) => ({ firmId, name: firmId })),
    lifts: facts.map(({ type: _type, id: _id, at: _at, ...row }) => row),
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
        address: sandbox.managerPhone,
      })),
      { contactId: 'operator', role: 'operator', channel: 'log' },
    ],
  };
};
