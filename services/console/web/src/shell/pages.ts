import type { Role } from '../../../src/sign-in/person.ts';
import type { IconName } from './icons.tsx';

interface Page {
  readonly to: string;
  readonly name: IconName;
  readonly isHere: (at: string) => boolean;
  /** For whom it has anything; absent: everybody. dispatch decides, whatever is offered. */
  readonly roles?: readonly Role[];
}

const WHOLE: readonly Role[] = ['operator', 'auditor'];

const pages: readonly Page[] = [
  { to: '/', name: 'duty', isHere: (at) => at === '/' || at.startsWith('/incidents') || at === '/ended' },
  { to: '/fleet', name: 'fleet', isHere: (at) => at.startsWith('/fleet') || at.startsWith('/lifts') },
  {
    to: '/warnings',
    name: 'warnings',
    isHere: (at) => at.startsWith('/warnings'),
    roles: [...WHOLE, 'firm', 'regulator'],
  },
  { to: '/terminals', name: 'terminals', isHere: (at) => at.startsWith('/terminals'), roles: WHOLE },
  { to: '/rules', name: 'rules', isHere: (at) => at.startsWith('/rules'), roles: [...WHOLE, 'regulator'] },
  { to: '/people', name: 'people', isHere: (at) => at.startsWith('/people'), roles: [...WHOLE, 'firm'] },
  { to: '/audit', name: 'audit', isHere: (at) => at.startsWith('/audit'), roles: WHOLE },
  { to: '/guide', name: 'guide', isHere: (at) => at.startsWith('/guide') },
];

/** What lies below a page and is not for all to whom that page is offered. */
const within: readonly Pick<Page, 'isHere' | 'roles'>[] = [
  { isHere: (at) => at === '/people/policy', roles: [...WHOLE, 'regulator'] },
  { isHere: (at) => at === '/people/checks', roles: WHOLE },
];

/** Whether what is at an address is for a role at all; undefined: whoever sits at the machine. */
export const isFor = (role: Role | undefined, at: string): boolean => {
  const narrow = within.find(({ isHere }) => isHere(at));
  const { roles } = narrow ?? pages.find(({ isHere }) => isHere(at)) ?? {};
  return role === undefined || roles === undefined || roles.includes(role);
};

/** Whether somebody may see what is of no firm, site or district; undefined: whoever sits at the machine. */
export const seesWhole = (role: Role | undefined): boolean => role === undefined || WHOLE.includes(role);

/** The pages that are offered to a role; undefined: whoever sits at the machine. */
export const pagesFor = (role: Role | undefined): readonly Page[] =>
  pages.filter(({ roles }) => role === undefined || roles === undefined || roles.includes(role));
