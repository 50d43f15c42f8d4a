import { whyUnanswered } from '../channels/http-outcome.ts';

/** Whether everything that an alarm needs is well; the reasons why not. */
export type CheckHealth = () => Promise<readonly string[]>;

export interface Heartbeat {
  /** One beat now, when all is well. True: it was heard. */
  beat(): Promise<boolean>;
  close(): void;
}

const EVERY_MS = 60_000;
const TIMEOUT_MS = 10_000;

/**
 * A dead man's heartbeat: each minute one GET to an address outside, only while all is well. Whoever watches there notices when
 * it stops: because of us, of this machine, or of its network.
 */
export const startHeartbeat = (options: {
  readonly url: string;
  readonly check: CheckHealth;
  readonly onBeat: () => void;
  /** Told when beats begin to be withheld or unheard, with why, and with an empty list when they are heard again. */
  readonly onChange: (reasons: readonly string[]) => void;
}): Heartbeat => {
  let silentBecause: readonly string[] = [];
  const now = async (): Promise<readonly string[]> => {
    try {
      const reasons = await options.check();
      if (reasons.length > 0) return reasons;
      const response = await fetch(options.url, { redirect: 'follow', signal: AbortSignal.timeout(TIMEOUT_MS) });
      await response.body?.cancel();
      // A sign-in page or a network's own portal answers 200 as well, and nobody has heard.
      const heardAt = new URL(response.url).hostname;
      if (heardAt !== new URL(options.url).hostname)
        return [`the heartbeat address sends on to ${heardAt}, where nobody is known to hear: name the address itself`];
      return response.ok ? [] : [`the heartbeat address answers ${response.status}`];
    } catch (error) {
      return [`the heartbeat was not heard: ${whyUnanswered(error)}`];
    }
  };
  const beat = async (): Promise<boolean> => {
    const reasons = await now();
    if (reasons.join() !== silentBecause.join()) options.onChange(reasons);
    silentBecause = reasons;
    if (reasons.length === 0) options.onBeat();
    return reasons.length === 0;
  };
  const timer = setInterval(() => void beat(), EVERY_MS);
  void beat();
  return { beat, close: () => clearInterval(timer) };
};
