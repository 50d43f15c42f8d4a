import type { Topology } from '../correlation/board.ts';
import type { Hash } from '../incidents/open.ts';
import type { Directory, Takes } from '../routing/directory.ts';
import type { DispatchPolicy } from './policy.ts';

/** What decisions are made with. */
export interface Means {
  readonly policy: DispatchPolicy;
  readonly directory: Directory;
  readonly topology: Topology;
  readonly hash: Hash;
  readonly takes: Takes;
}
