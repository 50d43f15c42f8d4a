import type { LiftFacts } from '@liftwatch/schemas';

interface Place {
  readonly address: string;
  readonly placeType: NonNullable<LiftFacts['placeType']>;
  readonly manufacturer: string;
  readonly latitude: number;
  readonly longitude: number;
}

/** Where the buildings of the demonstration are said to stand; nothing is there. */
const places: Readonly<Record<string, Place>> = {
  plaza: {
    address: '演示路 1 号 1 Demo Road',
    placeType: 'office',
    manufacturer: '演示甲厂 Demo A',
    latitude: 39.1,
    longitude: 117.2,
  },
  'garden-estate': {
    address: '演示路 28 号 28 Demo Road',
    placeType: 'residential',
    manufacturer: '演示乙厂 Demo B',
    latitude: 39.11,
    longitude: 117.21,
  },
  station: {
    address: '演示站前街 5 号 5 Demo Station Street',
    placeType: 'station',
    manufacturer: '演示甲厂 Demo A',
    latitude: 39.13,
    longitude: 117.19,
  },
  arcade: {
    address: '演示街 12 号 12 Demo Street',
    placeType: 'shop',
    manufacturer: '演示乙厂 Demo B',
    latitude: 39.12,
    longitude: 117.205,
  },
};

/** Lifts of one building stand side by side: so far that a map tells them apart, degrees. */
const APART_DEGREES = 0.000_2;
const FIRST_RESCUE_CODE = 900_001;
/** 20 digits that no authority gives: zeros and a running number. */
const registrationCodeOf = (index: number): string => String(index + 1).padStart(20, '0');

export type DemoPlate = Partial<Place> & { readonly registrationCode: string; readonly rescueCode: string };

/**
 * What stands on the plates of the `index`th lift of the demonstration, and where it is, so that search by code and
 * address, the map, and the tables by place and brand have something to show.
 */
export const demoPlate = ({ siteId }: Pick<LiftFacts, 'siteId'>, index: number): DemoPlate => {
  const place = siteId === undefined ? undefined : places[siteId];
  const apart = (index % 10) * APART_DEGREES;
  return {
    registrationCode: registrationCodeOf(index),
    rescueCode: String(FIRST_RESCUE_CODE + index),
    ...(place && { ...place, longitude: Number((place.longitude + apart).toFixed(4)) }),
  };
};
