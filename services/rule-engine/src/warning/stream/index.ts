export { defaultStreamSettings, type SignalSettings, type StreamSettings } from './settings.ts';
export {
  newMachine,
  takeRow,
  type Driver,
  type MachineSettings,
  type MachineState,
  type RowVerdict,
} from './machine.ts';
