import type { DashboardJson, PanelJson } from './dashboard-json.ts';
import { statementProblems } from './statement.ts';

const COLUMNS = 24;
const SHORTEST_DEFINITION = 20;
const hasBothLanguages = (text = ''): boolean => /\p{Script=Han}/u.test(text) && /[A-Za-z]{2}/.test(text);

const textProblems = (panel: PanelJson): readonly string[] => {
  const { title = '', description = '' } = panel;
  const defaults = panel.fieldConfig?.defaults;
  return [
    ...(hasBothLanguages(title) ? [] : ['a title in Chinese and English is missing']),
    ...(hasBothLanguages(description) && description.length >= SHORTEST_DEFINITION
      ? []
      : ['a description that defines the figure, in Chinese and English, is missing']),
    ...(defaults?.unit ? [] : ['a unit is missing']),
    ...(defaults?.noValue && !/^[\s0]*$/.test(defaults.noValue)
      ? []
      : ['what is shown for "no data" is missing, or is a 0']),
  ];
};

const targetProblems = (panel: PanelJson, variables: ReadonlySet<string>): readonly string[] => {
  const targets = panel.targets ?? [];
  if (targets.length === 0) return ['no target'];
  const letters = targets.map((target) => target.refId);
  return [
    ...(new Set(letters).size === letters.length ? [] : ['two targets with one letter']),
    ...targets.flatMap((target) => {
      const where = `target ${target.refId}: `;
      const source = target.datasource?.uid ? [] : [`${where}no data source`];
      const statement = target.query
        ? statementProblems(target.query, variables).map((problem) => where + problem)
        : [`${where}no statement`];
      return [...source, ...statement];
    }),
  ];
};

const overlaps = (a: PanelJson, b: PanelJson): boolean => {
  const p = a.gridPos;
  const q = b.gridPos;
  if (!p || !q) return false;
  return p.x < q.x + q.w && q.x < p.x + p.w && p.y < q.y + q.h && q.y < p.y + p.h;
};

const placeProblems = (panels: readonly PanelJson[]): readonly string[] =>
  panels.flatMap((panel, index) => {
    const place = panel.gridPos;
    const name = `"${panel.title}": `;
    if (!place) return [`${name}no place`];
    const outside = place.x < 0 || place.w < 1 || place.h < 1 || place.x + place.w > COLUMNS;
    return [
      ...(outside ? [`${name}outside the ${COLUMNS} columns`] : []),
      ...panels
        .slice(index + 1)
        .flatMap((other) => (overlaps(panel, other) ? [`${name}overlaps "${other.title}"`] : [])),
      ...panels
        .slice(index + 1)
        .flatMap((other) => (other.id === panel.id ? [`${name}has the id of "${other.title}"`] : [])),
    ];
  });

const showsFreshness = (panels: readonly PanelJson[]): boolean =>
  panels.some(
    (panel) =>
      panel.fieldConfig?.defaults?.unit === 'dateTimeFromNow' &&
      panel.targets?.some((target) => target.query?.includes('"fleet_1m"') === true) === true,
  );

/** Everything that is wrong with a dashboard by the rules of this house; empty when nothing is. */
export const lintDashboard = (dashboard: DashboardJson): readonly string[] => {
  const panels = dashboard.panels ?? [];
  const list = dashboard.templating?.list ?? [];
  const variables = new Set(list.map(({ name }) => name));
  const shown = panels.filter((panel) => panel.type !== 'row');
  return [
    ...(hasBothLanguages(dashboard.title) ? [] : ['a title in Chinese and English is missing']),
    ...(hasBothLanguages(dashboard.description) ? [] : ['a description in Chinese and English is missing']),
    ...(dashboard.uid ? [] : ['no uid: its address would change with every import']),
    ...(dashboard.timezone === 'Asia/Shanghai' ? [] : ['days would not be those of the city']),
    ...(showsFreshness(shown) ? [] : ['it does not show how fresh its data is']),
    ...placeProblems(panels),
    ...shown.flatMap((panel) =>
      [...textProblems(panel), ...targetProblems(panel, variables)].map((problem) => `"${panel.title}": ${problem}`),
    ),
    ...list.flatMap(({ name, query }) =>
      typeof query === 'string' && /^(?:SHOW|SELECT) /i.test(query)
        ? statementProblems(query, variables).map((problem) => `variable ${name}: ${problem}`)
        : [],
    ),
  ];
};
