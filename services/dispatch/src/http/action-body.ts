import type { CauseCode } from '@liftwatch/schemas';
import type { Action } from '../incidents/actions/action.ts';
import { actionBodies, type ActionName } from './schemas.ts';

export const isActionName = (name: string): name is ActionName => Object.hasOwn(actionBodies, name);

interface Given {
  readonly reason?: string | undefined;
  readonly note?: string | undefined;
  readonly etaMinutes?: number | undefined;
  readonly causeCode?: CauseCode | undefined;
  readonly force?: boolean | undefined;
  readonly peopleFreed?: number | undefined;
}

/** A checked body as the step that it asks for. */
export const actionOf = (name: ActionName, given: Given): Action => {
  const note = given.note === undefined ? {} : { note: given.note };
  const freed = given.peopleFreed === undefined ? {} : { peopleFreed: given.peopleFreed };
  switch (name) {
    case 'acknowledge':
    case 'arrive':
      return { is: name };
    case 'refuse':
      return { is: 'refuse', reason: given.reason ?? '' };
    case 'eta':
      return { is: 'eta', etaMinutes: given.etaMinutes ?? 0 };
    case 'release':
      return { is: 'release', ...note, ...freed };
    case 'confirm':
    case 'reject':
      return { is: name, ...note };
    case 'close': {
      const said = given.note ?? given.reason;
      return {
        is: 'close',
        force: given.force ?? false,
        ...freed,
        ...(given.causeCode === undefined ? {} : { causeCode: given.causeCode }),
        ...(said === undefined ? {} : { note: said }),
      };
    }
  }
};
