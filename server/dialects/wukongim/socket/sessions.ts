import { type Services, servicesFor } from "@/server/commands/_run/services";
import type { OutgoingContext } from "@/server/dialects/wukongim/socket/delivery/outgoing";
import {
  createPositionWriter,
  type PositionWriter,
} from "@/server/dialects/wukongim/socket/delivery/position-writer";
import { createQueueReader, type QueueReader } from "@/server/dialects/wukongim/socket/delivery/queue-reader";
import {
  createSession,
  type LiveSession,
  type SessionParts,
} from "@/server/dialects/wukongim/socket/delivery/session";
import { admitDevice } from "@/server/dialects/wukongim/socket/devices/admit";
import { type Device, replaces } from "@/server/dialects/wukongim/socket/devices/device";
import { createDeviceBook, type DeviceBook } from "@/server/dialects/wukongim/socket/devices/device-book";
import { createReplacements } from "@/server/dialects/wukongim/socket/devices/replacements";
import {
  createStatusNotifier,
  type StatusNotifier,
} from "@/server/dialects/wukongim/socket/devices/status-notifier";
import type { Accepted } from "@/server/dialects/wukongim/socket/wire/connection";
import {
  type ConnectParams,
  type ConnectResult,
  RpcRefusal,
  SOCKET_REASONS,
} from "@/server/dialects/wukongim/socket/wire/requests";
import { createSemaphore, type Semaphore } from "@/server/lib/async/semaphore";
import { recordInboxSocket } from "@/server/queries/events/record-events-read";
import { type AccountFeed, createAccountFeed } from "./account-feed";
import { subscribeTo } from "./subscribe";
import { writeFrom } from "./write";

/** The connected devices of one account in this process, and those of one user in all. */
const ACCOUNT_MAX = 4_000;
const USER_MAX = 10;

/**
 * Devices whose queues are read at the same time in this process. A message in a channel that was silent is read for each
 * device: without a bound, a large channel fills the queue for the database, and devices are cut off.
 */
const READS_MAX = 4;

/** JSON-RPC encrypts messages by TLS only; the binary protocol puts its own keys here. */
const PROTOCOL = { serverKey: "", salt: "", serverVersion: 5, nodeId: 1 };

export type SessionsOptions = {
  database: Services["database"];
  now: () => Date;
  /** Returns the process's services; not called before the first connection. */
  services: () => Services;
  /** Where the addresses in messages begin, without a final slash. */
  baseUrl: string;
  /** Sends a message to every other process, which passes it to its `receive`. */
  broadcast: (message: string) => void;
};

/** The other side of a connection that wants to connect to an inbox, by its public identifier; null over TCP. */
export type Opened = Pick<SessionParts, "client" | "end" | "receiver"> & {
  identifier: string | null;
  /** The device by the address; null: unnamed there. */
  deviceId: string | null;
};

/** The sessions of one process, by account. */
export type Sessions = {
  /** Refuses with an `RpcRefusal`. */
  connect(params: ConnectParams, opened: Opened): Promise<Accepted>;
  book: DeviceBook;
  /** Tells the other processes, and records, which devices are connected here. */
  repeat(): void;
  checkRights(): void;
  /** Handles a message of another process; false when it is none of these. */
  receive(message: string): boolean;
  /** Resolves when everything that was acknowledged so far is saved, and everything told about accounts that were left. */
  flush(): Promise<void>;
};

/** The accounts with sessions. */
function createAccounts(open: (accountId: number) => AccountDevices) {
  const accounts = new Map<number, AccountDevices>();
  /** What is still told of accounts whose last device has gone. */
  const ending = new Set<Promise<void>>();
  return {
    all: () => [...accounts.values()],
    sessionsOf: (accountId: number) => [...(accounts.get(accountId)?.feed.sessions() ?? [])],
    provide(accountId: number): AccountDevices {
      const account = accounts.get(accountId) ?? open(accountId);
      accounts.set(accountId, account);
      return account;
    },
    /** Ends an account without sessions. */
    release(accountId: number, { feed, statuses }: AccountDevices): void {
      if (feed.size() > 0) return;
      accounts.delete(accountId);
      const ended = statuses.stop().finally(() => ending.delete(ended));
      ending.add(ended);
    },
    async flush(): Promise<void> {
      await Promise.all([...[...accounts.values()].map(({ positions }) => positions.flush()), ...ending]);
    },
  };
}

function openAccounts(services: () => SocketServices, baseUrl: string) {
  const gate = createSemaphore(READS_MAX);
  return createAccounts((accountId) => createAccountDevices(services(), { accountId, baseUrl, gate }));
}

export function createSessions(options: SessionsOptions): Sessions {
  const { database, now, services, baseUrl, broadcast } = options;
  const nowMs = () => now().getTime();
  const shared = (): SocketServices => ({ database, now, run: services().run });
  const accounts = openAccounts(shared, baseUrl);
  const book = createDeviceBook({ nowMs, broadcast });
  const { sessionsOf } = accounts;
  const replacements = createReplacements({ broadcast, sessionsOf });

  function leave(session: LiveSession, account: AccountDevices): void {
    account.feed.leave(session);
    book.remove(session.device);
    void account.positions.flush();
    accounts.release(session.device.accountId, account);
  }

  /** A device that is connected may always connect again: its other connection ends. */
  function refuseTooMany(device: Device): void {
    const others = sessionsOf(device.accountId);
    const isFull = others.length >= ACCOUNT_MAX || book.count(device) >= USER_MAX;
    if (isFull && !others.some((other) => replaces(device, other.device)))
      throw new RpcRefusal({ code: SOCKET_REASONS.rateLimit, message: "There are too many connections." });
  }

  async function open(device: Device, opened: Opened): Promise<LiveSession> {
    const account = accounts.provide(device.accountId);
    const session: LiveSession = createSession({
      ...account,
      ...opened,
      device,
      nowMs: () => performance.now(),
      write: (message) => writeFrom(services(), device, message),
      subscribe: (channel) => subscribeTo(services(), device, channel),
      onClosed: () => leave(session, account),
    });
    await account.feed.join(session).catch((error: unknown) => {
      leave(session, account);
      throw error;
    });
    replacements.replaceBy(device);
    book.add(device);
    recordDevice(shared(), device);
    return session;
  }

  return {
    async connect(params, opened) {
      const device = await admitDevice(shared(), { ...opened, params });
      refuseTooMany(device);
      const session = await open(device, opened);
      return { session, result: resultOf(params, nowMs()), begin: session.readOn };
    },
    book,
    repeat() {
      book.repeat();
      for (const { feed } of accounts.all())
        for (const { device } of feed.sessions()) recordDevice(shared(), device);
    },
    checkRights() {
      for (const { feed } of accounts.all()) void feed.checkRights();
    },
    receive: (message) => book.receive(message) || replacements.receive(message),
    flush: accounts.flush,
  };
}

/** A customer's device takes the inbox's replies; one of the account's side takes none. */
function recordDevice(
  all: Pick<Services, "database" | "now">,
  { accountId, inboxId, contactId }: Device,
): void {
  const { database, now } = servicesFor(all, { accountId });
  if (contactId !== null) recordInboxSocket(database, { accountId, inboxId, now: now() });
}

/** `timeDiff`: how far the server's clock is ahead of the client's, in ms. */
function resultOf({ clientTimestamp }: ConnectParams, nowMs: number): ConnectResult {
  const timeDiff = clientTimestamp ? nowMs - clientTimestamp : 0;
  return { ...PROTOCOL, timeDiff, reasonCode: SOCKET_REASONS.success };
}

/** What the sessions of one account share. */
type AccountDevices = {
  feed: AccountFeed;
  positions: PositionWriter;
  queues: QueueReader;
  statuses: StatusNotifier;
};

type SocketServices = Pick<Services, "database" | "run" | "now">;

/** In which language Tickline's own notices are sent. */
const LOCALE = "en";

function createAccountDevices(
  services: SocketServices,
  { accountId, baseUrl, gate }: { accountId: number; baseUrl: string; gate: Semaphore },
): AccountDevices {
  const { database, now } = servicesFor(services, { accountId });
  const context: OutgoingContext = {
    database,
    accountId,
    reader: () => ({ rendering: { now: now(), baseUrl }, locale: LOCALE }),
  };
  return {
    feed: createAccountFeed({ services, context }),
    positions: createPositionWriter(services, accountId),
    queues: createQueueReader(context, { now, gate }),
    statuses: createStatusNotifier(services, accountId),
  };
}
