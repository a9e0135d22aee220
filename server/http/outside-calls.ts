import { createHash } from "node:crypto";
import { testCallback } from "@/server/channels/api/test-callback";
import { renderTicklineTest } from "@/server/channels/api/tickline-body";
import { channelOfKind } from "@/server/channels/channels";
import { readEvolution } from "@/server/channels/evolution/read-evolution";
import { Refusal } from "@/server/contract/_shared/refusal";
import type { ConnectedInbox } from "@/server/contract/channel/channel-dto";
import type { ListedTemplates } from "@/server/contract/channel/channel-template";
import type { OutsideCalls } from "@/server/contract/inbox/outside-calls";
import { createTokenBucket } from "@/server/lib/async/token-bucket";
import { createOutbound } from "@/server/lib/outbound/post";
import { addressPolicy, systemResolve } from "@/server/lib/outbound/target";
import { CALLBACK_TESTS } from "./dialects";

/** Somebody waits for the result. */
const TOTAL_MS = 10_000;
const ANSWER_BYTES = 2_048;
/** An instance's settings, with its list of ignored numbers. */
const SETTINGS_BYTES = 64 * 1024;
/** Calls for one inbox: five at once, then one every ten seconds. Counted by each process. */
const RATE = { perSecond: 0.1, burst: 5 };

const tests = { tickline: renderTicklineTest, ...CALLBACK_TESTS };

/**
 * The calls of the integration check. Each has connections of its own: they are rare, and limited
 * by inbox.
 */
export function createOutsideCalls(): OutsideCalls {
  const limit = createTokenBucket(RATE);
  const countCall = (inboxId: number) => {
    const { isAllowed, retryAfterMs } = limit.take(String(inboxId));
    if (!isAllowed) throw new Refusal("request.rate_limited", { retryAfterS: retryAfterMs / 1000 });
  };
  const kept = keepTemplates();
  return {
    countCall,
    listTemplates: (connected) =>
      kept(connected, () => {
        countCall(connected.inbox.id);
        return channelOfKind(connected.inbox.channel).listTemplates(connected);
      }),
    checkChannel: (connected) => channelOfKind(connected.inbox.channel).check(connected),
    pairChannel: (connected) => channelOfKind(connected.inbox.channel).pair(connected),
    testCallback: (tested) =>
      calling(ANSWER_BYTES, (outbound) => testCallback(tested, { outbound, tests, now: () => new Date() })),
    readEvolution: (input) => calling(SETTINGS_BYTES, (outbound) => readEvolution(input, outbound)),
  };
}

/** For so long a list of templates is shown as it was read, in ms. */
const TEMPLATES_FOR_MS = 3 * 60_000;
const TEMPLATES_OF_MAX = 200;

/** The lists of templates that were read last, by inbox and its settings. One that could not be read is read again. */
function keepTemplates() {
  const lists = new Map<string, { at: number; listed: Promise<ListedTemplates> }>();
  return async ({ inbox, settings }: ConnectedInbox, read: () => Promise<ListedTemplates>) => {
    const key = `${inbox.id} ${createHash("sha256").update(JSON.stringify(settings)).digest("hex")}`;
    const known = lists.get(key);
    if (known && performance.now() - known.at < TEMPLATES_FOR_MS) return known.listed;
    const listed = read();
    lists.delete(key);
    lists.set(key, { at: performance.now(), listed });
    const [oldest] = lists.keys();
    if (lists.size > TEMPLATES_OF_MAX && oldest !== undefined) lists.delete(oldest);
    const drop = () => lists.get(key)?.listed === listed && lists.delete(key);
    try {
      const found = await listed;
      if ("failed" in found) drop();
      return found;
    } catch (error) {
      drop();
      throw error;
    }
  };
}

async function calling<T>(
  keptBytes: number,
  call: (outbound: ReturnType<typeof createOutbound>) => Promise<T>,
): Promise<T> {
  const outbound = createOutbound({
    policy: addressPolicy(),
    resolve: systemResolve,
    totalMs: TOTAL_MS,
    keptBytes,
  });
  return call(outbound).finally(outbound.close);
}
