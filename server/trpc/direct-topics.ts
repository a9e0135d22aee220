import { z } from "zod";
import type { Services } from "@/server/commands/_run/services";
import type { Caller } from "@/server/contract/_shared/caller";
import { topicsChange } from "@/server/contract/live/topics";
import { isSameOrigin } from "@/server/lib/auth/session-cookie";
import type { DirectRoute } from "@/server/lib/web/direct-route";
import { topicChanges } from "@/server/live/hub/topic-changes";
import { readSessionCallerLately } from "@/server/queries/credentials/session-caller";
import { TRPC_PATH } from "./handler";

// The two bodies in which the screens' links send a single call: without a batch, or as its only one.
const single = z.strictObject({ json: topicsChange });
const batch = z.strictObject({ "0": single });

/**
 * The procedure `topics.set` in front of the router, for a process with a hub: every opened view calls it, and after an outage
 * a thousand screens at the same time. A call takes a quarter of the router's processor time (0.3 ms of 1.2). The router
 * answers every other request, and reports the faults of this one.
 */
export const directTopics: DirectRoute<Services, Caller> = {
  methods: ["POST"],
  pattern: /^\/api\/trpc\/topics\.set(?<batch>\?batch=1)?$/,
  route: `${TRPC_PATH}/*`,
  async answer({ services, params, headers, body }) {
    if (!isSameOrigin(headers) || headers["trpc-accept"] !== undefined) return null;
    const caller = await readSessionCallerLately(services.database, headers);
    if (!caller) return null;
    const isBatch = params["batch"] !== undefined;
    const sent = await body();
    const change = isBatch ? batch.safeParse(sent).data?.["0"].json : single.safeParse(sent).data?.json;
    if (!change || !topicChanges()?.send(caller, change)) return null;
    const answer = { result: { data: { json: { isFiltered: true } } } };
    return { status: 200, json: isBatch ? [answer] : answer, caller };
  },
};
