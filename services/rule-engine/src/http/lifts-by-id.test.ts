import { expect, test } from 'vitest';
import { liftsById } from './lifts-by-id.ts';

const fold = (...ids: string[]) => ({ lifts: new Map(ids.map((id) => [id, `state of ${id}`])) });

test('pages run through all partitions by id, and a lift that is heard later is listed', () => {
  const folds = [fold('c', 'a'), fold('b')];
  const page = liftsById(() => folds);
  const ids = (after: string, limit: number) => page(after, limit).map(({ lift }) => lift);
  expect(ids('', 2)).toEqual(['state of a', 'state of b']);
  expect(ids('b', 2)).toEqual(['state of c']);
  folds[1]?.lifts.set('bb', 'state of bb');
  expect(ids('b', 2)).toEqual(['state of bb', 'state of c']);
});

test('a partition that was taken over is listed as it is now', () => {
  let folds = [fold('a'), fold('b')];
  const page = liftsById(() => folds);
  page('', 10);
  folds = [fold('a'), fold('x')];
  expect(page('', 10).map(({ lift }) => lift)).toEqual(['state of a', 'state of x']);
});

test('what is not listed makes no page shorter', () => {
  const folds = [fold('a', 'b', 'c', 'd')];
  const page = liftsById(
    () => folds,
    (lift) => lift !== 'state of b',
  );
  expect(page('', 2).map(({ lift }) => lift)).toEqual(['state of a', 'state of c']);
  expect(page('c', 2).map(({ lift }) => lift)).toEqual(['state of d']);
});
