import type { Incident } from '@liftwatch/schemas';
import { DispatchError } from './errors.ts';
import type { ActOrder } from './pipeline/decide-act.ts';

/** Why a person's step was not taken, as an error that says what to do instead. */
export const notDone = (order: ActOrder, reason: string, incident: Incident | undefined): DispatchError => {
  const { incidentId } = order;
  if (!incident)
    return new DispatchError(
      'LIFT_DISPATCH_NOT_FOUND',
      `no incident ${incidentId}: list them with GET /api/v1/incidents`,
      { recoverable: false },
    );
  if (reason.startsWith('owned-by-'))
    return new DispatchError(
      'LIFT_DISPATCH_OWNED',
      `incident ${incidentId} is ${reason}: one owner at a time, stand by`,
      { recoverable: false },
    );
  if (reason.startsWith('still-'))
    return new DispatchError(
      'LIFT_DISPATCH_STILL_LASTS',
      `incident ${incidentId} is ${reason}: release or reject it first, or close with force`,
      { recoverable: false },
    );
  return new DispatchError(
    'LIFT_DISPATCH_NOT_OPEN',
    `incident ${incidentId} is ${incident.state}, which does not allow "${order.action.is}": look at it with GET /api/v1/incidents/${incidentId}`,
    { recoverable: false },
  );
};
