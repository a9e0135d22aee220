import { setTimeout as sleep } from "node:timers/promises";
import { followLeased, type LeaseParts } from "@/server/channels/follow-leased";
import { refuseSettings } from "@/server/channels/outdated-settings";
import { createGraph, type Graph } from "@/server/channels/whatsapp/graph/graph";
import { type WhatsappSettings, whatsappSettings } from "@/server/channels/whatsapp/settings";
import { servicesFor } from "@/server/commands/_run/services";
import { type ConnectionState, saveConnection } from "@/server/store/inboxes/channel-connection";
import type { LeasedInbox } from "@/server/store/inboxes/leased-connections";
import { saveNumber } from "@/server/store/inboxes/number-health";
import { readNumber, requestNumber } from "./read-number";

const CALL_MS = 15_000;

/** How often a number is read, in ms: after it could be read, and after it could not. */
export type Rhythm = { everyMs: number; againMs: number };
const RHYTHM: Rhythm = { everyMs: 6 * 3_600_000, againMs: 5 * 60_000 };

type Parts = LeaseParts & { rhythm?: Rhythm };
type Followed = Pick<LeasedInbox, "accountId"> & { inboxId: number; settings: WhatsappSettings };

/**
 * Reads what Meta knows of the number of each WhatsApp inbox: at once when an inbox is new, its settings were changed or Meta has
 * reported a change, and then now and then. An inbox whose token does not read its number is disconnected.
 */
export function openNumbers({ rhythm = RHYTHM, ...parts }: Parts): { close(): Promise<void> } {
  const graph = createGraph(CALL_MS);
  const followed = followLeased(parts, {
    channel: "whatsapp",
    setting: "phoneNumberId",
    follow(leased) {
      const { settings, accountId, inbox } = leased;
      const read = whatsappSettings.safeParse(settings);
      if (!read.success) return refuseSettings(parts, leased);
      return followNumber({ accountId, inboxId: inbox.id, settings: read.data }, { ...parts, rhythm, graph });
    },
  });
  return {
    async close() {
      await followed.close();
      graph.close();
    },
  };
}

type Following = Omit<Parts, "rhythm"> & { rhythm: Rhythm; graph: Graph };

function followNumber(
  { accountId, inboxId, settings }: Followed,
  { services: all, log, rhythm, graph }: Following,
): { close(): Promise<void> } {
  const { database, now } = servicesFor(all, { accountId });
  const stop = new AbortController();
  const { signal } = stop;

  /** Returns the pause until the next reading, in ms. */
  async function read(): Promise<number> {
    const answer = readNumber(await requestNumber(graph, settings), now());
    if (signal.aborted) return 0;
    const save = (state: ConnectionState) =>
      saveConnection(database, accountId, { inboxId, now: now(), ...state });
    if ("failed" in answer) {
      const nextTryAt = new Date(now().getTime() + rhythm.againMs);
      await save({ state: "disconnected", error: answer.failed, nextTryAt });
      return rhythm.againMs;
    }
    await save({ state: "connected", error: null, nextTryAt: null });
    await saveNumber(database, accountId, { inboxId, number: answer.number });
    return rhythm.everyMs;
  }
  async function run(): Promise<void> {
    while (!signal.aborted) {
      const pauseMs = await read().catch((error: unknown) => {
        log.error({ accountId, inboxId, err: error }, "a number could not be read");
        return rhythm.againMs;
      });
      await sleep(pauseMs, undefined, { signal }).catch(() => undefined); // it ends early when it is closed
    }
  }
  const ended = run();
  return {
    async close() {
      stop.abort();
      await ended;
    },
  };
}
