import { catalogue } from '@liftwatch/schemas';
import { describe, expect, test } from 'vitest';
import { stands, Story, told } from '../test-language/timeline.ts';
import { rules } from './index.ts';

/** 00 and 40 end what is open; the entrapment rule says X01 where the zone is known, X02 otherwise. */
const ENDS = new Set(['00', '40']);
const codes = catalogue.map(({ code }) => code).filter((code) => !ENDS.has(code));

describe('every code of the catalogue', () => {
  test.each(codes)('%s is told by a rule when a terminal reports it, with its own words, kind and priority', (code) => {
    const story = new Story()
      .state(-5, { carStatus: 'stopped', doorZone: code === 'X01' })
      .code(0, code, { dialect: 'liftwatch' });
    const findings = told(story, 5).filter((f) => f.raw?.code === code);
    const entry = catalogue.find((one) => one.code === code);
    expect(findings.length).toBeGreaterThan(0);
    expect(findings[0]).toMatchObject({ code, stage: 'alarm', incidentKind: entry?.incidentKind });
    expect(findings[0]?.explanation.summary.zh).not.toBe('');
    const decided = ['02', '03'].includes(code) ? 'P3' : entry?.priority.unknown;
    expect(findings[0]?.priority).toBe(decided);
  });

  test.each(codes)('%s is listed by the rules that tell of it', (code) => {
    expect(rules.filter((rule) => rule.codes.includes(code)).length).toBeGreaterThan(0);
  });

  test.each([...ENDS])('%s begins nothing', (code) => {
    expect(told(stands().code(0, code, { dialect: 'liftwatch' }), 5)).toEqual([]);
  });
});
