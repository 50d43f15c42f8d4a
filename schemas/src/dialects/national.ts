import { catalogue } from '../catalogue/index.ts';
import { fromCore, seen, type DialectTable } from './table.ts';

const SAME_EVERYWHERE = '40=40 41=41 42=42 43=43 44=44 45=45 46=46 47=47 90=90';

export const core: DialectTable = {
  name: 'core',
  zh: '国家标准核心代码',
  en: 'national core',
  source: 'GB/T 24476 codes as implemented in public code',
  digits: 2,
  rows: seen(`
    00=00 01=01 02=02 03=03 04=04 05=05 06=06 07=07 08=08
    40=40 41=41 42=42 43=43 44=44 45=45 46=46 47=47
    61=61 62=62 63=63 64=64 65=65
    90=90`),
};

/** 09 and 11 are where tables collide: here 09 is a top overrun and 11 an entrapment. */
export const regulator: DialectTable = {
  name: 'regulator',
  zh: '监管数据库',
  en: 'regulator database',
  source: 'fault type column of a provincial regulator database',
  digits: 2,
  rows: [...seen('01=01 02=02 03=03 04=04 05=05 06=06 07=07 08=08 09=X03 10=X04 11=X02'), ...fromCore(SAME_EVERYWHERE)],
};

/** 09 is an entrapment here. Its other numbers beyond the core were not seen, so 10 and 11 stay unknown. */
export const shanghai: DialectTable = {
  name: 'shanghai',
  zh: '上海平台',
  en: 'Shanghai platform',
  source: 'alarm interface of a Shanghai platform',
  digits: 2,
  rows: [...seen('09=X02'), ...fromCore(`01=01 02=02 03=03 04=04 05=05 06=06 07=07 08=08 ${SAME_EVERYWHERE}`)],
};

/** Written without leading zeros. 91 is the pit, 92 the top, 93 an entrapment at a landing. */
export const chongqing: DialectTable = {
  name: 'chongqing',
  zh: '重庆平台',
  en: 'Chongqing platform',
  source: 'adapter of a Chongqing platform',
  digits: 2,
  rows: seen(`
    1=01 2=02 3=03 4=04 5=05 6=06 7=07 8=08
    40=40 41=41 42=42 43=43 44=44 45=45 46=46 47=47
    90=90 91=X04 92=X03 93=X01`),
};

/** Our own codes, for a terminal that judges for itself (X01, X02) and speaks the canonical list. */
export const canonical: DialectTable = {
  name: 'liftwatch',
  zh: '本系统统一代码',
  en: 'liftwatch canonical codes',
  source: 'liftwatch fault catalogue',
  digits: 2,
  rows: seen(catalogue.map(({ code }) => `${code}=${code}`).join(' ')),
};
