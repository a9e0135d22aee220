import type { WidgetFile, WidgetMessage, WidgetMessageInput } from "@/server/contract/channel/widget";
import { backoffMs, pause } from "@/widget/net/backoff";
import { Refused } from "@/widget/net/client";
import type { Storage } from "./storage";

/** A message of the visitor that the server has not answered yet. */
export type Pending = {
  clientId: string;
  conversationId: number | null;
  text: string;
  files: WidgetFile[];
  answers?: Record<string, string>;
  /** When it was written, in ms; no two have the same. */
  at: number;
  /** The server's reason, or null while it is tried. */
  failure: string | null;
};

/** What the visitor wrote. */
export type Draft = Pick<Pending, "conversationId" | "text" | "files" | "answers">;

const PREFIX = "outbox.";

type OutboxOptions = {
  storage: Storage;
  send: (input: WidgetMessageInput) => Promise<WidgetMessage>;
  onChange: (pending: Pending[]) => void;
  onSent: (message: WidgetMessage, pending: Pending) => void;
  /** Whether a session exists: nothing is sent before. */
  isReady: () => boolean;
  wait?: typeof pause;
};

/**
 * Sends the visitor's messages in order, each until it is answered. Each has its own name in the storage, so that no tab overwrites
 * what another wrote. Two tabs may send the same one: the server stores it once.
 */
export function createOutbox(options: OutboxOptions) {
  const { storage, onChange } = options;
  const wait = options.wait ?? pause;
  let isRunning = false;
  /** Ends the pause before the next try. */
  let wake = new AbortController();
  const list = () => readAll(storage);
  const save = (pending: Pending) =>
    storage.write(PREFIX + pending.clientId, JSON.stringify({ ...pending, files: plain(pending.files) }));
  const changed = () => onChange(list());
  const isThere = ({ clientId }: Pending) => storage.read(PREFIX + clientId) !== null;

  async function deliver(pending: Pending): Promise<void> {
    for (let failures = 1; isThere(pending); failures += 1) {
      const answer = await options.send(inputOf(pending)).catch(failureOf);
      if (!("failure" in answer)) return options.onSent(answer, pending);
      const { failure } = answer;
      if (failure !== null) {
        if (isThere(pending)) save({ ...pending, failure });
        return changed();
      }
      wake = new AbortController();
      await wait(backoffMs(failures), wake.signal);
    }
  }

  /** Sends what waits, at once. It does nothing before there is a session. */
  async function run(): Promise<void> {
    if (isRunning) return wake.abort();
    if (!options.isReady()) return;
    isRunning = true;
    try {
      for (let next = firstOf(list()); next && options.isReady(); next = firstOf(list())) await deliver(next);
    } finally {
      isRunning = false;
    }
  }

  storage.watch((name) => {
    if (name.startsWith(PREFIX)) changed();
  });

  return {
    list,
    run,
    add(draft: Draft) {
      save({
        ...draft,
        clientId: randomId(),
        at: Math.max(Date.now(), (list().at(-1)?.at ?? 0) + 1),
        failure: null,
      });
      changed();
      void run();
    },
    /** Those without a conversation go to this one. */
    assign(conversationId: number) {
      for (const pending of list()) if (pending.conversationId === null) save({ ...pending, conversationId });
      changed();
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
  };
}

export type Outbox = ReturnType<typeof createOutbox>;

/** The server's reason why it takes the message at no time, or null where another try may succeed. */
function failureOf(error: unknown): { failure: string | null } {
  if (!(error instanceof Refused && error.isFinal)) return { failure: null };
  return { failure: error.message || error.code || String(error.status) };
}

/** A list that is one as JSON too: old scripts give arrays a `toJSON` that makes texts of them. */
const plain = <T>(list: T[]): T[] => Object.assign([...list], { toJSON: 0 });

const firstOf = (all: Pending[]) => all.find(({ failure }) => failure === null);

const inputOf = ({ clientId, conversationId, text, files, answers }: Pending): WidgetMessageInput => ({
  clientId,
  conversationId,
  text,
  ...(files.length > 0 && { fileIds: plain(files.map(({ id }) => id)) }),
  ...(answers && { answers }),
});

function readAll(storage: Storage): Pending[] {
  return storage
    .names()
    .filter((name) => name.startsWith(PREFIX))
    .flatMap((name) => parse(storage.read(name)))
    .sort((a, b) => a.at - b.at);
}

function parse(value: string | null): Pending[] {
  try {
    return value === null ? [] : [JSON.parse(value)];
  } catch {
    return []; // the page wrote there
  }
}

/** A random UUID. `crypto.randomUUID` is missing on pages without TLS. */
function randomId(): string {
  const digit = () => ((crypto.getRandomValues(new Uint8Array(1))[0] ?? 0) % 16).toString(16);
  return "00000000-0000-4000-a000-000000000000".replace(/0/g, digit);
}
