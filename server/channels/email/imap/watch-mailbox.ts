import type { ImapFlow } from "imapflow";
import type { ImapServer } from "@/server/channels/email/mail-servers";
import { connectMailbox, wordsOf } from "./connect-mailbox";
import { LoginRefused } from "./login-refused";
import { type FetchedMail, type FolderCursor, readFolder } from "./read-folder";
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
/** Servers lock an account after some refused logins, but refuse correct ones too while they are in trouble. */
const LOGIN_DELAY_MS = 3_600_000;

/** The delay before try `tries` + 1 in ms, a fifth to either side, so that mailboxes of one outage do not come back at once. */
export const reconnectDelayMs = (tries: number, random: number): number =>
  Math.round((DELAYS_MS[Math.min(tries, DELAYS_MS.length) - 1] ?? DELAYS_MS[0]) * (0.8 + 0.4 * random));

/** Watches a mailbox until it is closed: stores what arrives, and connects again after a fault; an hour after a refused login. */
export function watchMailbox(options: WatchOptions): { close(): Promise<void> } {
  const { now, random = Math.random, report, onFault } = options;
  const stop = new AbortController();
  let tries = 0;

  async function runSession(): Promise<void> {
    const end = new AbortController();
    const client = await connectMailbox(options.imap);
    stop.signal.addEventListener("abort", () => client.close(), { signal: end.signal });
    if (stop.signal.aborted) client.close();
    try {
      await followMailbox(client, options, async () => {
        tries = 0;
        await report({ state: "connected" });
      });
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

/** Reads both folders whenever something changed, or `pollMs` have passed. Throws when the connection ends. */
async function followMailbox(
  client: ImapFlow,
  options: WatchOptions,
  onConnected: () => Promise<void>,
): Promise<never> {
  const changes = watchChanges(client);
  const sent = await findSentFolder(client, options.imap);
  await client.mailboxOpen(options.imap.folder, { readOnly: true });
  await onConnected();
  for (;;) {
    changes.reset();
    await readInbox(client, options); // first: a mail in Sent may answer one that has just arrived
    if (sent !== null) await readRole(client, options, "sent", sent);
    await readInbox(client, options); // last: its changes are those that the server reports
    await changes.next(options.pollMs ?? POLL_MS);
  }
}

/** Reads the folder of customers' mail until nothing has arrived meanwhile. */
async function readInbox(client: ImapFlow, options: WatchOptions): Promise<void> {
  for (;;) {
    const before = await options.readCursor("inbox");
    const { uidNext } = await readRole(client, options, "inbox", options.imap.folder);
    if (uidNext === before?.uidNext) return;
  }
}

async function readRole(
  client: ImapFlow,
  options: WatchOptions,
  role: FolderRole,
  folder: string,
): Promise<FolderCursor> {
  const { importSince, bytesMax, now } = options;
  return readFolder(client, {
    folder,
    cursor: await options.readCursor(role),
    importSince,
    bytesMax,
    now,
    store: (mail, cursor) => options.store(role, mail, cursor),
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
