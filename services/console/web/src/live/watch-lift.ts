import { createContext, useContext, useEffect } from 'react';

/** Says which one lift the live stream is to tell of; undefined: none. */
export const WatchLift = createContext<(liftId: string | undefined) => void>(() => undefined);

/** While the caller is on the screen, the live stream tells of this lift. */
export const useWatchLift = (liftId: string | undefined): void => {
  const watch = useContext(WatchLift);
  useEffect(() => {
    watch(liftId);
    return () => watch(undefined);
  }, [watch, liftId]);
};
