import type { SandboxReceived } from '@liftwatch/infra';
import type { Finding } from '@liftwatch/schemas';
import type { FindingLog } from '@liftwatch/stores';
import { demoPhones } from './demo-registry.ts';

const READ_AT_ONCE = 200;
const SHORT_CHARS = 200;
const clock = (atMs: number): string => new Date(atMs).toTimeString().slice(0, 8);
const short = (text: string): string => (text.length > SHORT_CHARS ? `${text.slice(0, SHORT_CHARS)}…` : text);

/** The parts of a firm's webhook that its line shows; another system's message may lack any of them. */
interface FirmData {
  readonly incidentId?: string;
  readonly liftId?: string;
  readonly kind?: string;
  readonly headline?: { readonly zh?: string };
  readonly summary?: { readonly zh?: string };
}

const firmDataOf = (payload: unknown): FirmData => (payload as { data?: FirmData } | null)?.data ?? {};

/** Incident kinds are of a lift, or, without one, of a site or network. */
const keyOf = (liftId: string | undefined, kind: string | undefined): string => `${liftId ?? ''} ${kind ?? ''}`;

/** Whose phone it is; numbers are sent with and without their plus. */
const phoneOwner = (to: string): string =>
  Object.entries(demoPhones).find(([, phone]) => phone.endsWith(to.replace(/^\+/, '')))?.[0] ?? 'phone';

/** One line for what the sandbox outside world received; `dueMs`: when the rule's time was up. */
export const receivedLine = (received: SandboxReceived, dueMs: number | undefined): string => {
  const at = clock(received.receivedAtMs);
  const after =
    dueMs === undefined ? '' : ` (${((received.receivedAtMs - dueMs) / 1_000).toFixed(1)} s after it was due)`;
  switch (received.kind) {
    case 'firm-message': {
      const { headline, summary, incidentId } = firmDataOf(received.payload);
      const text = [headline?.zh, summary?.zh].filter(Boolean).join(' ') || JSON.stringify(received.payload);
      return `${at} firm     | ${short(text)} [incident ${incidentId?.slice(0, 8) ?? '?'}]${after}`;
    }
    case 'platform-alert':
      return `${at} platform | CAP ${[received.msgType, received.event, ...new Set(received.responseTypes)].filter(Boolean).join(' ')}`;
    case 'call':
      return `${at} ${phoneOwner(received.to).padEnd(8)} | CALL ${short(received.text)} [rings ${received.ringMs / 1_000} s; press 1: curl -X POST ${received.pressUrl}/1]`;
    case 'sms':
      return `${at} ${phoneOwner(received.to).padEnd(8)} | SMS ${short(received.text)}`;
  }
};

const findingLine = (finding: Finding): string =>
  `${clock(finding.receivedAtMs)} finding  | ${finding.liftId} ${finding.code} ${finding.stage} ${finding.change}: ${short(finding.explanation.summary.zh)}`;

/**
 * Tells what the engine finds about people in danger, suspected or certain, and what the sandbox outside world is told of it,
 * with the time since the rule's own. Begins at the end of the finding log.
 */
export const openAnnouncer = (findings: FindingLog, tell: (text: string) => void) => {
  const due = new Map<string, number>();
  let after: Promise<number> = findings.head();
  const readOn = async (from: number): Promise<number> => {
    let position = from;
    for (;;) {
      const lines = await findings.read(position, READ_AT_ONCE);
      for (const { finding } of lines) {
        due.set(keyOf(finding.liftId, finding.incidentKind), finding.at);
        if (finding.incidentKind === 'entrapment') tell(findingLine(finding));
      }
      const last = lines.at(-1);
      if (last === undefined) return position;
      position = last.position;
    }
  };
  // A screen that cannot be written must not stop what it shows: the next wake reads from where this one failed.
  const wake = (): void => {
    after = after.then((from) => readOn(from).catch(() => from));
  };
  const unsubscribe = findings.onAppended(wake);
  return {
    received(received: SandboxReceived): void {
      const data = received.kind === 'firm-message' ? firmDataOf(received.payload) : {};
      tell(receivedLine(received, due.get(keyOf(data.liftId, data.kind))));
    },
    async close(): Promise<void> {
      unsubscribe();
      await after;
    },
  };
};

export interface Places {
  readonly console: string;
  readonly engine: string;
  readonly dispatch: string;
  readonly brokerHealth: string;
  /** As it stands in a URL. */
  readonly mqttHost: string;
  readonly mqttPort: number;
  readonly sandbox:
    | { readonly firm: string; readonly platform: string; readonly smsc: string; readonly voice: string }
    | undefined;
  readonly lifts: number;
  readonly liftId: string;
  readonly dataDir: string;
}

/** What a person sees first: where to look, and a line to paste. */
export const welcome = (places: Places): string => {
  const sandbox = places.sandbox && [
    `  firm (sandbox)      ${places.sandbox.firm}/received`,
    `  platform (sandbox)  ${places.sandbox.platform}/received`,
    `  SMS (sandbox)       ${places.sandbox.smsc}/received`,
    `  calls (sandbox)     ${places.sandbox.voice}/received`,
  ];
  // What mosquitto_pub takes without being told.
  const isLocal = places.mqttHost === '127.0.0.1' || places.mqttHost === 'localhost';
  const to = isLocal ? '' : ` -h ${places.mqttHost.replaceAll(/[[\]]/g, '')}`;
  const reading = `{"at":'$(date +%s%3N)',"type":"code","code":"90"}`;
  return [
    `liftwatch is up / 已启动 — ${places.sandbox ? `${places.lifts} simulated lifts, ` : ''}data in ${places.dataDir}`,
    ...(places.sandbox ? [`  start here / 从这里开始  ${places.console}/guide`] : []),
    `  console             ${places.console}`,
    `  lifts, findings     ${places.engine}/api/v1/lifts`,
    `  incidents           ${places.dispatch}/api/v1/incidents`,
    `  MQTT                mqtt://${places.mqttHost}:${places.mqttPort}   (health: ${places.brokerHealth}/healthz)`,
    ...(sandbox ?? []),
    '',
    ...(places.sandbox
      ? ['Press the alarm button of a lift of your own (paste in another shell):']
      : [
          'Let a terminal in, and press the alarm button of its lift with the password that the first line prints:',
          `  liftwatch credentials add-terminal ${places.liftId} ${places.liftId}`,
        ]),
    `  mosquitto_pub${to} -p ${places.mqttPort} -i ${places.liftId}${places.sandbox ? '' : ` -u ${places.liftId} -P PASSWORD`} -q 1 -t lift/v1/${places.liftId}/event -m '${reading}'`,
    places.sandbox
      ? 'A simulated entrapment follows within a minute; what firm, platform and manager receive is shown here.'
      : '',
    '',
  ].join('\n');
};
