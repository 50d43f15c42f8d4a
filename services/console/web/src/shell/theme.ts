import { useState } from 'react';

export type Theme = 'dark' | 'light';
const KEPT_AS = 'liftwatch.theme';

const current = (): Theme => {
  const chosen = document.documentElement.dataset['theme'];
  if (chosen === 'dark' || chosen === 'light') return chosen;
  return matchMedia('(prefers-color-scheme: light)').matches ? 'light' : 'dark';
};

/** Dark or light: as chosen before, else as the system has it. */
export const useTheme = (): readonly [Theme, (theme: Theme) => void] => {
  const [theme, setTheme] = useState(current);
  return [
    theme,
    (next) => {
      localStorage.setItem(KEPT_AS, next);
      document.documentElement.dataset['theme'] = next;
      setTheme(next);
    },
  ];
};
