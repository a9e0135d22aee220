import type { IncomingHttpHeaders } from "node:http";
import { z } from "zod";
import { services } from "@/server/commands/_run/services";
import type { Caller } from "@/server/contract/_shared/caller";
import { topicsChange } from "@/server/contract/live/topics";
import { isSameOrigin } from "@/server/lib/web/same-origin";
import { topicChanges } from "@/server/live/hub/topic-changes";
import { readSessionCallerLately } from "@/server/queries/credentials/session-caller";

type Ask = {
  params: readonly (string | undefined)[];
  headers: IncomingHttpHeaders;
  body: () => Promise<unknown>;
};

/** As the links of our screens send a call that is alone in its request: without a batch, or as its only one. */
const single = z.strictObject({ json: topicsChange }).transform(({ json }) => json);
const batch = z.strictObject({ "0": single }).transform((calls) => calls["0"]);

/**
 * `topics.set`, as the router answers it: every view that somebody opens asks it, and after a break a thousand screens at
 * once. Whatever is not plainly so is left to the router, which says why.
 */
export const setTopicsDirectly = {
  methods: ["POST"],
  path: /^\/api\/trpc\/topics\.set(\?batch=1)?$/,
  route: "/api/trpc/*",
  async answer({ params: [isBatch], headers, body }: Ask): Promise<Answer | null> {
    if (!isSameOrigin(headers) || headers["trpc-accept"] !== undefined) return null;
    const caller = await readSessionCallerLately(services().database, headers);
    const changes = topicChanges();
    if (!caller || !changes) return null;
    const wish = (isBatch ? batch : single).safeParse(await body());
    if (!wish.success || !changes.ask(caller, wish.data)) return null;
    const answer = { result: { data: { json: { isFiltered: true } } } };
    return { status: 200, json: isBatch ? [answer] : answer, caller };
  },
};

type Answer = { status: number; json: object; caller: Caller };
