import type { Visitor } from '../sign-in/visitor.ts';

/** Whether a lift is one of the visitor's. */
type SeesLift = (liftId: string) => boolean;

const decoded = (text: string): string | undefined => {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
};

/**
 * Whether that path of the engine's REST may be shown to a visitor. The engine knows no people: who sees all lifts asks what
 * they like, everybody else about single lifts of theirs, and what the rules are.
 */
export const mayAskEngine = (path: string, { rows }: Pick<Visitor, 'rows'>, seesLift: SeesLift): boolean => {
  if (rows === null) return true;
  const [route = '', query = ''] = path.split(/\?(.*)/s);
  if (route === 'api/v1/rules') return true;
  const ofLift = /^api\/v1\/lifts\/([^/]+)(?:\/(?:health|warnings))?$/.exec(route)?.[1];
  const liftIds = route === 'api/v1/findings' ? new URLSearchParams(query).getAll('liftId') : [ofLift];
  const [liftId, ...more] = liftIds.map((text) => (route === 'api/v1/findings' ? text : decoded(text ?? '')));
  return liftId !== undefined && more.length === 0 && seesLift(liftId);
};
