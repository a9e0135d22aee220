import { z } from "zod";
import { WIRE_STATUSES, type WireStatusWord } from "@/server/dialects/freescout/conversations/set-status";
import { invalid } from "@/server/dialects/freescout/errors";
import { paging } from "@/server/dialects/freescout/json/paging";
import { SPAM, WIRE_TYPES } from "@/server/dialects/freescout/json/words";
import type { Scan, ScanKey } from "@/server/dialects/freescout/queries/scan-conversations";
import type { ConversationStatus } from "@/server/domain/conversation/conversation";
import type { ConversationSort } from "@/server/queries/conversations/_list/sorts";
import { phone } from "./customer-params";
import { SUBJECT_CHARS_MAX } from "./limits";
import { id, idList, instant, text } from "./read-input";

/** An empty value in a query counts as absent. */
export const nonEmpty = <T extends z.ZodType>(schema: T) =>
  z.union([z.literal("").transform(() => undefined), schema]).optional();

export const ORDERS = ["asc", "desc"] as const;
const STATES = ["draft", "published", "deleted"] as const;

const types = z
  .string()
  .transform((list) => list.split(",").map((word) => word.trim()))
  .pipe(z.array(z.enum(WIRE_TYPES, { error: `must be some of ${WIRE_TYPES.join(", ")}` })));

export const listQuery = z.object({
  ...paging,
  mailboxId: nonEmpty(idList),
  folderId: nonEmpty(id),
  status: nonEmpty(z.string()),
  state: nonEmpty(z.enum(STATES, { error: `must be one of ${STATES.join(", ")}` })),
  type: nonEmpty(types),
  /** Unassigned when empty. */
  assignedTo: z.union([z.literal("").transform(() => null), id], { error: "must be a user's id" }).optional(),
  customerId: nonEmpty(id),
  customerEmail: nonEmpty(text(254)),
  customerPhone: nonEmpty(phone),
  number: nonEmpty(id),
  subject: nonEmpty(text(SUBJECT_CHARS_MAX)),
  tag: nonEmpty(text(100)),
  createdByUserId: nonEmpty(id),
  createdByCustomerId: nonEmpty(id),
  createdSince: nonEmpty(instant),
  updatedSince: nonEmpty(instant),
  sortField: nonEmpty(z.string()),
  sortOrder: nonEmpty(z.enum(ORDERS, { error: "must be asc or desc" })),
});
export type ListQuery = z.infer<typeof listQuery>;

export type WireStatusFilter = { statuses: ConversationStatus[]; spam?: "leave_out" | "only" };

const OURS: Readonly<Record<WireStatusWord, readonly ConversationStatus[]>> = {
  active: ["open", "pending"],
  pending: ["snoozed"],
  closed: ["resolved"],
  spam: ["resolved"],
};

/** The requested statuses, separated by commas, of those in a folder; active by default, in a folder all of it. */
export function readStatuses(
  status: string | undefined,
  within: readonly WireStatusWord[] | undefined,
): WireStatusFilter {
  const requested = (status ?? within?.join(",") ?? "active").split(",").map((word) => word.trim());
  const known = WIRE_STATUSES.filter((word) => requested.includes(word));
  if (known.length < new Set(requested).size)
    throw invalid({ path: "status", message: `must be some of ${WIRE_STATUSES.join(", ")}` });
  const words = known.filter((word) => within?.includes(word) ?? true);
  const statuses = [...new Set(words.flatMap((word) => OURS[word]))];
  const [isClosed, isSpam] = [words.includes("closed"), words.includes(SPAM)];
  if (isClosed === isSpam) return { statuses };
  return { statuses, spam: isSpam ? "only" : "leave_out" };
}

/** FreeScout's field and order → Tickline's sort. Other orders have no index. */
const SORTS: Readonly<Record<string, ConversationSort>> = {
  "createdAt desc": "created_at",
  "updatedAt desc": "last_activity",
  "waitingSince asc": "waiting_since",
};

const KEYS = {
  createdAt: "created_at",
  mailboxId: "inbox",
  number: "display_id",
  subject: "subject",
  updatedAt: "updated_at",
  waitingSince: "waiting_since",
} as const satisfies Record<string, ScanKey>;

const isField = (field: string): field is keyof typeof KEYS => Object.hasOwn(KEYS, field);

/**
 * The order: as a scan has it, and as an index has it, if one does. With `updatedSince`, the last changed come first by
 * default.
 */
export function readSort({ updatedSince, ...query }: ListQuery): {
  sort: ConversationSort | undefined;
  order: Scan["order"];
} {
  const { sortField = updatedSince ? "updatedAt" : "createdAt", sortOrder: direction = "desc" } = query;
  if (!isField(sortField))
    throw invalid({
      path: "sortField",
      message: `must be one of ${Object.keys(KEYS).join(", ")}`,
      rejectedValue: sortField,
    });
  return { sort: SORTS[`${sortField} ${direction}`], order: { by: KEYS[sortField], direction } };
}

type Times = Readonly<Record<string, Date | undefined>>;

/** Refuses times of an import, by their paths: without `imported`, as what happens now happens now, and in the future. */
export function refuseTimes(
  times: Times,
  { imported, now }: { imported: boolean | undefined; now: Date },
): void {
  for (const [path, at] of Object.entries(times)) {
    if (at === undefined) continue;
    if (!imported) throw invalid({ path, message: "is only for imports: say imported" });
    if (at > now) throw invalid({ path, message: "must not be in the future" });
  }
}
