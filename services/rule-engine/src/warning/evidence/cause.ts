import type { WarningCause, WarningComponent } from '@liftwatch/schemas';
import type { Sign } from './sign.ts';

const has = (signs: readonly Sign[], name: string): Sign | undefined => signs.find((sign) => sign.feature === name);
const leads = (signs: readonly Sign[], ...names: string[]): boolean => names.includes(signs[0]?.feature ?? '');

const doorCause = (signs: readonly Sign[]): WarningCause => {
  const moving = signs.filter(({ feature }) => feature !== 'reopen-rate');
  if (moving.length === 0)
    return has(signs, 'reopen-rate')?.floor === undefined ? 'door-protection-trouble' : 'sill-debris';
  if (moving[0]?.floor === undefined) return 'door-operator-wear';
  // One floor: what makes the motor pull or the door turn back lies in the sill; what only slows it is the door itself.
  const pulls = moving.some(({ feature }) => feature.startsWith('door-motor'));
  return pulls || has(signs, 'reopen-rate') ? 'sill-debris' : 'landing-door-drag';
};

const brakeCause = (signs: readonly Sign[]): WarningCause =>
  has(signs, 'brake-apply-delay') || has(signs, 'stop-delay') ? 'brake-lining-wear' : 'brake-release-slow';

const driveCause = (signs: readonly Sign[]): WarningCause => {
  if (has(signs, 'ride-vertical') || has(signs, 'ride-peak-vertical')) return 'bearing-wear';
  if (leads(signs, 'motor-heat') && !has(signs, 'motor-current')) return 'machine-overheats';
  return leads(signs, 'run-time') ? 'run-time-grows' : 'drive-load-grows';
};

const levellingCause = (signs: readonly Sign[]): WarningCause => {
  if (leads(signs, 'load-zero')) return 'load-cell-drift';
  const lead = signs[0];
  if (lead?.floor !== undefined) return 'landing-vane-moved';
  return lead?.scatter ? 'encoder-trouble' : 'levelling-drift';
};

/** Both grow: something that rolls along the rail. Only the peaks: a step at one height. */
const rideCause = (signs: readonly Sign[]): WarningCause =>
  has(signs, 'ride-lateral-x') || has(signs, 'ride-lateral-y') ? 'guide-wear' : 'rail-joint';

/** The suspected cause, from which features speak, where, and which the loudest is. `signs` strongest first, not empty. */
export const causeOf = (component: WarningComponent, signs: readonly Sign[]): WarningCause => {
  switch (component) {
    case 'door':
      return doorCause(signs);
    case 'lock':
      return signs[0]?.floor === undefined ? 'lock-contact-wear' : 'landing-lock-contact-wear';
    case 'brake':
      return brakeCause(signs);
    case 'drive':
      return driveCause(signs);
    case 'rope':
      return 'sheave-slip';
    case 'levelling':
      return levellingCause(signs);
    case 'ride':
      return rideCause(signs);
    case 'control':
      return leads(signs, 'cabinet-heat') ? 'cabinet-overheats' : 'contactor-slow';
    case 'movement':
      return 'brake-hold-weak';
  }
};
