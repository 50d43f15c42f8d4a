import type { Upstream } from '../upstream/ask.ts';
import { isLoopback } from '../upstream/origin.ts';
import { mayOf, type Person, type Scope } from './person.ts';
import type { Session, Sessions } from './sessions.ts';

/** Whoever asks: what is theirs to see and to do, and dispatch asked as them. */
export interface Visitor {
  /** Ids of one visitor's streams and feeds; `here` for all who sit at the machine. */
  readonly id: string;
  /** Absent: nobody by name, at the machine itself. */
  readonly person?: Person;
  readonly name?: string | undefined;
  /** null: every row. */
  readonly rows: Scope | null;
  readonly may: ReturnType<typeof mayOf>;
  readonly dispatch: Upstream;
  goesOn(): Promise<boolean>;
  /** Runs once, when they see other rows or nothing any more. Returns how to stop it. */
  onEnd(listener: () => void): () => void;
}

/** Who stands behind a request; undefined: nobody whom anything may be shown. */
export type VisitorOf = (request: {
  readonly cookie?: string | undefined;
  readonly host?: string | undefined;
}) => Promise<Visitor | undefined>;

const signedIn = (session: Session, sessions: Sessions): Visitor => {
  const person = session.person();
  const { id, dispatch, name } = session;
  return {
    ...{ id, person, name, dispatch },
    rows: person.scope,
    may: mayOf(person),
    goesOn: () => sessions.goesOn(id),
    onEnd: (listener) => session.onEnd(listener),
  };
};

/**
 * Who has signed in; else, where that is enough, whoever sits at the machine, as the console's own token. Somebody who comes by
 * another name than the machine's own comes through a proxy, or by a name that was made to lead here.
 */
export const openVisitors =
  (sessions: Sessions, here: { readonly isEnough: boolean; readonly dispatch: Upstream }): VisitorOf =>
  async ({ cookie, host }) => {
    const session = await sessions.of(cookie);
    if (session !== undefined) return signedIn(session, sessions);
    if (!here.isEnough || host === undefined || !isLoopback(host)) return undefined;
    const mayChange = here.dispatch.token?.() !== undefined;
    return {
      id: 'here',
      rows: null,
      may: { change: mayChange, act: mayChange, seeWhole: true },
      dispatch: here.dispatch,
      goesOn: async () => true,
      onEnd: () => () => undefined,
    };
  };
