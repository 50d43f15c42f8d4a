import { expect, test } from 'vitest';
import type { Rota } from '../src/escalation/rota.ts';
import type { Trouble } from '../src/incidents/trouble.ts';
import type { RegistryView } from '../src/registry/registry-directory.ts';
import { watchRotas } from '../src/registry/watch-rotas.ts';

const rotaIn = (timeZone: string, to: string): Rota => ({
  ...{ rotaId: 'R1', firmId: 'F1', layer: 'crew', timeZone, overrides: [] },
  shifts: [{ from: '08:00', to, people: ['P1'], rotate: 'none', startsOn: '2026-03-01' }],
});
const GAP = '20:00';
const NO_GAP = '08:00';

const watched = (rota: Rota, isReachable = true) => {
  const registry = { rotas: [rota], isReachable: () => isReachable };
  const told: (Trouble & { readonly isOver: boolean })[] = [];
  const { look, close } = watchRotas(
    registry as unknown as RegistryView,
    () => Date.UTC(2026, 2, 1),
    (trouble, isOver) => {
      told.push({ ...trouble, isOver });
      return Promise.resolve();
    },
  );
  return { told, look, close, registry };
};

test('a gap is told at each look, that there is none only once, and then without the times of a gap', async () => {
  const w = watched(rotaIn('Asia/Shanghai', GAP));
  await w.look();
  await w.look();
  expect(w.told.map(({ isOver }) => isOver)).toEqual([false, false]);
  w.registry.rotas = [rotaIn('Asia/Shanghai', NO_GAP)];
  for (let n = 0; n < 3; n += 1) await w.look();
  expect(w.told.map(({ isOver }) => isOver)).toEqual([false, false, true]);
  expect(w.told.at(-1)?.summary).toEqual({
    zh: '值班表R1在72小时内不缺人',
    en: 'rota R1 has somebody on duty for 72 h',
  });
  w.close();
});

test('a time is of Beijing unless its zone is named', async () => {
  const textIn = async (timeZone: string): Promise<string> => {
    const w = watched(rotaIn(timeZone, GAP));
    await w.look();
    w.close();
    return w.told[0]!.summary.zh;
  };
  expect(await textIn('Asia/Shanghai')).toBe('值班表R1缺人：2026-03-01 20:00 至 2026-03-02 08:00');
  expect(await textIn('Asia/Urumqi')).toBe('值班表R1缺人：2026-03-01 06:00 至 2026-03-01 08:00（Asia/Urumqi 时间）');
});

test('whoever cannot be reached fills no gap, and is named', async () => {
  const w = watched(rotaIn('Asia/Shanghai', NO_GAP), false);
  await w.look();
  w.close();
  expect(w.told[0]).toMatchObject({ isOver: false, summary: { zh: expect.stringContaining('P1没有联系方式') } });
});
