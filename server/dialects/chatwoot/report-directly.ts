import type { IncomingHttpHeaders } from "node:http";
import { services } from "@/server/commands/_run/services";
import type { Caller } from "@/server/contract/_shared/caller";
import { RECEIPT_SIGNALS } from "@/server/contract/message/constants";
import { isTree } from "@/server/dialects/chatwoot/input/form-tree";
import { parseId } from "@/server/dialects/chatwoot/input/params";
import { isStorableText } from "@/server/dialects/chatwoot/input/storable";
import { messageJson } from "@/server/dialects/chatwoot/json/message-json";
import { cutError } from "@/server/dialects/chatwoot/json/message-status";
import type { ReceiptSignal } from "@/server/domain/message/tick";
import { readTokenCaller } from "@/server/queries/credentials/token-caller";
import { readAgent } from "@/server/queries/members/read-agent";
import { tokenOf } from "./context";
import { answerOf } from "./errors";

type Ask = { params: readonly string[]; headers: IncomingHttpHeaders; body: () => Promise<unknown> };
type Answer = { status: number; json: object; caller: Caller };

/**
 * A report about a message, as `message-status.ts` answers it, without a statement of its own: the token is known, and
 * whether the message is in that conversation of an API inbox is asked in the transaction that records it. Whatever is
 * not plainly so is left to the route, which says why.
 */
export const reportDirectly = {
  methods: ["PATCH", "PUT"],
  path: /^\/api\/v1\/accounts\/(\d+)\/conversations\/(\d+)\/messages\/(\d+)\/?$/,
  route: "/api/v1/accounts/:account_id/conversations/:conversation_id/messages/:message_id",
  async answer({ params, headers, body }: Ask): Promise<Answer | null> {
    const [accountId, displayId, messageId] = params.map(parseId);
    const token = tokenOf((name) => headers[name]?.toString());
    const caller = token ? await readTokenCaller(services().database, token) : null;
    if (!displayId || !messageId || accountId !== caller?.accountId || !caller) return null;
    const report = readReport(await body());
    if (!report) return null;
    const within = { displayId, channel: "api" } as const;
    const [outcome] = await services().receipts.record(caller, [{ ...report, messageId, within }]);
    if (!outcome?.message || !outcome.around || !isSettled(outcome.result)) return null;
    const { result, message, around } = outcome;
    const agents = await readAgent(services().database, caller.accountId, message.sender);
    const context = {
      ...around,
      agents,
      get contact() {
        return around.contact();
      },
    };
    const json = {
      ...messageJson(message, context),
      status_update: result === "applied" ? { applied: true } : { applied: false, reason: result },
    };
    return { status: 200, json, caller };
  },
  sayError(error: unknown): Omit<Answer, "caller"> | null {
    const answer = answerOf(error);
    return answer && { status: answer.status, json: answer.body };
  },
};

const isSettled = (result: string): boolean => ["applied", "stale", "no_tick"].includes(result);

/** The plain report; null for anything else that a body may hold. */
function readReport(body: unknown): { signal: ReceiptSignal; error: string | null } | null {
  if (!isTree(body)) return null;
  const { status, external_error: error = null, ...rest } = body;
  const signal = RECEIPT_SIGNALS.find((known) => known === status);
  if (!signal || Object.keys(rest).length > 0) return null;
  if (error !== null && (typeof error !== "string" || !isStorableText(error))) return null;
  return { signal, error: cutError(error || null) };
}
