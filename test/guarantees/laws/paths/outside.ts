import { randomUUID } from "node:crypto";
import { onTestFinished } from "vitest";
import { z } from "zod";
import { type Event, eventSchema } from "@/server/contract/event/event";
import { waitUntil } from "@/server/lib/async/wait-until";
import { openReceiver, type Receiver } from "@/test/support/clients/receiver";
import { startApp, temporaryDataDir } from "@/test/support/processes/app-process";
import { type Path, type RequestStep, stepsOf } from "./path";
import { createPlace, type RunningProduct, send, takeStep } from "./requests";

/** The running product from outside: requests over HTTP, its log and its webhooks. */
export type Outside = {
  request(path: string, body?: object): ReturnType<typeof send>;
  /** The account's log, as read by now. */
  log: readonly Event[];
  /** The receiver gets every event from index `from`, signed with `secret`. */
  receiver: Receiver;
  endpointId: number;
  from: number;
  secret: string;
  /** Takes a path, and again if `path.again` or a key defines the result, else null. Returns the events of each. */
  walk(path: Path, edge: OutsideEdge): Promise<{ events: Event[]; again: Event[] | null }>;
};

export type OutsideEdge = "v1" | "chatwoot" | "freescout" | "worker";

const TOKEN = "of-the-outside-test-and-long-enough";
const WITHIN_MS = 60_000;

const page = z.object({
  data: z.array(eventSchema.transform((event) => event as Event)), // `data` depends on the resource
  nextCursor: z.string(),
  hasMore: z.boolean(),
});

/** Starts the product on new data, with a receiver of all events. Ended with the test. */
export async function openOutside(): Promise<Outside> {
  const receiver = await openReceiver();
  onTestFinished(receiver.close);
  const app = startApp({
    DATA_DIR: temporaryDataDir(),
    ADMIN_API_TOKEN: TOKEN,
    WEBHOOK_ALLOW_CIDRS: "127.0.0.1/32",
  });
  const url = await app.ready();
  const request: Outside["request"] = (path, body) =>
    send({ url, token: TOKEN }, { path, method: body ? "POST" : "GET", ...(body && { body }) });
  const { accountId, userId } = z
    .object({ accountId: z.number(), userId: z.number() })
    .parse(await request("/v1/me"));
  const { log, read, mark } = followLog(request);
  const before = await mark();
  const { id: endpointId, secret } = z
    .object({ id: z.number(), secret: z.string() })
    .parse(await request("/v1/endpoints", { url: receiver.url, types: ["*"] }));
  const product: RunningProduct = {
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

  /** The events of `work` after an index of the log: waits for `count`, then checks for more. */
  async function listen(from: number, work: () => Promise<unknown>, count: number) {
    await work();
    const isThere = () => log.length >= from + 1 + count;
    await waitUntil(async () => isThere() || ((await read()) > 0 && isThere()), { withinMs: WITHIN_MS });
    const to = await mark();
    return { events: log.slice(from + 1, to), to };
  }

  async function walk(path: Path, edge: OutsideEdge) {
    if (edge === "worker") return { events: await awaitWorker(path), again: null };
    const place = await createPlace(product, path);
    const steps = [...stepsOf<RequestStep>(path.ways[edge])];
    const last = steps.pop();
    if (!last) throw new Error(`${path.title}: not by ${edge}`);
    for (const step of steps) place.before = await takeStep(product, step, place);
    const take = () => takeStep(product, last, place);
    const { events, to } = await listen(await mark(), take, path.events.length);
    const isRepeatable = path.again !== undefined || last(place).isKeyed;
    if (!isRepeatable) return { events, again: null };
    const { events: again } = await listen(to, () => take().catch(refused), path.again?.length ?? 0);
    return { events, again };
  }

  /** Waits for what the worker does by itself, perhaps already now. Returns the events with the system as actor. */
  async function awaitWorker(path: Path): Promise<Event[]> {
    const from = await mark();
    await createPlace(product, path);
    const own = () => log.slice(from).filter(({ actor }) => actor.type === "system");
    await waitUntil(async () => (await read()) > 0 && own().length >= path.events.length, {
      withinMs: WITHIN_MS,
    });
    await mark();
    return own();
  }

  return { request, log, receiver, endpointId, from: before + 1, secret, walk };
}

/** Expects a refusal: of a missing resource or a used token. */
const refused = (error: unknown): null => {
  if (/: 4\d\d /.test(String(error))) return null;
  throw error;
};

function followLog(request: Outside["request"]) {
  const log: Event[] = [];
  let after = "";
  /** Reads the rest of the log. Returns its length. */
  async function read(): Promise<number> {
    for (let hasMore = true; hasMore; ) {
      const got = page.parse(await request(`/v1/events?limit=1000&after=${after}&wait=1`));
      log.push(...got.data);
      ({ nextCursor: after, hasMore } = got);
    }
    return log.length;
  }
  /** Creates a contact and reads until its event: all earlier events are before it. Returns the event's index. */
  async function mark(): Promise<number> {
    const name = randomUUID();
    await request("/v1/contacts", { name });
    const place = () =>
      log.findLastIndex(
        ({ type, data }) => type === "contact.created" && "name" in data && data.name === name,
      );
    await waitUntil(async () => (await read()) > 0 && place() >= 0, { withinMs: WITHIN_MS });
    return place();
  }
  return { log, read, mark };
}
