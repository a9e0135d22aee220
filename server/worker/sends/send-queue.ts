import type { Logger } from "pino";
import type { Run } from "@/server/commands/_run/run";
import { settleSends } from "@/server/commands/receipts/settle-sends";
import { systemCaller } from "@/server/contract/_shared/caller";
import type { Sender, SendResult } from "@/server/contract/channel/callback-body";
import { hasSender } from "@/server/domain/message/tick";
import { afterLookup, afterSendTry, needsLookup } from "@/server/domain/send/send";
import { createKeyedWork } from "@/server/lib/async/keyed-work";
import { newId } from "@/server/lib/new-id";
import { metrics } from "@/server/lib/process/metrics";
import { reasonOf } from "@/server/lib/process/start-failure";
import type { Database } from "@/server/store/_postgres/db";
import { leaseEnd } from "@/server/store/_postgres/statement";
import {
  type ClaimedSend,
  claimSends,
  hasSenders,
  mayTry,
  releaseClaim,
  renewLeases,
  SENDS_AT_ONCE,
} from "@/server/store/sends/claim-sends";
import { type LoadedSend, loadSends } from "@/server/store/sends/load-sends";
import type { SettledSend } from "@/server/store/sends/settle-sends";
import type { CallQueue } from "@/server/worker/calls/call-loop";
import { logFault } from "@/server/worker/for-each-due";
import { openAnswerJournal } from "./answer-journal";
import type { Answer } from "./read-journals";
import { settleEach } from "./settle-each";

export type SendQueueOptions = {
  database: Database;
  run: Run;
  now: () => Date;
  sender: Sender;
  log: Pick<Logger, "error">;
  /** In [0, 1), for jitter. */
  random?: () => number;
  /** Where answers are kept that the database does not have yet; without it in memory only. */
  journalFolder?: string;
};

/** The most sends that this process has claimed. */
const IN_FLIGHT_MAX = 512;

/** A claimed send with its message; null if that is deleted permanently. */
type Taken = { claimed: ClaimedSend; loaded: LoadedSend | null };

/**
 * Claims sends, has the sender take them out, and settles them. What the sender answered is kept until the database has it,
 * also when Postgres or this process is killed in between.
 */
export function createSendQueue(options: SendQueueOptions, onEnd: () => void): CallQueue {
  const { database, run, now, log, journalFolder: folder } = options;
  const journal = folder === undefined ? null : openAnswerJournal({ folder, log });
  const calls = createKeyedWork<Taken>({
    keyOf: ({ claimed }) => claimed.inboxId,
    concurrencyOf: () => SENDS_AT_ONCE,
    work: async (taken) => {
      calling.set(taken.claimed.id, taken.claimed);
      const answer = { ...(await trySend(options, taken)), accountId: taken.claimed.accountId };
      if (answer.made) journal?.add(answer);
      ended.push(answer);
      calling.delete(taken.claimed.id);
      onEnd();
    },
  });
  const ended: Answer[] = [...(journal?.left ?? [])];
  /** Sends that the sender has now, by id. A large mail can take it longer than a lease: nobody claims them again. */
  const calling = new Map<number, ClaimedSend>();
  let lostClaim: string | null = null;

  /** Results of one account, in one transaction; of each send one. */
  async function settle(accountId: number): Promise<void> {
    const own = ended.filter((one) => one.accountId === accountId);
    const settled = [...new Map(own.toReversed().map((one) => [one.id, one])).values()].slice(-IN_FLIGHT_MAX);
    await run(settleSends, systemCaller(accountId), { settled });
    const isStored = new Set(settled);
    ended.splice(0, ended.length, ...ended.filter((one) => !isStored.has(one)));
    journal?.forget(settled);
  }

  async function claim(room: number): Promise<ClaimedSend[]> {
    const at = now();
    if (lostClaim !== null) await releaseClaim(database, { claim: lostClaim, now: at });
    lostClaim = newId();
    const held = [...calling.keys(), ...ended.map(({ id }) => id)];
    const inFlight = calls.counts();
    const claimed = await claimSends(database, { claim: lostClaim, now: at, inFlight, held, room });
    lostClaim = null;
    return claimed;
  }

  return {
    count: () => calls.count() + ended.length,

    flush: () => settleEach(ended, settle).then(() => renew(database, { calling, ended }, now())),

    async follow() {
      const room = IN_FLIGHT_MAX - calls.count() - ended.length;
      if (room <= 0) return { considered: 0, left: 1 };
      const claimed = await claim(room);
      const taken = await load(database, claimed, now()).catch((error: unknown) => {
        logFault(log, error, "messages to send could not be loaded");
        return claimed.map((one) => ({ claimed: one, loaded: undefined }));
      });
      for (const one of taken)
        if (one.loaded === undefined) ended.push(released(one.claimed, now()));
        else calls.add({ claimed: one.claimed, loaded: one.loaded });
      return { considered: claimed.length, left: 0 };
    },

    take: async () => 0, // `follow` claims all that is due

    isNeeded: () => hasSenders(database),

    releaseWaiting() {
      for (const { claimed } of calls.removeWaiting()) ended.push(released(claimed, now()));
    },
  };
}

/** A lease is renewed once this is left of it. */
const RENEWED_MS = 30_000;

type Called = { calling: ReadonlyMap<number, ClaimedSend>; ended: readonly Answer[] };

/** Renews the leases that end soon, so that no other process takes this one for gone. */
async function renew(database: Database, { calling, ended }: Called, now: Date): Promise<void> {
  const isEnding = ({ leaseUntil }: ClaimedSend) => leaseUntil.getTime() - now.getTime() < RENEWED_MS;
  const ending = [...calling.values()].filter(isEnding);
  if (ending.length === 0) return;
  const until = leaseEnd(now);
  const renewed = await renewLeases(database, ending, until);
  for (const one of [...ending, ...ended]) if (renewed.has(one.id)) one.leaseUntil = until; // one may have ended meanwhile
}

/** Sends in the order of their queue, with what they take out. */
async function load(database: Database, claimed: readonly ClaimedSend[], now: Date): Promise<Taken[]> {
  const loaded = await Promise.all(
    [...new Set(claimed.map(({ accountId }) => accountId))].map((accountId) =>
      loadSends(database, accountId, { sends: claimed.filter((one) => one.accountId === accountId), now }),
    ),
  );
  const byId = new Map(loaded.flatMap((one) => [...one]));
  return claimed
    .toSorted((a, b) => a.id - b.id)
    .map((one) => ({ claimed: one, loaded: byId.get(one.id) ?? null }));
}

const settledOf = ({ id, key, inboxId, messageId, attempt, leaseUntil }: ClaimedSend) => ({
  id,
  key,
  inboxId,
  messageId,
  attempt,
  leaseUntil,
});

/** Due again at once, in this or another process. What was doubtful before the claim still is. */
const released = (claimed: ClaimedSend, now: Date): Answer => ({
  ...settledOf(claimed),
  accountId: claimed.accountId,
  next: {
    state: "waiting",
    dueMs: now.getTime(),
    isDoubtful: claimed.isDoubtful,
  },
  made: null,
});

/** One try, unless something stands against it. */
async function trySend(
  { now, sender, random = Math.random }: SendQueueOptions,
  { claimed, loaded }: Taken,
): Promise<SettledSend> {
  const at = now();
  const { isDoubtful } = claimed;
  const ended = endWithoutCall(claimed, loaded);
  if (ended)
    return { ...settledOf(claimed), next: { state: ended.state, isDoubtful }, made: null, ...ended.because };
  if (!loaded || !mayTry(claimed, at)) return released(claimed, at);
  const { deduplicates, answersLookups, request } = loaded;
  const isLookup = needsLookup({ isDoubtful, deduplicates, answersLookups });
  const called = isLookup ? sender.lookUp(request) : sender.send(request);
  const { outcome, durationMs, status, address } = await called.catch(asBroken);
  metrics.sendTries.inc({ outcome: outcome.kind });
  const { tries, queuedAt } = claimed;
  const tried = { tries, queuedMs: queuedAt.getTime(), isDoubtful, deduplicates, answersLookups };
  const end = { endMs: at.getTime() + durationMs, random: random() };
  return {
    ...settledOf(claimed),
    next: isLookup ? afterLookup(outcome, tried, end) : afterSendTry(outcome, tried, end),
    made: { number: tries, at, durationMs, outcome, status, address },
  };
}

/** No sender throws; one that does so by a fault of its own may have sent the message, and must not end the process. */
const asBroken = (error: unknown): SendResult => ({
  outcome: { kind: "ambiguous", reason: `The sender failed: ${reasonOf(error)}` },
  durationMs: 0,
  status: null,
  address: null,
});

type End = { state: "dropped" | "refused" | "unconfirmed"; because?: { reason: string } };

/**
 * Why a claimed send ends without calling its sender, or null. The message was deleted, is sent by a later attempt, or has
 * been reported about meanwhile; the inbox has no callback any more; or the process that claimed it before ended within a
 * call, and the sender would take the message a second time and cannot be asked.
 */
function endWithoutCall(
  { attempt, isDoubtful }: Pick<ClaimedSend, "attempt" | "isDoubtful">,
  loaded: LoadedSend | null,
): End | null {
  if (loaded === null) return { state: "dropped" };
  const { message, inbox } = loaded.request;
  const isGone = message.deletedAt !== null || message.withdrawnAt !== null;
  if (isGone || message.attempt !== attempt || message.status !== "pending") return { state: "dropped" };
  if (isDoubtful && !loaded.deduplicates && !loaded.answersLookups)
    return {
      state: "unconfirmed",
      because: { reason: "Tickline stopped while it was sending this message." },
    };
  if (!hasSender(inbox))
    return { state: "refused", because: { reason: "The inbox has no callback URL any more." } };
  return null;
}
