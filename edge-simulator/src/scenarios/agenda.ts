import { SimulatorError } from '../errors.ts';
import type { Fleet } from '../fleet/fleet.ts';
import type { MockLift } from '../fleet/mock-lift.ts';
import type { Scenario, Step } from './schema.ts';

/** Carries out the steps of a scenario as their time comes. */
export interface Agenda {
  runDue(fleet: Fleet): void;
}

interface Item {
  atMs: number;
  readonly step: Step;
  readonly liftIds: readonly string[];
  round: number;
}

const goesBy = ({ plan }: MockLift, name: string): boolean =>
  plan.liftId === name || plan.siteId === name || plan.networkId === name;

/** Lifts named by "all", an id, a site, a network or a list of them, in the order of the fleet. */
const select = (fleet: Fleet, lifts: Step['lifts']): readonly string[] => {
  const all = [...fleet.lifts.values()];
  if (lifts === 'all') return all.map((l) => l.plan.liftId);
  const names = typeof lifts === 'string' ? [lifts] : lifts;
  for (const name of names) {
    if (all.some((l) => goesBy(l, name))) continue;
    throw new SimulatorError(
      'LIFT_SIMULATOR_SCENARIO_INVALID',
      `a step names "${name}", which is no lift, site or network of the fleet`,
    );
  }
  return all.filter((l) => names.some((name) => goesBy(l, name))).map((l) => l.plan.liftId);
};

const terminalsOf = (fleet: Fleet, liftIds: readonly string[]): ReadonlySet<string> =>
  new Set(liftIds.map((id) => fleet.terminalOf(id).terminalId));

const carryOut = (fleet: Fleet, { step, round }: Item, liftId: string): void => {
  const lift = fleet.lift(liftId);
  switch (step.do) {
    case 'inject':
      lift.faults.inject({
        id: `${step.code}-${liftId}-${step.at}-${round}`,
        code: step.code,
        ...(step.args && { args: step.args }),
        ...(step.forS !== undefined && { forMs: step.forS * 1000 }),
        ...(step.report && {
          report: { code: step.report.code, ...(step.report.dialect && { dialect: step.report.dialect }) },
        }),
      });
      break;
    case 'end':
      lift.faults.end(step.code);
      break;
    case 'call':
      fleet.callLift(liftId, step);
      break;
    case 'press':
      fleet.pressAlarmButton(liftId, step.pressedMs);
      break;
    case 'emit':
      fleet.emitCode(liftId, {
        code: step.code,
        ...(step.dialect && { dialect: step.dialect }),
        ...(step.phase && { phase: step.phase }),
        ...(step.eventId && { eventId: step.eventId }),
      });
      break;
    case 'ghost':
      lift.personSensor.startle(fleet.nowMs);
      break;
    case 'force-door':
      fleet.forceDoor(liftId);
      break;
    case 'job':
      fleet.job(liftId, { jobId: `${step.jobId}-${liftId}`, phase: step.phase });
      break;
    default:
      break;
  }
};

const carryOutTerminals = (fleet: Fleet, { step, liftIds }: Item): void => {
  for (const terminalId of terminalsOf(fleet, liftIds)) {
    if (step.do === 'network') fleet.setNetwork(terminalId, step.reachable);
    else if (step.do === 'reboot') fleet.terminals.get(terminalId)?.reboot();
    else if (step.do === 'clock') {
      fleet.setClock(terminalId, {
        ...(step.offsetS !== undefined && { offsetMs: step.offsetS * 1000 }),
        ...(step.driftPpm !== undefined && { driftPpm: step.driftPpm }),
      });
    }
  }
};

const spreadOut = (fleet: Fleet, scenario: Scenario, startAtMs: number): Item[] =>
  scenario.steps.flatMap((step): Item[] => {
    const liftIds = select(fleet, step.lifts);
    const atMs = startAtMs + step.at * 1000;
    const staggerMs = step.do === 'inject' ? (step.staggerS ?? 0) * 1000 : 0;
    if (staggerMs === 0) return [{ atMs, step, liftIds, round: 0 }];
    return liftIds.map((id, i) => ({ atMs: atMs + i * staggerMs, step, liftIds: [id], round: 0 }));
  });

/** @throws {SimulatorError} LIFT_SIMULATOR_SCENARIO_INVALID when a step names what the fleet does not have */
export const createAgenda = (fleet: Fleet, scenario: Scenario): Agenda => {
  const items = spreadOut(fleet, scenario, fleet.nowMs);
  return {
    runDue(running) {
      for (const item of items) {
        if (item.atMs > running.nowMs) continue;
        for (const liftId of item.liftIds) carryOut(running, item, liftId);
        carryOutTerminals(running, item);
        item.round++;
        item.atMs = item.step.everyS ? item.atMs + item.step.everyS * 1000 : Infinity;
      }
    },
  };
};
