import { parentPort, workerData } from 'node:worker_threads';
import { historyOf, wornLifts, type HistorySpan } from '@liftwatch/edge-simulator/months';

/** Lives the worn lifts through beside the service, which must not wait for it; one message a lift, in their order. */
for (const lift of wornLifts) parentPort?.postMessage(historyOf(lift, workerData as HistorySpan));
