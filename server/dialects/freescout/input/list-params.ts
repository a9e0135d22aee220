import { z } from "zod";
import { WIRE_STATUSES, type WireStatusWord } from "@/server/dialects/freescout/conversations/set-status";
import { invalid } from "@/server/dialects/freescout/errors";
import { paging } from "@/server/dialects/freescout/json/paging";
import { SPAM } from "@/server/dialects/freescout/json/words";
import type { ConversationStatus } from "@/server/domain/conversation/conversation";
import type { ConversationSort } from "@/server/queries/conversations/list-source";
import { id, idList, instant, text } from "./read-input";

/** An empty value in a query counts as absent. */
const nonEmpty = <T extends z.ZodType>(schema: T) =>
  z.union([z.literal("").transform(() => undefined), schema]).optional();

const ORDERS = ["asc", "desc"] as const;
const STATES = ["draft", "published", "deleted"] as const;

export const listQuery = z.object({
  ...paging,
  mailboxId: nonEmpty(idList),
  status: nonEmpty(z.string()),
  state: nonEmpty(z.enum(STATES, { error: `must be one of ${STATES.join(", ")}` })),
  type: nonEmpty(z.string()),
  /** Unassigned when empty. */
  assignedTo: z.union([z.literal("").transform(() => null), id], { error: "must be a user's id" }).optional(),
  customerId: nonEmpty(id),
  customerEmail: nonEmpty(text(254)),
  customerPhone: nonEmpty(text(40)),
  number: nonEmpty(id),
  tag: nonEmpty(text(100)),
  updatedSince: nonEmpty(instant),
  sortField: nonEmpty(z.string()),
  sortOrder: nonEmpty(z.enum(ORDERS, { error: "must be asc or desc" })),
});
export type ListQuery = z.infer<typeof listQuery>;

/** Documented by FreeScout, unsupported here: refused rather than ignored. */
const UNSUPPORTED = ["folderId", "subject", "createdByUserId", "createdByCustomerId", "createdSince"];

/** Refuses unsupported filters. */
export function refuseUnsupported(query: URLSearchParams): void {
  const path = UNSUPPORTED.find((name) => query.get(name));
  if (path) throw invalid({ path, message: "is not supported" });
}

export type WireStatusFilter = { statuses: ConversationStatus[]; spam?: "leave_out" | "only" };

const OURS: Readonly<Record<WireStatusWord, readonly ConversationStatus[]>> = {
  active: ["open", "pending"],
  pending: ["snoozed"],
  closed: ["resolved"],
  spam: ["resolved"],
};

/** The requested statuses, separated by commas; active by default. */
export function readStatuses(status: string | undefined): WireStatusFilter {
  const requested = (status ?? "active").split(",").map((word) => word.trim());
  const words = WIRE_STATUSES.filter((word) => requested.includes(word));
  if (words.length < new Set(requested).size)
    throw invalid({ path: "status", message: `must be some of ${WIRE_STATUSES.join(", ")}` });
  const statuses = [...new Set(words.flatMap((word) => OURS[word]))];
  const [isClosed, isSpam] = [words.includes("closed"), words.includes(SPAM)];
  if (isClosed === isSpam) return { statuses };
  return { statuses, spam: isSpam ? "only" : "leave_out" };
}

/** FreeScout's field and order → Tickline's sort. Other orders have no index. */
const SORTS: Readonly<Record<string, ConversationSort>> = {
  "createdAt desc": "created_at",
  "number desc": "created_at",
  "updatedAt desc": "last_activity",
  "waitingSince asc": "waiting_since",
};

/** With `updatedSince` the last changed come first, whatever the requested order. */
export function readSort({ sortField = "createdAt", sortOrder = "desc" }: ListQuery): ConversationSort {
  const sort = SORTS[`${sortField} ${sortOrder}`];
  if (sort) return sort;
  const message = `must be one of ${Object.keys(SORTS).join(", ")}`;
  throw invalid({ path: "sortField", message, rejectedValue: `${sortField} ${sortOrder}` });
}
