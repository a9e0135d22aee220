import { collectDefaultMetrics, type Registry } from "prom-client";

/**
 * The delay of the event loop is sampled this often, in ms, and `nodejs_eventloop_lag_…` have it as their least value. prom-client's
 * 10 ms wake an idle process a hundred times a second, which is half of the processor time that it takes.
 */
const LOOP_SAMPLE_MS = 100;

/** Adds the values of the process and of Node. */
export const collectProcessMetrics = (registry: Registry): void =>
  collectDefaultMetrics({ register: registry, eventLoopMonitoringPrecision: LOOP_SAMPLE_MS });
