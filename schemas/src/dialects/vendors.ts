import { seen, type DialectTable } from './table.ts';

/** 08 is not the lock-out of the core here, and 11 not the entrapment of the regulator database. */
export const vendorCity: DialectTable = {
  name: 'vendor-city',
  zh: '厂商转城市平台',
  en: 'vendor feed to a city',
  source: 'a vendor feed to a city platform; entrapment is a flag there, not a code',
  digits: 2,
  rows: seen('01=01 02=02 03=03 04=04 05=05 06=06 07=07 08=X07 09=X03 10=X04 11=X05 13=06 14=X09 15=90'),
};

/**
 * Numbers of its own throughout: 1 is a top overrun, not a broken safety circuit. 22 (battery), 27 (unclassified), 40 (door motor
 * blocked; elsewhere "back to automatic") and 42 (air pressure; elsewhere "out of service") have no canonical code: they stay unknown.
 */
export const maixin: DialectTable = {
  name: 'maixin',
  zh: '麦信内部代码',
  en: 'Maixin internal codes',
  source: 'internal codes of the Maixin platform',
  digits: 2,
  rows: seen(`
    1=X03 2=X04 3=X05 4=X07 5=05 6=04 7=X01 8=X02 9=41 10=01 11=03 12=02 13=X08 14=X11 17=06 18=X16 19=07 20=X09 21=90
    23=61 24=62 25=63 26=64 28=40 29=43 30=41 31=E05 32=E02 33=64 34=E04 35=E03 36=43
    37=X17 38=X12 41=41`),
};

/** The same numbers as `maixin` up to 14, but 16 and 17 are overspeed at 1.2 and 1.4 times the rated speed. */
export const terminalFirmware: DialectTable = {
  name: 'terminal-firmware',
  zh: '监测终端固件代码',
  en: 'terminal firmware codes',
  source: 'firmware of a monitoring terminal',
  digits: 2,
  rows: seen('1=X03 2=X04 3=X05 4=X07 5=05 6=04 7=X01 8=X02 9=41 10=01 11=03 12=02 13=X08 14=X11 16=X05 17=X05'),
};

/** The same firmware numbers its faults anew when it uploads them. */
export const terminalUpload: DialectTable = {
  name: 'terminal-upload',
  zh: '监测终端上传代码',
  en: 'terminal upload codes',
  source: 'upload numbering of the same monitoring terminal',
  digits: 2,
  rows: seen('1=X02 2=X01 3=X07 4=04 5=X05 6=X03 7=X04 8=X06'),
};

/** 0201 says only "opening or closing fault" and 0314 only "long stay at a floor": neither is guessed. */
export const propertyBi: DialectTable = {
  name: 'property-bi',
  zh: '物业平台',
  en: 'property management platform',
  source: 'codes of a property management platform',
  digits: 4,
  rows: seen('0101=X02 0202=01 0203=04 0204=X04 0205=X03 0207=05 0313=X19 0315=X22 0317=X17 0401=42 0402=43'),
};
