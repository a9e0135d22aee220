import { type Services, servicesFor } from "@/server/commands/_run/services";
import type { Caller } from "@/server/contract/_shared/caller";
import type { ReceiptDto } from "@/server/contract/message/receipt";
import { tokenOf } from "@/server/dialects/chatwoot/context";
import { readReason, readSignal } from "@/server/dialects/chatwoot/input/conversation-params";
import { isTree } from "@/server/dialects/chatwoot/input/form-tree";
import { paramsOf, parseId, requireStorable } from "@/server/dialects/chatwoot/input/params";
import { messageJson } from "@/server/dialects/chatwoot/json/message-json";
import { statusUpdateOf } from "@/server/dialects/chatwoot/json/show";
import type { ReceiptSignal } from "@/server/domain/message/tick";
import { baseUrlOf } from "@/server/lib/web/base-url";
import type { DirectAnswer, DirectInput } from "@/server/lib/web/direct-route";
import { readTokenCaller } from "@/server/queries/credentials/token-caller";
import { readAgent } from "@/server/queries/members/members";

/**
 * A report about a message, answered as by `message-status.ts`, without a statement of its own: the token is cached, and
 * the transaction that records it checks whether the message is in that conversation of an API inbox. The route answers
 * any other report and reports its faults.
 */
export async function reportDirectly({
  services,
  params,
  headers,
  body,
}: DirectInput<Services>): Promise<DirectAnswer<Caller> | null> {
  const [displayId, messageId] = [parseId(params["conversation_id"]), parseId(params["message_id"])];
  const secret = tokenOf((name) => headers[name]?.toString());
  const address = headers["x-forwarded-for"]?.toString();
  const caller = secret ? await readTokenCaller(services, { secret, address }) : null;
  if (!displayId || !messageId || !caller || parseId(params["account_id"]) !== caller.accountId) return null;
  const report = readReport(await body());
  if (!report) return null;
  const within = { displayId, channel: "api" } as const;
  const [outcome] = await services.receipts.record(caller, [{ ...report, messageId, within }]);
  if (!outcome?.message || !outcome.around || !isSettled(outcome.result)) return null;
  const { result, ignored, message, around } = outcome;
  const agents = await readAgent(servicesFor(services, caller).database, caller.accountId, message.sender);
  const get = (name: string) => headers[name]?.toString() ?? null;
  const context = {
    ...around,
    accountId: caller.accountId,
    rendering: { now: services.now(), baseUrl: baseUrlOf({ get }) },
    agents,
    get contact() {
      return around.contact();
    },
  };
  const json = {
    ...messageJson(message, context),
    status_update: statusUpdateOf(result, ignored),
  };
  return { status: 200, json, caller };
}

const isSettled = (result: string): result is ReceiptDto["result"] =>
  ["applied", "stale", "no_tick"].includes(result);

const PLAIN: ReadonlySet<string> = new Set(["status", "external_error"]);

/** A plain report, read like in the route; null for any other or invalid body. */
function readReport(body: unknown): { signal: ReceiptSignal; error: string | null } | null {
  if (!isTree(body) || !Object.keys(body).every((name) => PLAIN.has(name))) return null;
  try {
    requireStorable(body);
    const params = paramsOf(body);
    const signal = readSignal(params);
    return signal && { signal, error: readReason(params) };
  } catch {
    return null;
  }
}
