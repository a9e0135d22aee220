import type { WidgetFile, WidgetMessage, WidgetMessageInput } from "@/server/contract/channel/widget";
import { backoffMs } from "@/widget/net/backoff";
import { Refused } from "@/widget/net/client";
import type { Storage } from "./storage";

/** A message of the visitor that the server has not answered yet. */
export type Pending = {
  clientId: string;
  conversationId: number | null;
  text: string;
  files: WidgetFile[];
  answers?: Record<string, string>;
  createdAt: string;
  /** The server's reason, or null while it is tried. */
  failure: string | null;
};

const PREFIX = "outbox.";

type OutboxOptions = {
  storage: Storage;
  send: (input: WidgetMessageInput) => Promise<WidgetMessage>;
  onChange: (pending: Pending[]) => void;
  onSent: (message: WidgetMessage, pending: Pending) => void;
  /** Whether a session exists: nothing is sent before. */
  isReady: () => boolean;
  wait?: (ms: number) => Promise<void>;
};

/** Sends the visitor's messages in order, each until it is answered. Each entry has its own name in the storage, so that tabs do not overwrite another's. */
export function createOutbox(options: OutboxOptions) {
  const { storage, onChange } = options;
  const wait = options.wait ?? waitForNetwork;
  let isRunning = false;
  const list = () => readAll(storage);
  const save = (pending: Pending) => storage.write(PREFIX + pending.clientId, JSON.stringify(pending));
  const changed = () => onChange(list());

  async function deliver(pending: Pending): Promise<void> {
    for (let failures = 1; storage.read(PREFIX + pending.clientId) !== null; failures += 1) {
      try {
        const message = await options.send(inputOf(pending));
        storage.remove(PREFIX + pending.clientId);
        options.onSent(message, pending);
        return changed();
      } catch (error) {
        if (error instanceof Refused && error.isFinal) {
          save({ ...pending, failure: error.message || error.code || String(error.status) });
          return changed();
        }
        await wait(backoffMs(failures));
      }
    }
  }

  /** Sends what waits. It does nothing while it runs already, or before there is a session. */
  async function run(): Promise<void> {
    if (isRunning || !options.isReady()) return;
    isRunning = true;
    try {
      for (let next = firstOf(list()); next && options.isReady(); next = firstOf(list())) await deliver(next);
    } finally {
      isRunning = false;
    }
  }

  return {
    list,
    run,
    add(pending: Pending) {
      save(pending);
      changed();
      void run();
    },
    retry(clientId: string) {
      const failed = list().find((pending) => pending.clientId === clientId);
      if (failed) save({ ...failed, failure: null });
      changed();
      void run();
    },
    discard(clientId: string) {
      storage.remove(PREFIX + clientId);
      changed();
    },
    clear() {
      for (const { clientId } of list()) storage.remove(PREFIX + clientId);
      changed();
    },
  };
}

export type Outbox = ReturnType<typeof createOutbox>;

const firstOf = (all: Pending[]) => all.find(({ failure }) => failure === null);

const inputOf = ({ clientId, conversationId, text, files, answers }: Pending): WidgetMessageInput => ({
  clientId,
  conversationId,
  text,
  ...(files.length > 0 && { fileIds: files.map(({ id }) => id) }),
  ...(answers && { answers }),
});

function readAll(storage: Storage): Pending[] {
  return storage
    .names()
    .filter((name) => name.startsWith(PREFIX))
    .flatMap((name) => parse(storage.read(name)))
    .sort((a, b) => a.createdAt.localeCompare(b.createdAt));
}

function parse(value: string | null): Pending[] {
  try {
    return value === null ? [] : [JSON.parse(value)];
  } catch {
    return []; // the page wrote there
  }
}

/** Ends early when the browser is connected again. */
function waitForNetwork(ms: number): Promise<void> {
  return new Promise((resolve) => {
    const finish = () => {
      clearTimeout(timer);
      removeEventListener("online", finish);
      resolve();
    };
    const timer = setTimeout(finish, ms);
    addEventListener("online", finish);
  });
}
