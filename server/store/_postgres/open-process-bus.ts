import { openNotifyDoorbell } from "./notify-bus";
import type { Doorbell, DoorbellOptions } from "./process-bus";
import { openRedisDoorbell } from "./redis-bus";

/** The doorbell between the processes of one database: by Redis pub/sub for a `redis:` address, else by NOTIFY. */
export function openDoorbell(options: DoorbellOptions): Doorbell {
  return /^rediss?:/.test(options.url) ? openRedisDoorbell(options) : openNotifyDoorbell(options);
}
