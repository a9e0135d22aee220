import type { Logger } from "pino";
import type { Run } from "@/server/commands/_run/run";
import { createKeyedWork } from "@/server/lib/async/keyed-work";
import type { Outbound, Posted } from "@/server/lib/outbound/post";
import { reasonOf } from "@/server/lib/process/start-failure";
import { inSpan } from "@/server/lib/process/tracing";
import type { Database } from "@/server/store/_postgres/db";
import {
  type Claimed,
  claimDeliveries,
  type InFlight,
  mayBegin,
} from "@/server/store/webhooks/claim-deliveries";
import { fanOutDeliveries, hasEndpoints } from "@/server/store/webhooks/fan-out-deliveries";
import { type HealthAfter, settleDeliveries } from "@/server/store/webhooks/settle-deliveries";
import type { SettledDelivery } from "@/server/store/webhooks/settled-delivery";
import type { CallQueue } from "@/server/worker/calls/call-loop";
import { createAgentLoader, createFileLoader } from "./loaders";
import { agentsNeeded, loadRender, open, type Prepared, prepare } from "./prepare";
import { afterSettling, settle, settledOf } from "./settle";

export type SenderOptions = {
  database: Database;
  run: Run;
  now: () => Date;
  outbound: Outbound;
  log: Pick<Logger, "error" | "warn">;
  /** Where receivers reach this installation, without a final slash: addresses of files begin with it. */
  baseUrl: string;
  /** In [0, 1), for jitter. */
  random?: () => number;
};

/** The most deliveries that this process has claimed, waiting or running. */
const IN_FLIGHT_MAX = 2_048;

const notMade = (message: string) =>
  ({
    answered: false,
    fault: "network",
    message,
    wasConnected: false,
    durationMs: 0,
    address: null,
  }) as const;

/** The results of tries without a request. */
const NOT_MADE = {
  unsignable: notMade(
    "The secret cannot be read: AUTH_SECRET is not the one that it was sealed with. Change the secret.",
  ),
  unwritable: notMade(
    "The event could not be written in the format of the webhook. The log of the worker says why.",
  ),
} as const;

/** Claims, sends and settles deliveries. `onEnd`: one has ended and is to be stored. */
export function createSender(options: SenderOptions, onEnd: () => void): CallQueue {
  const { database, now } = options;
  const calls = createKeyedWork<Claimed>({
    keyOf: (c) => c.endpointId,
    concurrencyOf: (c) => c.concurrency,
    work: deliver,
  });
  const call = calling(options);
  const ended: SettledDelivery[] = [];
  const gone = new Set<Claimed>();
  const store = storing(options);
  /** Deliveries per endpoint since the last claim. */
  let taken = new Map<number, number>();

  /** Results are stored in batches. */
  async function deliver(claimed: Claimed): Promise<void> {
    const result = await call(claimed);
    if (result === null) return onEnd(); // it becomes due again, in this or another process
    const { isGone, ...settled } = result;
    ended.push(settled);
    if (settled.next.state === "delivered")
      taken.set(claimed.endpointId, (taken.get(claimed.endpointId) ?? 0) + 1);
    if (isGone) {
      gone.add(claimed);
      release(claimed.endpointId); // it is never called again
    }
    onEnd();
  }

  const limits = () => {
    const room = Math.max(0, IN_FLIGHT_MAX - calls.count() - ended.length);
    return { now: now(), inFlight: inFlightOf(calls.counts(), { ended, taken }), room };
  };
  const begin = (claimed: readonly Claimed[]) => claimed.map(calls.add).length;

  /** Returns waiting deliveries, of one endpoint or of all; running ones continue. */
  function release(endpointId?: number): void {
    for (const claimed of calls.removeWaiting(endpointId))
      ended.push({ ...settledOf(claimed), next: { state: "waiting", dueAt: now() }, made: null });
  }

  return {
    count: () => calls.count() + ended.length,

    async flush(): Promise<void> {
      if (ended.length === 0) return;
      const [disabled, settled] = [[...gone], [...ended]];
      const health = await store(settled);
      ended.splice(0, settled.length);
      for (const claimed of disabled) gone.delete(claimed);
      for (const id of pausedOf(health, now())) release(id);
      await afterSettling(options, { health, gone: disabled });
    },

    /** Fans out new events, and begins as many deliveries as there is room for. */
    async follow(): Promise<{ considered: number; left: number }> {
      const { considered, created, claimed } = await fanOutDeliveries(database, limits());
      return { considered, left: created - begin(claimed) };
    },

    async take(): Promise<number> {
      const { room, ...claim } = limits();
      if (room === 0) return 0;
      taken = new Map();
      return begin(await claimDeliveries(database, { ...claim, room }));
    },

    isNeeded: () => hasEndpoints(database),

    releaseWaiting: () => release(),
  };
}

/** Phases 1 and 2. Null: nothing was called, and its lease is to end. */
function calling(options: SenderOptions) {
  const { outbound, random = Math.random } = options;
  const ready = preparing(options);
  return async (claimed: Claimed): Promise<ReturnType<typeof settle> | null> => {
    const { at, prepared } = await ready(claimed);
    if (prepared === null) return null;
    if (prepared.kind !== "drop")
      return settle(claimed, await postPrepared(outbound, claimed, prepared), { at, random: random() });
    const next = { state: "dropped", reason: prepared.reason } as const;
    return { ...settledOf(claimed), next, made: null, isGone: false };
  };
}

const pausedOf = (health: readonly HealthAfter[], now: Date): number[] =>
  health.flatMap((one) => ((one.health.openUntilMs ?? 0) > now.getTime() ? [one.endpointId] : []));

/** Stores results. After one whose answer was lost the next does not count again what is stored. */
function storing({ database, now }: Pick<SenderOptions, "database" | "now">) {
  let mayBeStored = false;
  return async (settled: readonly SettledDelivery[]): Promise<HealthAfter[]> => {
    const settling = { settled, now: now(), mayBeStored };
    mayBeStored = true;
    const health = await settleDeliveries(database, settling);
    mayBeStored = false;
    return health;
  };
}

/**
 * Prepares deliveries, whatever a format does with an event: one that throws must not end the process. Null if the lease is too
 * short, or if what its body shows beyond the event cannot be loaded.
 */
function preparing({ database, now, log, baseUrl }: SenderOptions) {
  const agents = createAgentLoader(database, now);
  const files = createFileLoader(database, baseUrl);
  const noteFault = (error: unknown) => {
    log.error({ reason: reasonOf(error) }, "what a webhook shows beyond its event could not be loaded");
    return null;
  };
  const unlessFailed = <T>(loaded: T | Promise<T>): T | Promise<T | null> =>
    loaded instanceof Promise ? loaded.catch(noteFault) : loaded;
  const write = async (claimed: Claimed): Promise<{ at: Date; prepared: Prepared | null }> => {
    const rendered = open(claimed);
    const loading = [
      unlessFailed(agents.of(claimed.accountId, agentsNeeded(rendered))),
      unlessFailed(files(rendered)),
      unlessFailed(loadRender(rendered)),
    ] as const;
    const [agentOf, urlsAt, render] = [await loading[0], await loading[1], await loading[2]];
    const at = now();
    if (agentOf === null || urlsAt === null || render === null || !mayBegin(claimed, at))
      return { at, prepared: null };
    return { at, prepared: prepare(rendered, render, { now: at, agentOf, urlsOf: urlsAt(at) }) };
  };
  return (claimed: Claimed) =>
    write(claimed).catch((error: unknown): { at: Date; prepared: Prepared } => {
      const { accountId, id: deliveryId, format } = claimed;
      log.error({ reason: reasonOf(error), accountId, deliveryId, format }, "a webhook could not be written");
      return { at: now(), prepared: { kind: "unwritable" } };
    });
}

type Ended = { ended: readonly SettledDelivery[]; taken: ReadonlyMap<number, number> };

/** Per endpoint the deliveries that are claimed or not stored, and those made since the last claim. */
function inFlightOf(current: ReadonlyMap<number, number>, { ended, taken }: Ended): InFlight {
  const counts = new Map(current);
  for (const { endpointId } of ended) counts.set(endpointId, (counts.get(endpointId) ?? 0) + 1);
  const ids = new Set([...counts.keys(), ...taken.keys()]);
  return new Map([...ids].map((id) => [id, { count: counts.get(id) ?? 0, taken: taken.get(id) ?? 0 }]));
}

const postPrepared = (
  outbound: Outbound,
  claimed: Claimed,
  prepared: Exclude<Prepared, { kind: "drop" }>,
): Posted | Promise<Posted> =>
  prepared.kind === "call" ? postTraced(outbound, claimed, prepared) : NOT_MADE[prepared.kind];

/**
 * Posts a delivery; if traces are configured, in a span whose W3C header the receiver gets, so that it can continue the
 * trace. The header has random ids only. The signature does not cover it.
 */
const postTraced = (
  outbound: Outbound,
  claimed: Claimed,
  prepared: Extract<Prepared, { kind: "call" }>,
): Promise<Posted> =>
  inSpan("webhook delivery", { kind: "client", attributes: attributesOf(claimed) }, async (span) => {
    if (!span) return outbound.post(prepared);
    const headers = { ...prepared.headers, traceparent: span.traceparent };
    const posted = await outbound.post({ ...prepared, headers });
    if (posted.answered) span.describe({ "http.response.status_code": posted.status });
    else {
      span.describe({ "error.type": posted.fault });
      span.fail();
    }
    return posted;
  });

const attributesOf = ({ accountId, endpointId, id, tries }: Claimed) => ({
  "tickline.account_id": accountId,
  "tickline.endpoint_id": endpointId,
  "tickline.delivery_id": id,
  "tickline.try": tries + 1,
});
