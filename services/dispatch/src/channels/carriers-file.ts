import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { z } from 'zod';
import { DispatchError } from '../errors.ts';
import { linkKeys, templateKeys } from './sms/templates.ts';

const secretFile = z.string().min(1).describe('File with the secret, readable by its owner only');
const templates = z
  .record(
    z
      .string()
      .regex(
        new RegExp(`^(${[...templateKeys, ...linkKeys].join('|')})(\\.(zh|en))?$`),
        'a template key, with .zh or .en',
      ),
    z.string(),
  )
  .describe('Approved template by what it says; `key.en` for English');

const aliyun = {
  carrier: z.literal('aliyun'),
  accessKeyFile: secretFile.describe('File with `id:secret`'),
  templates,
};
const tencent = {
  carrier: z.literal('tencent'),
  secretKeyFile: secretFile.describe('File with `id:key`'),
  appId: z.string().min(1),
  region: z.string().default('ap-guangzhou'),
  templates,
};

const sms = z.discriminatedUnion('carrier', [
  z.strictObject({
    carrier: z.literal('smpp'),
    host: z.string().min(1),
    port: z.int().min(1).max(65_535).default(2_775),
    tls: z.boolean().default(false),
    systemId: z.string().min(1).max(15),
    passwordFile: secretFile,
    systemType: z.string().max(12).default(''),
    from: z.string().min(1).max(20),
  }),
  z.strictObject({
    ...aliyun,
    endpoint: z.url().default('https://dysmsapi.aliyuncs.com'),
    signName: z.string().min(1),
  }),
  z.strictObject({
    ...tencent,
    endpoint: z.url().default('https://sms.tencentcloudapi.com'),
    signName: z.string().min(1),
  }),
]);

const voice = z.discriminatedUnion('carrier', [
  z.strictObject({
    ...aliyun,
    endpoint: z.url().default('https://dyvmsapi.aliyuncs.com'),
    showNumber: z.string().min(1),
  }),
  z.strictObject({ ...tencent, endpoint: z.url().default('https://vms.tencentcloudapi.com') }),
  z.strictObject({ carrier: z.literal('webhook'), url: z.url(), secretFile }),
]);

/** The carriers of SMS and voice calls, in the order in which they have their turn. */
export const carriersFile = z.strictObject({ sms: z.array(sms).default([]), voice: z.array(voice).default([]) });
export type CarriersFile = z.infer<typeof carriersFile>;
export type SmsCarrierEntry = CarriersFile['sms'][number];
export type VoiceCarrierEntry = CarriersFile['voice'][number];

/**
 * Reads the YAML file of carriers; without a path there are none.
 * @throws {DispatchError} LIFT_DISPATCH_CONFIG_INVALID naming every wrong field, LIFT_DISPATCH_SECRET_UNREADABLE
 */
export const readCarriersFile = (path: string | undefined): CarriersFile => {
  if (path === undefined) return { sms: [], voice: [] };
  let value: unknown;
  try {
    value = parse(readFileSync(path, 'utf8'));
  } catch (cause) {
    const problem = `LIFTWATCH_DISPATCH_CARRIERS_FILE ${path} cannot be read as YAML`;
    throw new DispatchError('LIFT_DISPATCH_CONFIG_INVALID', problem, { recoverable: false, cause });
  }
  const parsed = carriersFile.safeParse(value ?? {});
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map((issue) => `${issue.path.map(String).join('.')}: ${issue.message}`);
  throw new DispatchError('LIFT_DISPATCH_CONFIG_INVALID', `${path}: ${problems.join('; ')}`, {
    recoverable: false,
    problems,
  });
};
