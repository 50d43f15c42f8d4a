import { codedRule, coreFault, newCodedMemory } from '../coded.ts';

/** 08: the controller has locked itself against restart. From codes only: no reading carries the controller's decision. */
export const lockOut = codedRule({
  ...coreFault('08'),
  name: 'lock-out',
  version: '1',
  initial: newCodedMemory,
  endedByRun: () => true,
});
