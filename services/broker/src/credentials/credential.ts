import { liftIdPattern } from '@liftwatch/schemas';
import { z } from 'zod';

const id = z.string().regex(liftIdPattern);
const secretHmac = z
  .string()
  .regex(/^[0-9a-f]{64}$/)
  .describe('HMAC-SHA256 of the secret under the key file, hex');
const topicFilter = z.string().min(1).max(200);

export const terminalCredential = z.strictObject({
  terminalId: id.describe('MQTT user name; the client id is this, or this with / and more'),
  lifts: z.union([z.literal('*'), z.array(id).min(1).max(5_000)]).describe('Lifts it speaks for; * for a vendor feed'),
  readingsPerSecond: z
    .int()
    .min(1)
    .max(1_000_000)
    .optional()
    .describe('Read no faster; absent: from the configuration'),
  secretHmac,
});

export const serviceCredential = z.strictObject({
  serviceId: id.describe('MQTT user name; the client id is this, or this with / and more'),
  publish: z.array(topicFilter).max(100).describe('Topic filters it may publish to'),
  subscribe: z.array(topicFilter).max(100).describe('Topic filters it may subscribe to'),
  secretHmac,
});

const idOf = (one: { terminalId?: string; serviceId?: string }) => one.terminalId ?? one.serviceId;

/** The credentials file. Strict: an unknown field is an error, not a grant that was meant. */
export const credentialsFile = z
  .strictObject({
    version: z.literal(1),
    terminals: z.array(terminalCredential),
    services: z.array(serviceCredential),
  })
  .refine((file) => {
    const ids = [...file.terminals, ...file.services].map(idOf);
    return new Set(ids).size === ids.length;
  }, 'a user name occurs twice: names are unique over terminals and services');

export type TerminalCredential = z.infer<typeof terminalCredential>;
export type ServiceCredential = z.infer<typeof serviceCredential>;
export type CredentialsFile = z.infer<typeof credentialsFile>;
