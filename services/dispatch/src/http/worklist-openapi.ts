import { z } from 'zod';
import type { ZodOpenApiPathsObject } from 'zod-openapi';
import { change, json, read } from './openapi-parts.ts';
import {
  capacityBody,
  crewBodies,
  precisionAnswer,
  rankBody,
  worklistAnswer,
  worklistItem,
  worklistsAnswer,
  type CrewWord,
} from './worklist-schemas.ts';

const body = (schema: z.ZodType) => ({ 'application/json': { schema } });
const withFirm = { requestParams: { path: z.object({ firmId: z.string() }) } };
const withId = { requestParams: { path: z.object({ id: z.string() }) } };

const words: Readonly<Record<CrewWord, string>> = {
  accept: 'A crew takes it on',
  return: 'The crew cannot: back to watch',
  confirm: 'Found on site; the engine learns of it',
  reject: 'Not found on site; the engine learns of it',
};

export const worklistPaths: ZodOpenApiPathsObject = {
  '/api/v1/worklists': read('worklists', json('Firms, and how much waits for each', worklistsAnswer)),
  '/api/v1/worklists/precision': read(
    'precision',
    json('How often warnings were right: in all, by rule, by firm, by both', precisionAnswer),
  ),
  '/api/v1/worklists/{firmId}': read('worklist', json('What a firm is to look at', worklistAnswer), withFirm),
  '/api/v1/worklists/{firmId}/rank': change(
    'rankWorklist',
    body(rankBody),
    json('Ranked anew', worklistAnswer),
    withFirm,
  ),
  '/api/v1/worklists/{firmId}/capacity': change(
    'setCapacity',
    body(capacityBody),
    json('Kept, and ranked anew', worklistAnswer),
    withFirm,
  ),
  '/api/v1/worklist-items/{id}': read('worklistItem', json('One warning', worklistItem), withId),
  ...Object.fromEntries(
    (Object.keys(crewBodies) as CrewWord[]).map((word) => [
      `/api/v1/worklist-items/{id}/${word}`,
      change(`${word}Warning`, body(crewBodies[word]), json(words[word], worklistItem), withId),
    ]),
  ),
};
