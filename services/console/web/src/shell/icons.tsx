const paths = {
  duty: 'M12 3a6 6 0 0 0-6 6v4l-2 3h16l-2-3V9a6 6 0 0 0-6-6zM10 19a2 2 0 0 0 4 0',
  fleet: 'M5 3v18M19 3v18M8 8h8v9H8zM12 8v9',
  warnings: 'M3 17l5-6 4 3 8-9M16 5h4v4',
  terminals: 'M12 20v-6M8 10a5 5 0 0 1 8 0M5 7a9 9 0 0 1 14 0M12 14h.01',
  rules: 'M4 6h16M4 12h10M4 18h7M17 15l3 3-3 3',
  people: 'M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8zM4 21c0-4 4-6 8-6s8 2 8 6',
  audit: 'M6 3h9l4 4v14H6zM9 12h7M9 16h7',
  guide: 'M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18zM12 16v.01M9.5 9.5a2.5 2.5 0 1 1 3.5 2.3c-.7.3-1 .7-1 1.7',
} as const;
export type IconName = keyof typeof paths;

export const Icon = ({ name }: { readonly name: IconName }) => (
  <svg className="icon" viewBox="0 0 24 24" aria-hidden="true">
    <path d={paths[name]} />
  </svg>
);
