import type { Directory } from '../routing/directory.ts';
import { SELF_TEST_LIFT } from '@liftwatch/schemas';

/** The self-test's alarm goes to its own number and to nobody else: no firm, no platform. */
export const withSelfTest = (directory: Directory, phone: string | undefined): Directory => ({
  recipientsOf(role, incident, atMs) {
    if (incident.liftId !== SELF_TEST_LIFT) return directory.recipientsOf(role, incident, atMs);
    if (role !== 'manager') return [{ recipientId: 'self-test-log', role: 'operator', channel: 'log' }];
    return phone === undefined ? [] : [{ recipientId: 'self-test', role, channel: 'sms', address: phone }];
  },
});
