import { randomUUID } from "node:crypto";
import { onTestFinished } from "vitest";
import { z } from "zod";
import { type Event, eventSchema } from "@/server/contract/event/event";
import { waitUntil } from "@/server/lib/async/wait-until";
import { openReceiver, type Receiver } from "@/test/support/clients/receiver";
import { startApp, temporaryDataDir } from "@/test/support/processes/app-process";
import { type Asking, createPlace, request, send } from "./requests";
import { type Path, type RequestStep, stepsOf } from "./path";

/** The running product as others see it: what is asked over HTTP, and what its log and its webhooks tell. */
export type Outside = {
  ask(path: string, body?: object): ReturnType<typeof send>;
  /** The account's whole log, as far as it was read. */
  log: readonly Event[];
  /** Everything from this place on is for the receiver, signed with the secret. */
  receiver: Receiver;
  endpointId: number;
  from: number;
  secret: string;
  /** Takes a path, and where that says something once more (else null); answers what was told of each. */
  walk(path: Path, edge: OutsideEdge): Promise<{ told: Event[]; again: Event[] | null }>;
};

export type OutsideEdge = "v1" | "chatwoot" | "freescout" | "worker";

const TOKEN = "of-the-outside-test-and-long-enough";
const WITHIN_MS = 30_000;

const page = z.object({
  data: z.array(eventSchema.transform((event) => event as Event)), // `data` depends on the resource
  nextCursor: z.string(),
  hasMore: z.boolean(),
});

/** Starts the product on data of its own, with a receiver of everything. Ended with the test. */
export async function openOutside(): Promise<Outside> {
  const receiver = await openReceiver();
  onTestFinished(receiver.close);
  const app = startApp({
    DATA_DIR: temporaryDataDir(),
    ADMIN_API_TOKEN: TOKEN,
    WEBHOOK_ALLOW_CIDRS: "127.0.0.1/32",
  });
  const url = await app.ready();
  const ask: Outside["ask"] = (path, body) =>
    send({ url, token: TOKEN }, { path, method: body ? "POST" : "GET", ...(body && { body }) });
  const { accountId, userId } = z
    .object({ accountId: z.number(), userId: z.number() })
    .parse(await ask("/v1/me"));
  const { log, read, mark } = followLog(ask);
  const before = await mark();
  const { id: endpointId, secret } = z
    .object({ id: z.number(), secret: z.string() })
    .parse(await ask("/v1/endpoints", { url: receiver.url, types: ["*"] }));
  const asking: Asking = {
    url,
    token: TOKEN,
    accountId,
    userId,
    now: () => new Date(),
    async wait(ms) {
      const over = Date.now() + ms;
      await waitUntil(() => Date.now() >= over, { withinMs: ms + WITHIN_MS });
    },
    stamped: () => mark(),
  };

  /** What is told after a place in the log, of what `work` does: as much as is expected, and then no more. */
  async function listen(from: number, work: () => Promise<unknown>, count: number) {
    await work();
    const isThere = () => log.length >= from + 1 + count;
    await waitUntil(async () => isThere() || ((await read()) > 0 && isThere()), { withinMs: WITHIN_MS });
    const to = await mark();
    return { told: log.slice(from + 1, to), to };
  }

  async function walk(path: Path, edge: OutsideEdge) {
    if (edge === "worker") return { told: await awaitWorker(path), again: null };
    const place = await createPlace(asking, path);
    const steps = [...stepsOf<RequestStep>(path.ways[edge])];
    const last = steps.pop();
    if (!last) throw new Error(`${path.title}: not by ${edge}`);
    for (const step of steps) place.before = await request(asking, step, place);
    const take = () => request(asking, last, place);
    const { told, to } = await listen(await mark(), take, path.told.length);
    const says = path.again !== undefined || last(place).isKeyed;
    if (!says) return { told, again: null };
    const { told: again } = await listen(to, () => take().catch(refused), path.again?.length ?? 0);
    return { told, again };
  }

  /** The worker does it by itself, perhaps before one has looked: what it did is told by who did it. */
  async function awaitWorker(path: Path): Promise<Event[]> {
    const from = await mark();
    await createPlace(asking, path);
    const own = () => log.slice(from).filter(({ actor }) => actor.type === "system");
    await waitUntil(async () => (await read()) > 0 && own().length >= path.told.length, {
      withinMs: WITHIN_MS,
    });
    await mark();
    return own();
  }

  return { ask, log, receiver, endpointId, from: before + 1, secret, walk };
}

/** What is not there any more, or was confirmed before. */
const refused = (error: unknown): null => {
  if (/: 4\d\d /.test(String(error))) return null;
  throw error;
};

function followLog(ask: Outside["ask"]) {
  const log: Event[] = [];
  let after = "";
  /** Reads on; answers how much there is. */
  async function read(): Promise<number> {
    for (let hasMore = true; hasMore; ) {
      const got = page.parse(await ask(`/v1/events?limit=1000&after=${after}&wait=1`));
      log.push(...got.data);
      ({ nextCursor: after, hasMore } = got);
    }
    return log.length;
  }
  /** Makes a contact and reads until it is told: all that was done before is told before it. Answers its place. */
  async function mark(): Promise<number> {
    const name = randomUUID();
    await ask("/v1/contacts", { name });
    const place = () =>
      log.findLastIndex(
        ({ type, data }) => type === "contact.created" && "name" in data && data.name === name,
      );
    await waitUntil(async () => (await read()) > 0 && place() >= 0, { withinMs: WITHIN_MS });
    return place();
  }
  return { log, read, mark };
}
