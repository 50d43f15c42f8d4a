export const brokerErrorCodes = [
  'LIFT_BROKER_CONFIG_INVALID',
  'LIFT_BROKER_CREDENTIALS_INVALID',
  'LIFT_BROKER_CREDENTIALS_UNREADABLE',
  'LIFT_BROKER_CREDENTIAL_EXISTS',
  'LIFT_BROKER_CREDENTIAL_UNKNOWN',
  'LIFT_BROKER_KEY_INVALID',
  'LIFT_BROKER_LISTEN_FAILED',
  'LIFT_BROKER_REDRIVE_REFUSED',
  'LIFT_BROKER_TOKEN_UNREADABLE',
  'LIFT_BROKER_INTAKE_FULL',
  'LIFT_BROKER_NO_SESSION',
  'LIFT_BROKER_ROUTE_UNKNOWN',
  'LIFT_BROKER_METHOD_UNKNOWN',
  'LIFT_BROKER_NOT_ACCEPTABLE',
  'LIFT_BROKER_TOKEN_WRONG',
  'LIFT_BROKER_REQUEST_INVALID',
  'LIFT_BROKER_INTERNAL',
] as const;
export type BrokerErrorCode = (typeof brokerErrorCodes)[number];

/** An operational failure of the broker: what happened, the value, the remedy. */
export class BrokerError extends Error {
  override readonly name = 'BrokerError';
  readonly code: BrokerErrorCode;
  constructor(code: BrokerErrorCode, message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.code = code;
  }
}

/** MQTT CONNACK return codes, MQTT 3.1.1 section 3.2.2.3. */
export const connack = { level: 1, identifier: 2, unavailable: 3, badCredentials: 4, notAuthorized: 5 } as const;

/** A refused CONNECT; aedes reads `returnCode`. */
export class ConnectRefusal extends Error {
  override readonly name = 'ConnectRefusal';
  readonly returnCode: number;
  constructor(returnCode: number, message: string) {
    super(message);
    this.returnCode = returnCode;
  }
}
