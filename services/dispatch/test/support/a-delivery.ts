import type { Delivery } from '@liftwatch/schemas';
import { aFinding, s } from './a-finding.ts';
import { openPipeline } from './open-pipeline.ts';

/** Every message of an entrapment that is suspected, alarms, is confirmed, and then is released or rejected. */
export const deliveriesOf = async (end: 'released' | 'rejected'): Promise<readonly Delivery[]> => {
  const p = await openPipeline();
  await p.find(
    aFinding({ stage: 'suspected' }),
    aFinding({ revision: 2, change: 'updated', atS: 10 }),
    aFinding({ revision: 3, change: 'updated', atS: 20, confirmation: 'confirmed' }),
    aFinding({ revision: 4, change: 'cleared', stage: end, at: s(300), receivedAtMs: s(300) }),
  );
  return p.deliveries;
};
