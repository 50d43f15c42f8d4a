/** Settings of a service that `liftwatch start` decides for it, and the setting of its own that says so. */
const decidedBy: Readonly<Record<string, string>> = {
  LIFTWATCH_BROKER_MQTT_HOST: 'LIFTWATCH_BIND',
  LIFTWATCH_BROKER_MQTT_PORT: 'LIFTWATCH_MQTT_PORT',
  LIFTWATCH_BROKER_HTTP_HOST: 'LIFTWATCH_BIND',
  LIFTWATCH_BROKER_DATA_DIR: 'LIFTWATCH_DATA_DIR',
  LIFTWATCH_ENGINE_HTTP_HOST: 'LIFTWATCH_BIND',
  LIFTWATCH_ENGINE_HTTP_PORT: 'LIFTWATCH_ENGINE_PORT',
  LIFTWATCH_ENGINE_DATA_DIR: 'LIFTWATCH_DATA_DIR',
  LIFTWATCH_DISPATCH_HTTP_HOST: 'LIFTWATCH_BIND',
  LIFTWATCH_DISPATCH_HTTP_PORT: 'LIFTWATCH_DISPATCH_PORT',
  LIFTWATCH_CONSOLE_HTTP_HOST: 'LIFTWATCH_BIND',
  LIFTWATCH_CONSOLE_HTTP_PORT: 'LIFTWATCH_CONSOLE_PORT',
};

/**
 * One line about settings that are given and change nothing here: whoever takes the settings of services along into one process would
 * see nothing of it. Undefined: there are none. Pure.
 */
export const decidedWords = (environment: Readonly<Record<string, string | undefined>>): string | undefined => {
  const given = Object.keys(decidedBy).filter((name) => environment[name] !== undefined);
  if (given.length === 0) return undefined;
  const each = given.map((name) => `${name} (give ${decidedBy[name]})`);
  return `in one process these are decided by other settings: ${each.join(', ')}: ignored`;
};
