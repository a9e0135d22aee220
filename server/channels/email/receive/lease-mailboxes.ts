import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { mailInboxOf } from "@/server/channels/email/mail-inbox";
import { emailSettings } from "@/server/channels/email/settings";
import type { ChannelParts } from "@/server/channels/manifest";
import { toInboxDto } from "@/server/store/inboxes/inboxes";
import {
  type LeasedInbox,
  leaseConnections,
  releaseConnections,
} from "@/server/store/inboxes/leased-connections";
import { followMailbox } from "./follow-mailbox";

/** How often new inboxes and changed settings are looked for. */
const LOOK_MS = 2_000;
/** How long a process that was killed keeps its mailboxes from others. */
const LEASE_SECONDS = 20;

type Followed = { stored: string; close(): Promise<void> };
type Parts = Pick<ChannelParts, "services" | "log"> & { lookMs?: number };

/**
 * Follows the mailboxes of all e-mail inboxes, each in one process at a time: by a lease, which is extended while the process lives. An
 * inbox that is new, or whose settings were changed, is followed within seconds. A process that lost a lease without knowing reads
 * beside its successor for a moment; each mail is stored once all the same.
 */
export function openMailboxes({ services, log, lookMs = LOOK_MS }: Parts): { close(): Promise<void> } {
  const { database, now } = services;
  const leasedBy = randomUUID();
  const followed = new Map<number, Followed>();
  const stop = new AbortController();

  async function look(): Promise<void> {
    const leased = await leaseConnections(database, {
      leasedBy,
      channel: "email",
      setting: "imap",
      now: now(),
      seconds: LEASE_SECONDS,
    });
    const byId = new Map(leased.map((one) => [one.inbox.id, one]));
    const ended = [...followed].filter(([id, { stored }]) => byId.get(id)?.stored !== stored);
    await Promise.all(ended.map(([id]) => end(id)));
    for (const [id, one] of byId) if (!followed.has(id)) begin(id, one);
  }

  async function end(id: number): Promise<void> {
    const one = followed.get(id);
    followed.delete(id);
    await one?.close();
  }

  function begin(id: number, { stored, settings, accountId, inbox }: LeasedInbox): void {
    const read = emailSettings.safeParse(settings);
    const imap = read.success && read.data.inbound === "imap" ? read.data.imap : undefined;
    if (!read.success) log.error({ accountId, inboxId: id }, "the settings of a mailbox are no longer valid");
    if (!read.success || !imap) {
      followed.set(id, { stored, close: async () => undefined });
      return;
    }
    const { importSince } = read.data;
    const mailbox = {
      inbox: mailInboxOf({ accountId, inbox: toInboxDto(inbox), settings: read.data }),
      imap,
      importSince: importSince === undefined ? null : new Date(importSince),
    };
    followed.set(id, { stored, ...followMailbox({ services, log }, mailbox) });
  }

  async function run(): Promise<void> {
    while (!stop.signal.aborted) {
      await look().catch((error: unknown) => log.error({ err: error }, "mailboxes could not be looked for"));
      await sleep(lookMs, undefined, { signal: stop.signal }).catch(() => undefined); // it ends early when it is closed
    }
    await Promise.all([...followed.keys()].map(end));
    await releaseConnections(database, leasedBy);
  }

  const ended = run();
  return {
    async close() {
      stop.abort();
      await ended;
    },
  };
}
