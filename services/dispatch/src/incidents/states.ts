import { endedIncidentStates, liveIncidentStates, openIncidentStates, type IncidentState } from '@liftwatch/schemas';

interface Stands {
  readonly state: IncidentState;
}

/** It is so now, and people act on it. */
export const isLive = ({ state }: Stands): boolean => liveIncidentStates.includes(state);
/** It has ended, nobody has closed it. */
export const isEnded = ({ state }: Stands): boolean => endedIncidentStates.includes(state);
export const isOpen = ({ state }: Stands): boolean => openIncidentStates.includes(state);
