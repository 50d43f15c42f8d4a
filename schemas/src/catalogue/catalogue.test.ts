import { describe, expect, it } from 'vitest';
import { incidentKind } from '../finding/finding.ts';
import { bacnetLiftFaults, catalogue, catalogueEntry, impliedSignals } from './index.ts';

/** code: occupied, empty, unknown, incident kind, BACnet LiftFault number ('-' none). Written out, not computed. */
const golden = `
00  P4 P4 P4  fault/00            -
01  P1 P2 P1  fault/01            5
02  P2 P2 P2  fault/02            6
03  P2 P2 P2  fault/03            7
04  P1 P2 P1  fault/04            8
05  P0 P0 P0  dangerous-movement  -
06  P1 P2 P1  fault/06            13
07  P1 P2 P1  fault/07            14
08  P1 P2 P1  fault/08            10
40  P4 P4 P4  fault/40            -
41  P1 P3 P1  fault/41            4
42  P4 P4 P4  fault/42            -
43  P4 P4 P4  fault/43            -
44  P4 P4 P4  fault/44            -
45  P4 P4 P4  fault/45            -
46  P4 P4 P4  fault/46            -
47  P4 P4 P4  fault/47            -
90  P1 P1 P1  entrapment          -
61  P2 P2 P2  fault/61            -
62  P0 P0 P0  dangerous-movement  -
63  P0 P0 P0  dangerous-movement  -
64  P0 P0 P0  dangerous-movement  -
65  P2 P2 P2  fault/65            -
E01 P3 P3 P3  fault/E01           -
E02 P3 P3 P3  fault/E02           -
E03 P1 P1 P1  fault/E03           -
E04 P0 P0 P0  dangerous-movement  -
E05 P3 P3 P3  fault/E05           -
X01 P1 P1 P1  entrapment          -
X02 P1 P1 P1  entrapment          -
X03 P0 P0 P0  dangerous-movement  -
X04 P0 P0 P0  dangerous-movement  -
X05 P0 P0 P0  dangerous-movement  -
X06 P0 P0 P0  dangerous-movement  -
X07 P0 P0 P0  dangerous-movement  -
X08 P1 P1 P1  fault/X08           -
X09 P3 P3 P3  fault/X09           -
X10 P3 P3 P3  fault/X10           -
X11 P3 P3 P3  fault/X11           9
X12 P3 P3 P3  fault/X12           -
X13 P3 P3 P3  fault/X13           -
X14 P2 P2 P2  fault/X14           -
X15 P2 P2 P2  fault/X15           -
X16 P3 P3 P3  fault/X16           15
X17 P2 P2 P2  fault/X17           -
X18 P2 P2 P2  fault/X18           -
X22 P3 P3 P3  fault/X22           -
X19 P4 P4 P4  terminal            -
X20 P4 P4 P4  terminal            -
X21 P4 P4 P4  terminal            -
T01 P4 P4 P4  terminal            -
U00 P4 P4 P4  fault/U00           -
`;

const lines = golden
  .trim()
  .split('\n')
  .map((line) => line.split(/\s+/));

describe('catalogue', () => {
  it('holds these codes, in this order, each once', () => {
    expect(catalogue.map(({ code }) => code)).toEqual(lines.map(([code]) => code));
    expect(new Set(catalogue.map(({ code }) => code)).size).toBe(catalogue.length);
  });

  it.each(lines)(
    '%s: %s occupied, %s empty, %s unknown; %s; BACnet %s',
    (code, occupied, empty, unknown, kind, bacnet) => {
      const entry = catalogueEntry(code);
      expect(entry?.priority).toEqual({ occupied, empty, unknown });
      expect(entry?.incidentKind).toBe(kind);
      expect(entry?.bacnetLiftFault ?? '-').toBe(bacnet === '-' ? '-' : bacnetLiftFaults[Number(bacnet)]);
    },
  );

  it('names every code in Chinese and English, once each, with a source and a valid incident kind', () => {
    for (const { code, zh, en, source, incidentKind: kind } of catalogue) {
      expect(zh, code).toMatch(/^[\u4e00-\u9fff]+$/);
      expect(en, code).toMatch(/^[a-z][a-z0-9 ()-]+$/);
      expect(source.length, code).toBeGreaterThan(5);
      expect(incidentKind.safeParse(kind).success, code).toBe(true);
    }
    expect(new Set(catalogue.map(({ zh }) => zh)).size).toBe(catalogue.length);
    expect(new Set(catalogue.map(({ en }) => en)).size).toBe(catalogue.length);
  });

  it('never thinks less of an unknown car than of an occupied one', () => {
    for (const { priority, code } of catalogue) expect(priority.unknown, code).toBe(priority.occupied);
  });

  it('answers undefined for what it does not know', () => {
    for (const code of ['', '4', 'x01', '99', '__proto__']) expect(catalogueEntry(code)).toBeUndefined();
  });

  it('implies signals for 02, 03, 04 and 41 and for nothing else', () => {
    const implying = catalogue.filter(({ code }) => Object.keys(impliedSignals(code)).length > 0);
    expect(implying.map(({ code }) => code)).toEqual(['02', '03', '04', '41']);
    expect(impliedSignals('04')).toEqual({ moving: false, doorZone: false });
    expect(impliedSignals('41')).toEqual({ powerStatus: 'lost' });
    expect(impliedSignals('03')).toEqual({ failedDoorMovement: 'opening' });
  });
});
