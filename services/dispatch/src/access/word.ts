import { DispatchError } from '../errors.ts';

/** What the provider says of somebody is asked anew so often, as the page does. */
export const CHECK_MS = 120_000;
/** What could not be asked is asked again after so long. */
export const CHECK_AGAIN_MS = 15_000;
/** So long what it said last holds while it cannot be asked. */
export const WORD_LASTS_MS = 600_000;

/** It has said nothing for too long. */
export const unasked = (sinceMs: number): DispatchError =>
  new DispatchError(
    'LIFT_DISPATCH_PROVIDER_AWAY',
    `the identity provider could not be asked for ${Math.floor(sinceMs / 60_000)} minutes whether you still may: what you do goes on when it answers`,
    { recoverable: true },
  );
