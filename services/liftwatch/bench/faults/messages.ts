/** Reads messages as their receivers do: from their text alone, with words of its own. */
import type { ReceivedLine } from './format.ts';

type Told = Pick<ReceivedLine, 'liftId' | 'kind' | 'notice' | 'key' | 'possiblyRepeated'>;

const notices: Readonly<Record<string, string>> = {
  疑似: 'suspected',
  报警: 'alarm',
  升级: 'updated',
  已确认: 'confirmed',
  撤回: 'withdrawn',
  解除: 'released',
  误报: 'rejected',
  催办: 'reminder',
  升级救援: 'escalated',
  超时: 'overdue',
};
const kinds: Readonly<Record<string, string>> = {
  电梯困人: 'entrapment',
  电梯危险运行: 'dangerous-movement',
  楼宇停电: 'site-power',
  网络中断: 'network',
  终端异常: 'terminal',
};

interface WebhookBody {
  readonly data?: {
    readonly liftId?: string;
    readonly scope?: string;
    readonly kind?: string;
    readonly notice?: string;
  };
}

/** A firm's webhook; undefined where the body is not one. */
export const readWebhook = (body: string, key: string | undefined): Told | undefined => {
  const { data } = JSON.parse(body) as WebhookBody;
  const liftId = data?.liftId ?? data?.scope;
  if (liftId === undefined || data?.kind === undefined || data.notice === undefined) return undefined;
  return { liftId, kind: data.kind, notice: data.notice, ...(key !== undefined && { key }) };
};

const element = (xml: string, name: string): string => new RegExp(`<${name}>([^<]*)</${name}>`).exec(xml)?.[1] ?? '';

/** A platform's CAP message: the first `info` is the Chinese one; its headline is `notice event place`. */
export const readCap = (xml: string): Told => {
  const [notice = ''] = element(xml, 'headline').split(' ');
  const event = element(xml, 'event');
  return {
    liftId: element(xml, 'areaDesc'),
    kind: kinds[event] ?? event,
    notice: notices[notice] ?? notice,
    key: element(xml, 'identifier'),
  };
};

const REPEATED = '（可能重复）';

/** An SMS: `【电梯卫士】（可能重复）notice：event，place，...`; undefined where it is something else. */
export const readSms = (text: string): Told | undefined => {
  const parts = /^【[^】]+】(（可能重复）)?([^：]+)：([^，]+)，([^，]+)，/.exec(text);
  if (!parts) return undefined;
  const [, mark, notice = '', event = '', place = ''] = parts;
  return {
    liftId: place,
    kind: kinds[event] ?? event,
    notice: notices[notice] ?? notice,
    ...(mark === REPEATED && { possiblyRepeated: true }),
  };
};
