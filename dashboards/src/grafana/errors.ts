export const grafanaErrorCodes = [
  'LIFT_GRAFANA_UNREACHABLE',
  'LIFT_GRAFANA_TOKEN_REFUSED',
  'LIFT_GRAFANA_REFUSED',
  'LIFT_GRAFANA_PROVISIONED',
  'LIFT_GRAFANA_NO_DATA_SOURCE',
] as const;
export type GrafanaErrorCode = (typeof grafanaErrorCodes)[number];

/** What a running Grafana would not do, and what to do about it. */
export class GrafanaError extends Error {
  override readonly name = 'GrafanaError';
  readonly code: GrafanaErrorCode;
  constructor(code: GrafanaErrorCode, message: string, options?: { cause?: unknown }) {
    super(message, options);
    this.code = code;
  }
}
