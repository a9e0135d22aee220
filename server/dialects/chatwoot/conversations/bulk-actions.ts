import type { Command } from "@/server/commands/_run/run";
import { startBulk } from "@/server/commands/bulk/bulk-operations";
import { LABEL_CHARS_MAX } from "@/server/contract/_shared/limits";
import { Refusal } from "@/server/contract/_shared/refusal";
import { BULK_IDS_MAX, BULK_TIMEOUT_S, type BulkAction } from "@/server/contract/conversation/bulk";
import type { ChatwootContext, Route } from "@/server/dialects/chatwoot/context";
import { invalid } from "@/server/dialects/chatwoot/errors";
import { readOwner, readStatus } from "@/server/dialects/chatwoot/input/conversation-params";
import { type Params, parseId, readParams } from "@/server/dialects/chatwoot/input/params";
import { SIGNAL } from "./conversation-changes";

export const bulkActionRoutes: readonly Route[] = [["POST", "/bulk_actions", start]];

/** One bulk operation for each kind of change. Executed after the answer, with the caller's rights, as upstream. */
async function start(c: ChatwootContext): Promise<Response> {
  const params = await readParams(c.req.raw);
  if (params.text("type") !== "Conversation") throw invalid("type", "must be Conversation");
  const displayIds = readIds(params);
  const actions = readActions(params);
  if (actions.length > 0) await c.var.services.run(startAll, c.var.caller, { displayIds, actions });
  return c.body(null, 200);
}

type StartAll = { displayIds: readonly number[]; actions: readonly BulkAction[] };

const startAll: Command<StartAll, void> = async (tx, { displayIds, actions }) => {
  for (const change of actions)
    await startBulk(tx, { change, target: { displayIds }, mode: "best_effort", timeoutS: BULK_TIMEOUT_S });
};

function readIds(params: Params): number[] {
  const ids = (params.list("ids") ?? []).map(parseId);
  if (ids.length === 0) throw invalid("ids", "can't be blank");
  if (ids.length > BULK_IDS_MAX) throw invalid("ids", `are too many (maximum is ${BULK_IDS_MAX})`);
  if (!ids.every((id) => id !== null)) throw new Refusal("conversation.not_found");
  return ids;
}

function readActions(params: Params): BulkAction[] {
  const fields = params.under("fields");
  const labels = params.under("labels");
  const add = labels?.list("add", LABEL_CHARS_MAX) ?? [];
  const remove = labels?.list("remove", LABEL_CHARS_MAX) ?? [];
  const assigneeId = fields && readOwner(fields, "assignee_id");
  const team = fields?.text("team_id");
  return [
    ...(fields ? statusAction(fields, params) : []),
    ...(assigneeId === undefined ? [] : [{ action: "assign", params: { assigneeId } } as const]),
    // 0 unassigns, as in a single assignment.
    ...(team === undefined ? [] : [{ action: "team", params: { teamId: parseId(team) } } as const]),
    ...(add.length + remove.length > 0 ? [{ action: "label", params: { add, remove } } as const] : []),
  ];
}

function statusAction(fields: Params, params: Params): BulkAction[] {
  const status = readStatus(fields);
  if (status === null) return [];
  if (status === "snoozed") {
    return [{ action: "snooze", params: { until: params.time("snoozed_until")?.toISOString() ?? null } }];
  }
  return [{ action: "status", params: { signal: SIGNAL[status] } }];
}
