import { createContext, useContext, useEffect, useMemo, useState, type ReactNode } from 'react';
import { en } from './en.ts';
import { zh, type Words } from './zh.ts';

export type Language = 'zh' | 'en';
const KEPT_AS = 'liftwatch.language';

interface LanguageContext {
  readonly language: Language;
  readonly words: Words;
  readonly setLanguage: (language: Language) => void;
}

const preferred = (): Language => {
  const kept = localStorage.getItem(KEPT_AS);
  if (kept === 'zh' || kept === 'en') return kept;
  return navigator.language.toLowerCase().startsWith('zh') ? 'zh' : 'en';
};

const Context = createContext<LanguageContext>({ language: 'zh', words: zh, setLanguage: () => undefined });

/** The language of the page: as chosen before, else as the browser asks for. */
export const LanguageProvider = ({ children }: { readonly children: ReactNode }) => {
  const [language, setLanguage] = useState(preferred);
  useEffect(() => {
    document.documentElement.lang = language === 'zh' ? 'zh-CN' : 'en';
  }, [language]);
  const value = useMemo(
    () => ({
      language,
      words: language === 'zh' ? zh : en,
      setLanguage: (next: Language) => {
        localStorage.setItem(KEPT_AS, next);
        setLanguage(next);
      },
    }),
    [language],
  );
  return <Context value={value}>{children}</Context>;
};

export const useLanguage = (): LanguageContext => useContext(Context);
export const useWords = (): Words => useContext(Context).words;
