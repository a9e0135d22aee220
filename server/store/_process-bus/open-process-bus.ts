import { openNotifyBus } from "./notify-bus";
import type { ProcessBus, ProcessBusOptions } from "./process-bus";
import { openRedisBus } from "./redis-bus";

/** Opens the bus between the processes of one database: Redis pub/sub for a `redis:` address, else NOTIFY. */
export function openProcessBus(options: ProcessBusOptions): ProcessBus {
  return /^rediss?:/.test(options.url) ? openRedisBus(options) : openNotifyBus(options);
}
