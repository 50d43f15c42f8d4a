import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { CliConfig } from './config.ts';
import { CliError } from './errors.ts';

const TIMEOUT_MS = 10_000;
const INVALID_CONTENT = 422;

const tokenOf = async (config: CliConfig): Promise<string> => {
  const path = config.LIFTWATCH_DISPATCH_TOKEN_FILE ?? join(config.LIFTWATCH_DATA_DIR, 'dispatch.token');
  try {
    return (await readFile(path, 'utf8')).trim();
  } catch (cause) {
    throw new CliError(
      'LIFT_CLI_NO_INPUT',
      `cannot read the token file ${path}: set LIFTWATCH_DISPATCH_TOKEN_FILE, or run in the folder where \`liftwatch start\` runs`,
      { cause },
    );
  }
};

const problemOf = async (response: Response): Promise<string> => {
  const text = await response.text();
  try {
    const problem = JSON.parse(text) as { detail?: string; problems?: readonly string[] };
    const rows = problem.problems?.length ? problem.problems.map((row) => `\n  ${row}`).join('') : undefined;
    return rows ?? problem.detail ?? text;
  } catch {
    return text;
  }
};

/**
 * Reads JSON from a service; `who` is how it is called when it does not answer.
 * @throws {CliError} LIFT_CLI_UNAVAILABLE, LIFT_CLI_REFUSED with the service's own words
 */
export const getJson = async <T>(who: string, url: URL): Promise<T> => {
  let response: Response;
  try {
    response = await fetch(url, { signal: AbortSignal.timeout(TIMEOUT_MS) });
  } catch (cause) {
    throw new CliError(
      'LIFT_CLI_UNAVAILABLE',
      `${who} does not answer at ${url.origin}: start it, or correct its address in the settings`,
      { cause },
    );
  }
  if (!response.ok)
    throw new CliError('LIFT_CLI_REFUSED', `${who} refused (${response.status}): ${await problemOf(response)}`);
  return (await response.json()) as T;
};

/** Reads JSON from dispatch. @throws {CliError} LIFT_CLI_UNAVAILABLE, LIFT_CLI_REFUSED */
export const getFromDispatch = <T>(config: CliConfig, path: string): Promise<T> =>
  getJson<T>('dispatch', new URL(path, config.LIFTWATCH_DISPATCH_URL));

/**
 * Sends one change to dispatch and returns its answer.
 * @throws {CliError} LIFT_CLI_UNAVAILABLE when nothing answers, LIFT_CLI_BAD_INPUT row by row, LIFT_CLI_REFUSED with dispatch's own words
 */
export const postToDispatch = async (
  config: CliConfig,
  path: string,
  body: { type: string; content: string },
): Promise<unknown> => {
  const url = new URL(path, config.LIFTWATCH_DISPATCH_URL);
  const token = await tokenOf(config);
  let response: Response;
  try {
    response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': body.type, authorization: `Bearer ${token}` },
      body: body.content,
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
  } catch (cause) {
    throw new CliError(
      'LIFT_CLI_UNAVAILABLE',
      `dispatch does not answer at ${url.origin}: start it, or set LIFTWATCH_DISPATCH_URL`,
      { cause },
    );
  }
  if (response.status === INVALID_CONTENT)
    throw new CliError('LIFT_CLI_BAD_INPUT', `nothing was changed, correct these: ${await problemOf(response)}`);
  if (!response.ok)
    throw new CliError('LIFT_CLI_REFUSED', `dispatch refused (${response.status}): ${await problemOf(response)}`);
  return response.json();
};
