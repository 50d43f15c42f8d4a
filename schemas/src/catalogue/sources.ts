/** Where codes come from. The paid standards were not read: what is marked S was seen in code that implements them. */
export const NATIONAL = 'GB/T 24476-2017 code table, as implemented in public code';
export const ESCALATOR = 'GB/T 24476-2017 escalator codes, as implemented in public code';
export const OURS = 'liftwatch canonical list';
