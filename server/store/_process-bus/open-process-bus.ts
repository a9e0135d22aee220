import { openNotifyBus } from "./notify-bus";
import type { ProcessBus, ProcessBusOptions } from "./process-bus";
import { openRedisBus } from "./redis-bus";

/** The doorbell between the processes of one database: by Redis pub/sub for a `redis:` address, else by NOTIFY. */
export function openProcessBus(options: ProcessBusOptions): ProcessBus {
  return /^rediss?:/.test(options.url) ? openRedisBus(options) : openNotifyBus(options);
}
