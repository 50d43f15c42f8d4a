import type { Incident } from '@liftwatch/schemas';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { openOf } from '../src/correlation/board.ts';
import { IncidentsByScope, LayeredIncidents, type WritableIncidents } from '../src/correlation/open-incidents.ts';

const incident = (id: number, scope: number, kind = 'offline'): Incident =>
  ({ incidentId: `I-${id}`, scope: `lift/${scope}`, kind }) as unknown as Incident;

const changes = fc.array(
  fc.record({
    layer: fc.constantFrom(0, 1, 2),
    id: fc.integer({ min: 0, max: 6 }),
    scope: fc.option(fc.integer({ min: 0, max: 2 }), { nil: undefined }),
  }),
  { maxLength: 40 },
);

test('what is open in a scope is what a look at all of them finds, through any layers', () => {
  let found = 0;
  fc.assert(
    fc.property(changes, (all) => {
      const base = new IncidentsByScope();
      const batch = new LayeredIncidents(base);
      const draft = new LayeredIncidents(batch);
      const layers: readonly WritableIncidents[] = [base, batch, draft];
      for (const layer of [0, 1, 2])
        for (const change of all.filter((one) => one.layer === layer)) {
          const { id, scope } = change;
          if (scope === undefined) layers[layer]?.delete(`I-${id}`);
          else layers[layer]?.set(`I-${id}`, incident(id, scope));
        }
      for (const open of layers)
        for (const scope of ['lift/0', 'lift/1', 'lift/2']) {
          const ids = (some: readonly Incident[]) => some.map(({ incidentId }) => incidentId).toSorted();
          const expected = [...open.values()].filter((one) => one.scope === scope);
          expect(ids(open.inScope(scope))).toEqual(ids(expected));
          found += expected.length;
        }
    }),
    { numRuns: 1_000 },
  );
  expect(found).toBeGreaterThan(1_000);
});

test('a lookup looks at its own scope alone, however many are open elsewhere', () => {
  const base = new IncidentsByScope(Array.from({ length: 500 }, (_, id) => incident(id, id)));
  const open = new LayeredIncidents(base);
  const looked: string[] = [];
  const watched = new Proxy(open, {
    get: (target, name) => {
      looked.push(String(name));
      const value: unknown = Reflect.get(target, name, target);
      return typeof value === 'function' ? (value.bind(target) as unknown) : value;
    },
  });
  expect(openOf({ open: watched, held: new Map() }, 'lift/77', 'offline')?.incidentId).toBe('I-77');
  expect(openOf({ open: watched, held: new Map() }, 'lift/77', 'entrapment')).toBeUndefined();
  expect(looked).toEqual(['inScope', 'inScope']);
});

test('set anew, an incident keeps its place; in another scope it leaves the former one', () => {
  const open = new IncidentsByScope([incident(1, 0), incident(2, 0)]);
  open.set('I-1', incident(1, 0, 'entrapment'));
  expect(open.inScope('lift/0').map(({ incidentId }) => incidentId)).toEqual(['I-1', 'I-2']);
  open.set('I-1', incident(1, 9));
  expect(open.inScope('lift/0').map(({ incidentId }) => incidentId)).toEqual(['I-2']);
  expect(open.inScope('lift/9')).toHaveLength(1);
  open.clear();
  expect(open.inScope('lift/9')).toEqual([]);
});
