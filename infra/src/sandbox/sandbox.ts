import { randomBytes } from 'node:crypto';
import { type SandboxFirm, openSandboxFirm } from './firm.ts';
import { type SandboxPlatform, openSandboxPlatform } from './platform.ts';
import type { OnReceived, SandboxContext } from './received.ts';
import { type SandboxSmsc, openSandboxSmsc } from './smsc.ts';
import { type SandboxVoice, openSandboxVoice } from './voice.ts';

export interface SandboxOptions {
  /** 127.0.0.1 when left out. */
  readonly host?: string;
  /** Each 0 (a free port) when left out. */
  readonly ports?: {
    readonly firm?: number;
    readonly platform?: number;
    readonly smsc?: number;
    readonly voice?: number;
  };
  /** The firm's webhook secret, `whsec_` and base64; a new one when left out. */
  readonly firmSecret?: string;
  /** The voice gateway's, likewise. */
  readonly voiceSecret?: string;
  readonly sms?: { readonly user: string; readonly password: string };
  readonly onReceived?: OnReceived;
  readonly nowMs?: () => number;
}

/** The outside world in a box: those who act on alarms. */
export interface Sandbox {
  readonly firm: SandboxFirm;
  readonly firmSecret: string;
  readonly platform: SandboxPlatform;
  readonly smsc: SandboxSmsc;
  readonly voice: SandboxVoice;
  readonly voiceSecret: string;
  close(): Promise<void>;
}

const newSecret = (): string => `whsec_${randomBytes(32).toString('base64')}`;

/** Opens firm, platform, SMSC and voice gateway. What opened is closed again when one of them cannot. */
export const startSandbox = async (options: SandboxOptions = {}): Promise<Sandbox> => {
  const context: SandboxContext = {
    host: options.host ?? '127.0.0.1',
    nowMs: options.nowMs ?? Date.now,
    onReceived: options.onReceived ?? (() => undefined),
  };
  const firmSecret = options.firmSecret ?? newSecret();
  const voiceSecret = options.voiceSecret ?? newSecret();
  const sms = options.sms ?? { user: 'liftwatch', password: randomBytes(16).toString('base64url') };
  const open: { close(): Promise<void> }[] = [];
  const close = async (): Promise<void> => {
    for (const part of open.splice(0).reverse()) await part.close();
  };
  try {
    const firm = await openSandboxFirm(context, { port: options.ports?.firm ?? 0, secret: firmSecret });
    open.push(firm);
    const platform = await openSandboxPlatform(context, { port: options.ports?.platform ?? 0 });
    open.push(platform);
    const smsc = await openSandboxSmsc(context, { port: options.ports?.smsc ?? 0, ...sms });
    open.push(smsc);
    const voice = await openSandboxVoice(context, { port: options.ports?.voice ?? 0, secret: voiceSecret });
    open.push(voice);
    return { firm, firmSecret, platform, smsc, voice, voiceSecret, close };
  } catch (error) {
    await close();
    throw error;
  }
};
