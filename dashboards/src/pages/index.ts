import type { Page } from '../page.ts';
import { cityPage } from './city.ts';
import { dailyPage } from './daily.ts';
import { firmsPage } from './firms.ts';
import { liftPage } from './lift.ts';
import { platformPage } from './platform.ts';
import { repeatsPage } from './repeats.ts';
import { rescuesPage } from './rescues.ts';

/** In the order in which a regulator meets them. */
export const pages: readonly Page[] = [
  cityPage,
  rescuesPage,
  firmsPage,
  repeatsPage,
  liftPage,
  dailyPage,
  platformPage,
];
