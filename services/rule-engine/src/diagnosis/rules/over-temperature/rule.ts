import type { Bilingual } from '@liftwatch/schemas';
import { defineRule } from '../../kernel/rule.ts';
import { signalBits as s } from '../../kernel/signals.ts';

const PLACES = [
  { signal: 'motorTemperatureC', limit: 'motorC' },
  { signal: 'controllerTemperatureC', limit: 'controllerC' },
  { signal: 'machineRoomTemperatureC', limit: 'machineRoomC' },
] as const;

const WORDS: Readonly<Record<string, Bilingual>> = {
  motorTemperatureC: { zh: '曳引电动机温度过高', en: 'Motor winding too hot' },
  controllerTemperatureC: { zh: '控制柜温度过高', en: 'Controller cabinet too hot' },
  machineRoomTemperatureC: { zh: '机房温度过高', en: 'Machine room too hot' },
};

/** X16: motor, controller or machine room is too hot for long. One finding per place. */
export const overTemperature = defineRule<Record<string, never>>({
  name: 'over-temperature',
  version: '1',
  codes: ['X16'],
  args: {
    motorC: { default: 130, unit: '°C', min: 60, max: 200, source: 'insulation class F, act at 130 °C [R]' },
    controllerC: { default: 45, unit: '°C', min: 30, max: 90, source: 'field reference 4.6: act above 45 °C [D]' },
    machineRoomC: { default: 40, unit: '°C', min: 30, max: 70, source: 'machine room +5 to +40 °C, GB/T 7588 [R+]' },
    holdS: { default: 300, unit: 's', min: 0, max: 7_200, source: 'liftwatch default [D]' },
    deadbandC: { default: 3, unit: '°C', min: 0, max: 20, source: 'liftwatch default [D]' },
  },
  delays: {},
  inputs: s.motorTemperatureC | s.controllerTemperatureC | s.machineRoomTemperatureC,
  evidenceSignals: ['motorTemperatureC', 'controllerTemperatureC', 'machineRoomTemperatureC'],
  safety: false,
  initial: () => ({}),
  judge(c) {
    for (const { signal, limit } of PLACES) {
      if (!(c.changed & s[signal])) continue;
      const value = c.value(signal);
      if (typeof value !== 'number') continue;
      const slot = c.slot(signal);
      if (value <= c.arg(limit) - (slot ? c.arg('deadbandC') : 0)) c.ends(signal, 'value');
      else if (!slot) {
        const onsetMs = c.since(signal);
        c.holds(signal, { code: 'X16', onsetMs, alarmAtMs: onsetMs + c.arg('holdS') * 1_000, tags: [signal] });
      }
    }
  },
  explain: (slot) => ({
    summary: WORDS[slot.key] ?? { zh: '温度过高', en: 'Too hot' },
    clearsWhen: { zh: '温度降到限值以下', en: 'the temperature is clearly below its limit' },
  }),
});
