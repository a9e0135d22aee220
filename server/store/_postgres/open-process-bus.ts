import type { Doorbell, DoorbellOptions } from "./bell";
import { openNotifyDoorbell } from "./doorbell-notify";
import { openRedisDoorbell } from "./doorbell-redis";

/** The doorbell between the processes of one database: by Redis pub/sub for a `redis:` address, else by NOTIFY. */
export function openDoorbell(options: DoorbellOptions): Doorbell {
  return /^rediss?:/.test(options.url) ? openRedisDoorbell(options) : openNotifyDoorbell(options);
}
