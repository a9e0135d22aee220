import type { Services } from "@/server/commands/_run/services";
import { systemCaller } from "@/server/contract/_shared/caller";
import { notifyOnlineStatus } from "@/server/dialects/wukongim/commands/notify-online-status";
import { log } from "@/server/lib/process/log";
import { reasonOf } from "@/server/lib/process/start-failure";
import { type DeviceChange, deviceSignal } from "./device-book";

/** Changes that come within this time, in ms, are one webhook. */
const COLLECT_MS = 200;

/** Sends the comings and goings of an account's devices in this process to webhooks, in order. */
export type StatusNotifier = {
  /** Sends what has been collected. */
  flush(): Promise<void>;
  /** Ends it; what comes later is not sent. */
  stop(): Promise<void>;
};

export function createStatusNotifier({ run }: Pick<Services, "run">, accountId: number): StatusNotifier {
  let collected: DeviceChange[] = [];
  let sending = Promise.resolve();

  async function send(): Promise<void> {
    const changes = collected;
    collected = [];
    for (const [inboxId, statuses] of byInbox(changes))
      await run(notifyOnlineStatus, systemCaller(accountId), { inboxId, statuses }).catch((error: unknown) =>
        log.warn({ accountId, reason: reasonOf(error) }, "wukongim: an online status could not be told"),
      );
  }
  const flush = () => {
    sending = sending.then(send);
    return sending;
  };
  const timer = setInterval(() => {
    if (collected.length > 0) void flush();
  }, COLLECT_MS).unref();
  const unlisten = deviceSignal().listen(accountId, (change) => collected.push(change));
  return {
    flush,
    async stop() {
      clearInterval(timer);
      unlisten();
      await flush();
    },
  };
}

/** The statuses of each inbox, in order. */
function byInbox(changes: readonly DeviceChange[]): ReadonlyMap<number, string[]> {
  const found = new Map<number, string[]>();
  for (const change of changes)
    found.set(change.inboxId, [...(found.get(change.inboxId) ?? []), statusOf(change)]);
  return found;
}

/** `uid-deviceFlag-online-connectionId-connectionsOfFlag-connectionsOfUser`; a connection's id has no `-`. */
const statusOf = ({ uid, deviceFlag, isOnline, connectionId, ofFlag, ofUser }: DeviceChange): string =>
  [uid, deviceFlag, isOnline ? 1 : 0, connectionId.replaceAll("-", ""), ofFlag, ofUser].join("-");
