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

export interface DispatchRequest {
  readonly method: 'GET' | 'POST' | 'DELETE';
  readonly path: string;
  readonly type?: string;
  readonly content?: string;
}

/**
 * Asks dispatch something, or sends it a change, and returns its answer.
 * @throws {CliError} LIFT_CLI_UNAVAILABLE when nothing answers, LIFT_CLI_BAD_INPUT row by row, LIFT_CLI_REFUSED with dispatch's own words
 */
export const requestDispatch = async (config: CliConfig, request: DispatchRequest): Promise<unknown> => {
  const url = new URL(request.path, config.LIFTWATCH_DISPATCH_URL);
  const token = await tokenOf(config);
  let response: Response;
  try {
    response = await fetch(url, {
      method: request.method,
      headers: {
        authorization: `Bearer ${token}`,
        ...(request.type === undefined ? {} : { 'content-type': request.type }),
      },
      ...(request.content === undefined ? {} : { body: request.content }),
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

/** Reads JSON from dispatch. @throws {CliError} LIFT_CLI_UNAVAILABLE, LIFT_CLI_REFUSED */
export const getFromDispatch = async <T>(config: CliConfig, path: string): Promise<T> =>
  (await requestDispatch(config, { method: 'GET', path })) as T;

/** Sends one change to dispatch and returns its answer. */
export const postToDispatch = (
  config: CliConfig,
  path: string,
  body: { readonly type: string; readonly content: string },
): Promise<unknown> => requestDispatch(config, { method: 'POST', path, ...body });
