import { incidentCauses, type Bilingual, type Incident, type UnixMs } from '@liftwatch/schemas';
import { descriptionOf, eventOf, noticeOf, placeOf } from '../channels/words.ts';
import { owedOf } from '../http/owed.ts';
import { stateWords } from '../http/timeline-words.ts';
import { isLive } from '../incidents/states.ts';
import type { LinkTarget } from './responder.ts';

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};
const escaped = (text: string): string => text.replace(/[&<>"']/g, (c) => entities[c] ?? '');
const both = ({ zh, en }: Bilingual): string =>
  `<span lang="zh">${escaped(zh)}</span> <span lang="en">${escaped(en)}</span>`;

const style =
  'body{font:1.1rem/1.5 system-ui,sans-serif;max-width:32rem;margin:0 auto;padding:1rem;color:#111;background:#fff}' +
  'button,select,input{font:inherit;padding:.8rem 1rem;margin:.3rem 0;width:100%;border:2px solid #111;border-radius:.5rem;background:#fff;color:#111}' +
  'button.main{background:#0b57d0;border-color:#0b57d0;color:#fff}.said{border:2px solid;padding:.6rem;border-radius:.5rem}' +
  '@media(prefers-color-scheme:dark){body{background:#111;color:#eee}button,select,input{background:#222;color:#eee;border-color:#777}}';

const button = (action: string, text: Bilingual, main = false): string =>
  `<form method="post"><button${main ? ' class="main"' : ''} name="action" value="${action}">${both(text)}</button></form>`;

const choice = (
  action: string,
  name: string,
  how: { readonly options: readonly (readonly [string, string])[]; readonly text: Bilingual; readonly more?: string },
): string =>
  `<form method="post"><input type="hidden" name="action" value="${action}"><label>${both(how.text)}` +
  `<select name="${name}">${how.options.map(([value, label]) => `<option value="${value}">${escaped(label)}</option>`).join('')}</select></label>${how.more ?? ''}` +
  `<button>${both(how.text)}</button></form>`;

const etaOptions = [5, 10, 15, 20, 30, 45, 60].map((minutes) => [String(minutes), `${minutes} 分钟 min`] as const);
const causeOptions = Object.entries(incidentCauses).map(([code, { zh, en }]) => [code, `${zh} ${en}`] as const);

const people: Bilingual = { zh: '救出人数（不清楚可不填）', en: 'People let out (leave empty if not known)' };
const peopleField = `<label>${both(people)}<input type="number" name="peopleFreed" min="0" max="200" inputmode="numeric"></label>`;
const releaseText: Bilingual = { zh: '人员已救出 / 已解除', en: 'Released' };
const releaseForm = ({ kind }: Incident): string =>
  kind === 'entrapment'
    ? `<form method="post"><input type="hidden" name="action" value="release">${peopleField}<button>${both(releaseText)}</button></form>`
    : button('release', releaseText);

const ENDED: readonly Incident['state'][] = ['freed', 'resolved', 'cause-filed'];
const FINAL: readonly Incident['state'][] = ['closed', 'withdrawn', 'history'];

const steps = (incident: Incident): string => {
  if (FINAL.includes(incident.state)) return '';
  if (ENDED.includes(incident.state))
    return choice('close', 'causeCode', {
      options: causeOptions,
      text: { zh: '填写原因并关闭', en: 'File the cause and close' },
      ...(incident.kind === 'entrapment' && incident.peopleFreed === undefined ? { more: peopleField } : {}),
    });
  return [
    button('acknowledge', { zh: '接单', en: 'Accept' }, true),
    choice('eta', 'etaMinutes', { options: etaOptions, text: { zh: '预计到达', en: 'Arrive in' } }),
    button('arrive', { zh: '已到场', en: 'Arrived' }),
    releaseForm(incident),
    button('refuse', { zh: '拒绝', en: 'Refuse' }),
  ].join('');
};

const line = (name: Bilingual, value: string): string => `<p>${both(name)}: ${value}</p>`;

/** How long it has lasted counts from now, not from when the message left, as long as it lasts. */
const description = ({ delivery, incident }: LinkTarget, nowMs: UnixMs): Bilingual =>
  descriptionOf(isLive(incident) ? { ...delivery, createdAtMs: nowMs } : delivery);

/**
 * The page behind a link, as it stands at `nowMs`. Looking at it changes nothing, since mail programs and phones look first; a button
 * does.
 */
export const respondPage = (target: LinkTarget, how: { readonly nowMs: UnixMs; readonly said?: Bilingual }): string => {
  const { delivery, incident } = target;
  const { said, nowMs } = how;
  const title = `${noticeOf(delivery).zh} ${eventOf(delivery).zh}`;
  const owner = incident.response?.owner?.id;
  const owed = owedOf(incident);
  return (
    `<!doctype html><html lang="zh"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">` +
    `<title>${escaped(title)}</title><style>${style}</style></head><body><main>` +
    (said ? `<p class="said" role="status">${both(said)}</p>` : '') +
    `<h1>${both(eventOf(delivery))}</h1><p><strong>${escaped(placeOf(delivery))}</strong></p>` +
    `<p>${both(description(target, nowMs))}</p>` +
    line({ zh: '状态', en: 'State' }, `<strong>${both(stateWords[incident.state])}</strong>`) +
    (owner === undefined ? '' : line({ zh: '负责人', en: 'Who has it' }, escaped(owner))) +
    (owed === null ? '' : `<p>${both(owed.text)}</p>`) +
    `${steps(incident)}</main></body></html>`
  );
};
