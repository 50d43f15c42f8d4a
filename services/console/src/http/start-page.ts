import { priorities, priorityTable } from '@liftwatch/schemas';
import type { ConsoleConfig } from '../config.ts';

interface Link {
  readonly url: string;
  readonly zh: string;
  readonly en: string;
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};
const escaped = (text: string): string => text.replaceAll(/[&<>"']/g, (character) => entities[character] ?? '');

const at = (base: string, path: string): string => new URL(path, base.endsWith('/') ? base : `${base}/`).href;

const links = (config: ConsoleConfig): readonly Link[] => {
  const engine = config.LIFTWATCH_CONSOLE_ENGINE_URL;
  const dispatch = config.LIFTWATCH_CONSOLE_DISPATCH_URL;
  return [
    { url: at(engine, 'api/v1/lifts'), zh: '电梯状态', en: 'State of the lifts' },
    { url: at(engine, 'api/v1/findings'), zh: '诊断结论', en: 'Findings' },
    { url: at(engine, 'api/v1/rules'), zh: '规则', en: 'Rules' },
    { url: at(dispatch, 'healthz'), zh: '处置服务', en: 'Dispatch: incidents and deliveries' },
    { url: at(config.LIFTWATCH_CONSOLE_BROKER_URL, 'metrics'), zh: '接入服务指标', en: 'Broker: metrics' },
  ];
};

const item = ({ url, zh, en }: Link): string =>
  `<li><a href="${escaped(url)}">${escaped(zh)} <span lang="en">${escaped(en)}</span></a></li>`;

const legend = (): string =>
  priorities
    .map((priority) => {
      const { zh, en, hex } = priorityTable[priority];
      return `<li><span style="color:${hex}">&#9632;</span> ${priority} ${escaped(zh)} <span lang="en">${escaped(en)}</span></li>`;
    })
    .join('\n');

/** The start page: where the services answer, in Chinese and English. No script, nothing from outside. */
export const startPage = (config: ConsoleConfig): string => `<!doctype html>
<html lang="zh-CN">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>liftwatch 电梯物联网监测</title>
<style>body{font:16px/1.6 system-ui,sans-serif;max-width:42rem;margin:2rem auto;padding:0 1rem}li{margin:.4rem 0}</style>
</head>
<body>
<main>
<h1>liftwatch 电梯物联网监测</h1>
<p>本页列出各服务的地址。值班页面尚未提供；没有数据不等于没有故障。</p>
<p lang="en">Where the services answer. The operators' page is not part of this version. No data does not mean no faults.</p>
<ul>
${links(config).map(item).join('\n')}
</ul>
<h2>优先级 <span lang="en">Priorities</span></h2>
<ul>
${legend()}
</ul>
</main>
</body>
</html>
`;
