/** Names that Grafana fills in itself. */
export const macros: ReadonlySet<string> = new Set(['timeFilter', '__interval', '__interval_ms', 'interval']);

/** Every `$name` and `${name}` of a text; `${__data.fields.x}` and its like are Grafana's own. */
export const namesIn = (text: string): readonly string[] => [
  ...new Set([...text.matchAll(/\$\{?(\w+)(?:[:.][^}]*)?\}?/g)].map(([, name = '']) => name)),
];
