import { expect, test } from 'vitest';
import { RouteTable } from './routes.ts';

test('what a path allows is what its routes say together; a path without a route allows nothing', () => {
  const routes = new RouteTable();
  routes.add({ method: 'GET', url: '/lifts/:id' });
  routes.add({ method: 'HEAD', url: '/lifts/:id' });
  routes.add({ method: 'GET', url: '/lifts/:id' });
  routes.add({ method: ['POST', 'PUT'], url: '/lifts/:id/jobs' });
  routes.add({ method: 'GET', url: '/a.b/*' });
  expect(routes.allowAt('/lifts/L1?x=/y')).toBe('GET, HEAD');
  expect(routes.allowAt('/lifts/L1/jobs')).toBe('POST, PUT');
  expect(routes.allowAt('/a.b/c/d')).toBe('GET');
  for (const path of ['/lifts', '/lifts/', '/lifts/L1/', '/aXb/c', '/']) expect(routes.allowAt(path)).toBe('');
});
