import { expect } from 'vitest';
import { between, minutes, s, scenario } from './timeline.ts';

for (const [name, offsetS] of [
  ['2 h slow', -7_200],
  ['2 h fast', 7_200],
  ['one day fast', 86_400],
] as const)
  scenario(
    `golden 9: the terminal's clock is ${name}: told in time, deadlines by the server's clock, one clock ticket`,
    ({ at, until }) => {
      const says = (atS: number, signals: Record<string, unknown>) =>
        at(s(atS)).lift('L1').saysWithClock(offsetS, signals);
      at(s(0)).lift('L1').isRegistered();
      says(0, {
        serviceMode: 'normal',
        carStatus: 'stopped',
        doorZone: true,
        carDoorStatus: 'closed',
        passengerPresent: false,
      });
      says(12, { carDoorStatus: 'opened' });
      says(14, { passengerPresent: true });
      says(18, { carDoorStatus: 'closing' });
      says(20, { carDoorStatus: 'closed' });
      says(21, { carStatus: 'running', direction: 'up', doorZone: false });
      says(40, { carStatus: 'stopped', direction: 'none' });
      for (let atS = 60; atS <= 420; atS += 30) says(atS, {});
      const by = until(minutes(6));
      by.expectSms('manager', between(s(70), s(72)), { notice: 'alarm' });
      by.expectSms('station', between(s(250), s(252)), { notice: 'escalated' });
      by.expect((run) => {
        const tickets = run.findings.filter((f) => f.incidentKind === 'terminal');
        expect(new Set(tickets.map((f) => f.findingId)).size).toBe(1);
      });
    },
  );
