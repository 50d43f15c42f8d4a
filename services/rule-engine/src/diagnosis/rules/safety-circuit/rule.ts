import { codedRule, coreFault, newCodedMemory } from '../coded.ts';

/** 01: the safety circuit broke while running. From codes only: no reading carries the chain itself. */
export const safetyCircuit = codedRule({
  ...coreFault('01'),
  name: 'safety-circuit',
  version: '1',
  initial: newCodedMemory,
  endedByRun: () => true,
});
