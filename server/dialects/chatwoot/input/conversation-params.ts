import { RECEIPT_ERROR_CHARS_MAX } from "@/server/contract/_shared/limits";
import { Refusal } from "@/server/contract/_shared/refusal";
import { CONVERSATION_STATUSES } from "@/server/contract/conversation/constants";
import { RECEIPT_SIGNALS } from "@/server/contract/message/constants";
import { invalid } from "@/server/dialects/chatwoot/errors";
import type { ConversationStatus } from "@/server/domain/conversation/conversation";
import type { ReceiptSignal } from "@/server/domain/message/tick";
import type { ConversationSort } from "@/server/queries/conversations/_list/sorts";
import type { ConversationFilter } from "@/server/queries/conversations/list-source";
import type { Params } from "./params";

const isStatus = (text: string): text is ConversationStatus =>
  (CONVERSATION_STATUSES as readonly string[]).includes(text); // includes() accepts members only

const notOneOf = (field: string, allowed: readonly string[]) =>
  new Refusal("input.invalid", { field, detail: `${field} must be one of ${allowed.join(", ")}` });

/** A conversation's status in a request, or null when it names none. */
export function readStatus(params: Params): ConversationStatus | null {
  const status = params.text("status") ?? null;
  if (status !== null && !isStatus(status)) throw notOneOf("status", CONVERSATION_STATUSES);
  return status;
}

/** A map, because the values are untrusted. */
const ASSIGNEE: ReadonlyMap<string, ConversationFilter["assignee"]> = new Map([
  ["all", "any"],
  ["me", "me"],
  ["unassigned", "unassigned"],
  ["assigned", "assigned"],
]);

/** Parameters that would filter a list in an unsupported way, and what to use: refused rather than ignored. */
const UNSUPPORTED: Readonly<Record<string, string>> = {
  q: "use conversations/search?q=",
  source_id: "use contact_inboxes/filter and contacts/{id}/conversations",
  updated_within: "order by last_activity_at_desc and stop at the first older one",
};
/** Upstream's orders, with the names of earlier releases. */
const ORDERS: ReadonlyMap<string, ConversationSort> = new Map([
  ["last_activity_at_desc", "last_activity"],
  ["last_activity_at_asc", "last_activity_asc"],
  ["created_at_desc", "created_at"],
  ["created_at_asc", "created_at_asc"],
  ["waiting_since_asc", "waiting_since"],
  ["latest", "last_activity"],
  ["sort_on_created_at", "created_at_asc"],
]);

/** A list's filter. Open conversations when no status is named. */
export function readFilter(params: Params): ConversationFilter {
  const [unsupported] = Object.entries(UNSUPPORTED).filter(([name]) => params.text(name));
  if (unsupported) {
    const [field, instead] = unsupported;
    throw new Refusal("input.invalid", { field, detail: `${field} is not supported; ${instead}` });
  }
  const order = params.text("sort_by") ?? "latest";
  const sort = ORDERS.get(order);
  if (sort === undefined) throw notOneOf("sort_by", [...ORDERS.keys()]);

  const assigneeType = params.text("assignee_type") ?? "all";
  const assignee = ASSIGNEE.get(assigneeType);
  if (assignee === undefined) throw notOneOf("assignee_type", [...ASSIGNEE.keys()]);
  const status = params.text("status") === "all" ? null : (readStatus(params) ?? "open");
  const labels = params.list("labels")?.map((label) => label.trim().toLowerCase());
  const inboxId = params.id("inbox_id") ?? null;
  const teamId = params.id("team_id") ?? null;
  const mentioned = readMentioned(params);
  return {
    status,
    assignee,
    inboxId,
    teamId,
    sort,
    mentioned,
    ...(labels && labels.length > 0 ? { labels } : {}),
  };
}

/** Of upstream's kinds of lists, that of the caller's mentions. */
function readMentioned(params: Params): "me" | null {
  const type = params.text("conversation_type") ?? null;
  if (type !== null && type !== "mention")
    throw new Refusal("input.invalid", {
      field: "conversation_type",
      detail: "conversation_type must be mention; for conversations that wait, sort_by=waiting_since_asc",
    });
  return type && "me";
}

/** Whether somebody types. Refuses a status that is neither `on` nor `off`. */
export function readTyping(params: Params): boolean {
  const status = params.text("typing_status");
  if (status !== "on" && status !== "off") throw invalid("typing_status", "must be on or off");
  return status === "on";
}

/** The signal that a request reports; null = none. */
export function readSignal(params: Params): ReceiptSignal | null {
  const status = params.text("status") ?? null;
  if (status === null) return null;
  const signal = RECEIPT_SIGNALS.find((known) => known === status);
  if (!signal)
    throw new Refusal("input.invalid", {
      field: "status",
      detail: `status must be one of ${RECEIPT_SIGNALS.join(", ")}`,
    });
  return signal;
}

/** Why a message failed, cut to the stored length; an object, as providers return it, as its JSON: its report counts all the same. */
export function readReason(params: Params): string | null {
  const whole = params.json("external_error");
  const last = Array.isArray(whole) ? whole.at(-1) : whole;
  const isText = typeof last !== "object" || last === null;
  const text = isText ? (params.text("external_error") ?? null) : JSON.stringify(whole);
  if (text === null || text.length <= RECEIPT_ERROR_CHARS_MAX) return text;
  return [...text].slice(0, RECEIPT_ERROR_CHARS_MAX).join("");
}

/** The member or the team that gets a conversation; null: nobody, which clients write as 0 too. */
export const readOwner = (params: Params, name: "assignee_id" | "team_id"): number | null | undefined =>
  params.text(name) === "0" ? null : params.id(name);
