import type { Finding } from '@liftwatch/schemas';

/** An exercise is marked by whoever stages it; its findings never meet a real incident of the same lift. */
export const isDrill = (finding: Pick<Finding, 'tags'>): boolean => finding.tags?.includes('drill') ?? false;

/** Under which one incident of a kind may be open at a time. */
export const scopeOfLift = (finding: Pick<Finding, 'liftId' | 'tags'>): string =>
  `${isDrill(finding) ? 'drill' : 'lift'}/${finding.liftId}`;
