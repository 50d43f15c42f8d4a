import { nothing, type Injector } from './injector.ts';

/** Troubles of the terminal and its sensors. */
export const terminalFaults: readonly Injector[] = [
  {
    code: 'X19',
    en: 'terminal falls silent',
    args: {},
    begin: ({ terminal }) => {
      terminal.silent = true;
    },
    end: ({ terminal }) => {
      terminal.silent = false;
    },
    expects: () => [{ code: 'X19', verdict: 'ticket', notBeforeS: 60, withinS: 2_000 }],
  },
  {
    code: 'X20',
    en: 'terminal is heard from but tells nothing of the lift',
    args: {},
    begin: ({ terminal }) => {
      terminal.stale = true;
    },
    end: ({ terminal }) => {
      terminal.stale = false;
    },
    expects: nothing,
  },
  {
    code: 'X21',
    en: 'person sensor is stuck (value 1: always a person, 0: never, -1: dead)',
    args: { value: 1 },
    begin: ({ personSensor }, args) => {
      const value = args['value'] ?? 1;
      personSensor.mode = value < 0 ? 'dead' : value > 0 ? 'stuck-on' : 'stuck-off';
    },
    end: ({ personSensor }) => {
      personSensor.mode = 'working';
    },
    expects: (_, args) =>
      (args['value'] ?? 1) > 0 ? [{ code: 'X21', verdict: 'ticket', notBeforeS: 0, withinS: 4 * 3_600 + 120 }] : [],
  },
];
