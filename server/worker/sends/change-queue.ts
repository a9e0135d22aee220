import { settleChanges } from "@/server/commands/receipts/settle-changes";
import { systemCaller } from "@/server/contract/_shared/caller";
import { changeLimitsOf } from "@/server/domain/inbox/channel";
import { afterChangeTry, beforeChangeTry, isDoubtfulAfter, triedUntil } from "@/server/domain/send/change";
import { createKeyedWork } from "@/server/lib/async/keyed-work";
import {
  CHANGES_AT_ONCE,
  type ClaimedChange,
  claimChanges,
  hasChanges,
  mayTryChange,
} from "@/server/store/sends/claim-changes";
import { type LoadedChange, loadChange } from "@/server/store/sends/load-changes";
import type { SettledChange } from "@/server/store/sends/settle-changes";
import type { CallQueue } from "@/server/worker/calls/call-loop";
import { logFault } from "@/server/worker/for-each-due";
import type { SendQueueOptions } from "./send-queue";
import { settleEach } from "./settle-each";

export type ChangeQueueOptions = Omit<SendQueueOptions, "journalFolder">;

/** The most changes that this process has claimed. */
const IN_FLIGHT_MAX = 64;

type Ended = SettledChange & Pick<ClaimedChange, "accountId" | "tries" | "requestedAt">;

/**
 * Claims changes of sent messages, has their channel's sender make them, and settles them. A result that is lost is no harm: the change
 * is made again.
 */
export function createChangeQueue(options: ChangeQueueOptions, onEnd: () => void): CallQueue {
  const { database, run, now, log } = options;
  const ended: Ended[] = [];
  const calls = createKeyedWork<ClaimedChange>({
    keyOf: ({ inboxId }) => inboxId,
    concurrencyOf: () => CHANGES_AT_ONCE,
    work: async (claimed) => {
      ended.push(
        await tryChange(options, claimed).catch((error: unknown) => {
          logFault(log, error, "a change of a message could not be loaded");
          return released(claimed, now());
        }),
      );
      onEnd();
    },
  });

  async function settle(accountId: number): Promise<void> {
    const settled = ended.filter((one) => one.accountId === accountId);
    await run(settleChanges, systemCaller(accountId), { settled });
    const isStored = new Set(settled);
    ended.splice(0, ended.length, ...ended.filter((one) => !isStored.has(one)));
  }

  return {
    count: () => calls.count() + ended.length,

    flush: () => settleEach(ended, settle),

    async follow() {
      const room = IN_FLIGHT_MAX - calls.count() - ended.length;
      if (room <= 0) return { considered: 0, left: 1 };
      const claimed = await claimChanges(database, {
        now: now(),
        inFlight: calls.counts(),
        unsettled: ended,
        room,
      });
      for (const one of claimed) calls.add(one);
      return { considered: claimed.length, left: 0 };
    },

    take: async () => 0, // `follow` claims all that is due

    isNeeded: () => hasChanges(database),

    releaseWaiting() {
      for (const claimed of calls.removeWaiting()) ended.push(released(claimed, now()));
    },
  };
}

/** Due again at once, in this or another process. */
const released = (claimed: ClaimedChange, now: Date): Ended => ({
  ...claimed,
  next: { state: "waiting", dueMs: now.getTime(), error: null },
  made: null,
});

/** One try, unless something stands against it. */
async function tryChange(
  { database, now, sender, random = Math.random }: ChangeQueueOptions,
  claimed: ClaimedChange,
): Promise<Ended> {
  const loaded = await loadChange(database, claimed);
  const at = now();
  const next = nextWithoutCall(claimed, loaded, at);
  if (next) return { ...claimed, next, made: null };
  const limits = loaded && changeLimitsOf(loaded.request.inbox.channel);
  if (!loaded || !limits || !sender.changeSent || !mayTryChange(claimed, at)) return released(claimed, at);
  const { outcome, durationMs } = await sender.changeSent(loaded.request);
  const { kind, tries, isDoubtful } = claimed;
  const tried = { kind, tries: tries + 1, until: triedUntil(kind, loaded.message, limits) };
  const end = { endMs: at.getTime() + durationMs, random: random() };
  return {
    ...claimed,
    next: afterChangeTry(outcome, tried, end),
    isDoubtful: isDoubtfulAfter(outcome, isDoubtful),
    made: { at, durationMs, outcome },
  };
}

function nextWithoutCall({ kind, requestedAt }: ClaimedChange, loaded: LoadedChange | null, now: Date) {
  const message = loaded && {
    ...loaded.message,
    fileTypes: (loaded.message.attachments ?? []).map(({ contentType }) => contentType),
  };
  const limits = loaded && changeLimitsOf(loaded.request.inbox.channel);
  return beforeChangeTry(message, { kind, requestedAt, limits, now });
}
