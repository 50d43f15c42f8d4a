import type { Delivery } from '@liftwatch/schemas';
import { beforeEntrapment, mergedEnd } from './before-entrapment.ts';
import { building } from './building.ts';
import { flapping } from './flapping.ts';
import { inhibited } from './inhibition.ts';
import { maintenance } from './maintenance.ts';
import { isNeverHeld } from './never-held.ts';
import { silenced } from './silence.ts';
import type { Hold, HoldStage, Scene } from './stage.ts';
import { storm } from './storm.ts';

/** In this order: what people said first, then what explains it, then how much anybody can read. */
const stages: readonly HoldStage[] = [silenced, maintenance, inhibited, flapping, building, storm];

/** News of an end is good news: it waits only where it would be noise. */
const stagesOfEnds: readonly HoldStage[] = [flapping, storm];
export const ends: readonly Delivery['notice'][] = ['released', 'withdrawn', 'rejected'];

/** Asked before people in danger are: what their own message says, or will say in seconds, is not said twice. */
const saidByAnother: readonly HoldStage[] = [beforeEntrapment, mergedEnd];

const firstOf = (stages: readonly HoldStage[], delivery: Delivery, scene: Scene): Hold | undefined => {
  for (const stage of stages) {
    const hold = stage(delivery, scene);
    if (hold) return hold;
  }
  return undefined;
};

/** Whether a message waits, and why; undefined: it goes out. What is about people in danger never waits. Pure. */
export const holdOf = (delivery: Delivery, scene: Scene): Hold | undefined => {
  const said = firstOf(saidByAnother, delivery, scene);
  if (said) return said;
  if (isNeverHeld(scene.incident, delivery)) return undefined;
  return firstOf(ends.includes(delivery.notice) ? stagesOfEnds : stages, delivery, scene);
};
