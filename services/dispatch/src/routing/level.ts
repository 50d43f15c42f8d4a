import type { RecipientRole } from '@liftwatch/schemas';

const levels: Partial<Readonly<Record<RecipientRole, 1 | 2 | 3>>> = {
  firm: 1,
  crew: 1,
  backup: 1,
  station: 2,
  rescue: 3,
};

/** Level of the rescue network that a role stands for; undefined for those who are told but do not come. */
export const levelOfRole = (role: RecipientRole): 1 | 2 | 3 | undefined => levels[role];
