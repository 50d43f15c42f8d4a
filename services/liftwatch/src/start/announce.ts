import type { SandboxReceived } from '@liftwatch/infra';

const clock = (atMs: number): string => new Date(atMs).toTimeString().slice(0, 8);
const short = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value)).slice(0, 160);

/** One line for what the sandbox outside world received. */
export const receivedLine = (received: SandboxReceived): string => {
  switch (received.kind) {
    case 'firm-message':
      return `${clock(received.receivedAtMs)} firm     | ${short(firmText(received.payload))}`;
    case 'platform-alert':
      return `${clock(received.receivedAtMs)} platform | CAP ${received.msgType} ${received.event ?? ''} ${received.responseTypes.join(' ')}`.trimEnd();
    case 'sms':
      return `${clock(received.receivedAtMs)} manager  | SMS ${received.text}`;
  }
};

const firmText = (payload: unknown): unknown => {
  const data = (payload as { data?: { text?: { zh?: string } } } | null)?.data;
  return data?.text?.zh ?? payload;
};

export interface Places {
  readonly console: string;
  readonly engine: string;
  readonly dispatch: string;
  readonly brokerHealth: string;
  readonly mqttPort: number;
  readonly sandbox: { readonly firm: string; readonly platform: string; readonly smsc: string } | undefined;
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
  ];
  const reading = `{"at":'$(date +%s%3N)',"type":"code","code":"90"}`;
  return [
    `liftwatch is up / 已启动 — ${places.lifts} simulated lifts, data in ${places.dataDir}`,
    `  console             ${places.console}`,
    `  lifts, findings     ${places.engine}/api/v1/lifts`,
    `  incidents           ${places.dispatch}/api/v1/incidents`,
    `  MQTT                mqtt://127.0.0.1:${places.mqttPort}   (health: ${places.brokerHealth}/healthz)`,
    ...(sandbox ?? []),
    '',
    'Press the alarm button of a lift of your own (paste in another shell):',
    `  mosquitto_pub -p ${places.mqttPort} -i ${places.liftId} -q 1 -t lift/v1/${places.liftId}/event -m '${reading}'`,
    places.sandbox
      ? 'A simulated entrapment follows within a minute; what firm, platform and manager receive is shown here.'
      : '',
    '',
  ].join('\n');
};
