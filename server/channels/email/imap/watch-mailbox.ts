import type { ImapFlow } from "imapflow";
import type { ImapServer } from "@/server/channels/email/mail-servers";
import { connectMailbox, wordsOf } from "./connect-mailbox";
import { LoginRefused } from "./login-refused";
import { type FetchedMail, type Fetching, type FolderCursor, MailWithheld, readFolder } from "./read-folder";
import { findSentFolder } from "./sent-folder";

/** Whose mail a folder has: customers', or what was sent from here or by another program. */
export type FolderRole = "inbox" | "sent";

/** What the connection reports. */
export type MailboxState =
  | { state: "connecting" | "connected" | "off" }
  | { state: "disconnected"; error: string; nextTryAt: Date };

export type WatchOptions = {
  imap: ImapServer;
  importSince: Date | null;
  bytesMax: number;
  now: () => Date;
  /** In [0, 1), for jitter. */
  random?: () => number;
  /** How long a server that reports nothing is left alone, in ms. */
  pollMs?: number;
  readCursor(role: FolderRole): Promise<FolderCursor | null>;
  /** Stores the cursor, and with it the mail, unless that was stored before. Rejects if it stored neither. */
  store(role: FolderRole, mail: FetchedMail | null, cursor: FolderCursor): Promise<void>;
  report(state: MailboxState): Promise<void>;
  onFault(error: unknown): void;
};

const POLL_MS = 60_000;
const DELAYS_MS = [1_000, 5_000, 15_000, 60_000, 300_000] as const;
/** A mail that could not be fetched so often, for so long, holds up those behind it no more. */
const WITHHELD_TRIES = 3;
const WITHHELD_MS = 5 * 60_000;
/** Servers lock an account after some refused logins, but refuse correct ones too while they are in trouble. */
const LOGIN_DELAY_MS = 3_600_000;

/** The delay before try `tries` + 1 in ms, a fifth to either side, so that mailboxes of one outage do not come back at once. */
export const reconnectDelayMs = (tries: number, random: number): number =>
  Math.round((DELAYS_MS[Math.min(tries, DELAYS_MS.length) - 1] ?? DELAYS_MS[0]) * (0.8 + 0.4 * random));

/**
 * Watches a mailbox until it is closed: stores what arrives, and connects again after a fault; an hour after a refused login. The delays
 * grow until a connection brings something.
 */
export function watchMailbox(options: WatchOptions): { close(): Promise<void> } {
  const { now, random = Math.random, report, onFault } = options;
  const stop = new AbortController();
  let tries = 0;
  let withheld: Withheld | null = null;

  const session: Session = {
    ...options,
    fetchingOf: (place) => (withheld?.place === place ? withheld.fetching : ALL),
    onRead: () => {
      tries = 0;
    },
  };

  async function runSession(): Promise<void> {
    const end = new AbortController();
    const client = await connectMailbox(options.imap);
    stop.signal.addEventListener("abort", () => client.close(), { signal: end.signal });
    if (stop.signal.aborted) client.close();
    try {
      await followMailbox(client, session);
    } finally {
      end.abort();
      client.close();
    }
  }

  async function run(): Promise<void> {
    await report({ state: "connecting" });
    while (!stop.signal.aborted) {
      const error = await runSession().catch((thrown: unknown) => thrown);
      if (stop.signal.aborted) break;
      if (error instanceof MailWithheld) withheld = afterFailure(withheld, error, now().getTime());
      tries += 1;
      const delayMs = error instanceof LoginRefused ? LOGIN_DELAY_MS : reconnectDelayMs(tries, random());
      const nextTryAt = new Date(now().getTime() + delayMs);
      await report({ state: "disconnected", error: wordsOf(error), nextTryAt });
      await pause(delayMs, stop.signal);
    }
    await report({ state: "off" });
  }

  const ended = run().catch(onFault);
  return {
    async close() {
      stop.abort();
      await ended;
    },
  };
}

/** The mail that ended a connection last, how often, and since when. */
type Withheld = { place: string; failures: number; sinceMs: number; fetching: Fetching };

const ALL: Fetching = { part: "all", why: null };

/** Where the whole mail cannot be had, its header is tried once. */
function afterFailure(
  before: Withheld | null,
  { place, message: why }: MailWithheld,
  nowMs: number,
): Withheld {
  if (before?.place !== place) return { place, failures: 1, sinceMs: nowMs, fetching: ALL };
  const failures = before.failures + 1;
  if (before.fetching.part !== "all") return { ...before, failures, fetching: { part: "nothing", why } };
  const isOver = failures >= WITHHELD_TRIES && nowMs - before.sinceMs >= WITHHELD_MS;
  return { ...before, failures, fetching: isOver ? { part: "header", why } : ALL };
}

type Session = WatchOptions & {
  fetchingOf(place: string): Fetching;
  /** Something new was stored, or there is nothing new. */
  onRead(): void;
};

/** Reads both folders whenever something changed, or `pollMs` have passed. Throws when the connection ends. */
async function followMailbox(client: ImapFlow, options: Session): Promise<never> {
  const changes = watchChanges(client);
  const sent = await findSentFolder(client, options.imap);
  await client.mailboxOpen(options.imap.folder, { readOnly: true });
  await options.report({ state: "connected" });
  for (;;) {
    changes.reset();
    await readInbox(client, options); // first: a mail in Sent may answer one that has just arrived
    if (sent !== null) await readRole(client, options, "sent", sent);
    await readInbox(client, options); // last: its changes are those that the server reports
    options.onRead();
    await changes.next(options.pollMs ?? POLL_MS);
  }
}

/** Reads the folder of customers' mail until nothing has arrived meanwhile. */
async function readInbox(client: ImapFlow, options: Session): Promise<void> {
  for (;;) {
    const before = await options.readCursor("inbox");
    const { uidNext } = await readRole(client, options, "inbox", options.imap.folder);
    if (uidNext === before?.uidNext) return;
  }
}

async function readRole(
  client: ImapFlow,
  options: Session,
  role: FolderRole,
  folder: string,
): Promise<FolderCursor> {
  const { importSince, bytesMax, fetchingOf, now } = options;
  return readFolder(client, {
    folder,
    cursor: await options.readCursor(role),
    importSince,
    bytesMax,
    fetchingOf,
    now,
    async store(mail, cursor) {
      await options.store(role, mail, cursor);
      options.onRead();
    },
  });
}

/** Changes of the selected folder, as the server reports them while the connection idles. */
function watchChanges(client: ImapFlow) {
  let hasChanged = false;
  let wake: () => void = () => undefined;
  const onChange = () => {
    hasChanged = true;
    wake();
  };
  client.on("exists", onChange);
  client.on("close", onChange);
  return {
    reset() {
      hasChanged = false;
    },
    async next(pollMs: number): Promise<void> {
      if (!hasChanged) {
        const idling = client.idle();
        const end = new AbortController();
        const woken = new Promise<void>((resolve) => {
          wake = resolve;
        });
        await Promise.race([woken, pause(pollMs, end.signal), idling.then(() => woken)]);
        end.abort();
      }
      if (!client.usable) throw new Error("The server closed the connection.");
    },
  };
}

/** Resolves after `ms`, or when it is aborted. */
const pause = (ms: number, signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    const end = () => {
      clearTimeout(timer);
      signal.removeEventListener("abort", end);
      resolve();
    };
    const timer = setTimeout(end, ms);
    signal.addEventListener("abort", end);
    if (signal.aborted) end();
  });
