import { describe, expect, it } from 'vitest';
import { catalogueEntry } from '../catalogue/index.ts';
import { dialectNames, dialects, meaningOf } from './index.ts';

/** Side by side, as in the field facts: one row per raw code, one column per table. '-' is unknown there. */
const golden = `
raw  core  regulator  shanghai  chongqing  vendor-city  maixin  terminal-firmware  terminal-upload
00   00    -          -         -          -            -       -                  -
01   01    01         01        01         01           X03     X03                X02
02   02    02         02        02         02           X04     X04                X01
03   03    03         03        03         03           X05     X05                X07
04   04    04         04        04         04           X07     X07                04
05   05    05         05        05         05           05      05                 X05
06   06    06         06        06         06           04      04                 X03
07   07    07         07        07         07           X01     X01                X04
08   08    08         08        08         X07          X02     X02                X06
09   -     X03        X02       -          X03          41      41                 -
10   -     X04        -         -          X04          01      01                 -
11   -     X02        -         -          X05          03      03                 -
12   -     -          -         -          -            02      02                 -
13   -     -          -         -          06           X08     X08                -
14   -     -          -         -          X09          X11     X11                -
15   -     -          -         -          90           -       -                  -
16   -     -          -         -          -            -       X05                -
17   -     -          -         -          -            06      X05                -
20   -     -          -         -          -            X09     -                  -
21   -     -          -         -          -            90      -                  -
34   -     -          -         -          -            E04     -                  -
40   40    40         40        40         -            -       -                  -
41   41    41         41        41         -            41      -                  -
42   42    42         42        42         -            -       -                  -
43   43    43         43        43         -            -       -                  -
62   62    -          -         -          -            -       -                  -
90   90    90         90        90         -            -       -                  -
91   -     -          -         X04        -            -       -                  -
92   -     -          -         X03        -            -       -                  -
93   -     -          -         X01        -            -       -                  -
99   -     -          -         -          -            -       -                  -
`;
const [head = [], ...lines] = golden
  .trim()
  .split('\n')
  .map((line) => line.split(/\s+/));
const cells = lines.flatMap(([raw = '', ...codes]) =>
  codes.map((code, column) => ({ raw, dialect: head[column + 1] ?? '', code })),
);

describe('dialects', () => {
  it.each(cells)('$raw of $dialect means $code', ({ raw, dialect, code }) => {
    expect(meaningOf(dialect, raw)?.code ?? '-').toBe(code);
  });

  it('reads 09 by its source: entrapment in Shanghai, top overrun in the regulator database', () => {
    expect(catalogueEntry(meaningOf('shanghai', '09')?.code ?? '')?.class).toBe('entrapment');
    expect(catalogueEntry(meaningOf('regulator', '09')?.code ?? '')?.en).toBe('top overrun');
    expect(meaningOf('core', '09')).toBeUndefined();
  });

  it('reads 0101 and its kin of the property platform with all four digits', () => {
    expect(meaningOf('property-bi', '0101')).toEqual({ code: 'X02' });
    expect(meaningOf('property-bi', '101')).toEqual({ code: 'X02' });
    expect(meaningOf('property-bi', '0201')).toBeUndefined();
  });

  it('takes leading zeros and white space as documented, and nothing else', () => {
    expect(meaningOf('core', '4')).toEqual({ code: '04' });
    expect(meaningOf('chongqing', '04')).toEqual({ code: '04' });
    expect(meaningOf('core', ' 04\n')).toEqual({ code: '04' });
    for (const raw of ['004', '4.0', '+4', '-4', '０４', 'E4', '', ' ', '0x4', '4e0'])
      expect(meaningOf('core', raw)).toBeUndefined();
    expect(meaningOf('liftwatch', 'X02')).toEqual({ code: 'X02' });
    expect(meaningOf('liftwatch', 'x02')).toEqual({ code: 'X02' });
  });

  it('takes the name of a table in any letters', () => {
    for (const dialect of ['Shanghai', 'SHANGHAI', ' shanghai '])
      expect(meaningOf(dialect, '09')).toEqual({ code: 'X02' });
  });

  it('knows nothing of unknown tables, or of names that every object has', () => {
    for (const dialect of ['', 'co re', 'core2', '__proto__', 'constructor'])
      expect(meaningOf(dialect, '04')).toBeUndefined();
    for (const raw of ['__proto__', 'constructor', 'toString']) expect(meaningOf('core', raw)).toBeUndefined();
  });

  it('maps onto codes that exist, each raw code once', () => {
    expect(new Set(dialectNames).size).toBe(dialects.length);
    for (const { name, rows, digits } of dialects) {
      const raws = rows.map(({ raw }) => raw.padStart(digits, '0'));
      expect(new Set(raws).size, name).toBe(raws.length);
      for (const { raw, code } of rows) {
        expect(catalogueEntry(code), `${name} ${raw}`).toBeDefined();
        expect(meaningOf(name, raw)?.code, `${name} ${raw}`).toBe(code);
      }
    }
  });
});
