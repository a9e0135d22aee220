import { CONVERSATION_STATUSES } from "@/server/contract/conversation/constants";
import type { ViewCounts } from "@/server/contract/conversation/counters";
import type { View } from "./view";

/** A view's count by the maintained counters, or null where there is none. */
export function exactCount(
  counts: ViewCounts,
  { scope, status, inboxId, assigneeId, priority, teamId, label, groups }: View,
): number | null {
  if (groups.length > 0) return null;
  if ([assigneeId, priority, teamId, label].some((narrows) => narrows !== null)) return null;
  if (scope === "trash") return status === null && inboxId === null ? counts.trashed : null;
  if (inboxId !== null) return scope === "all" && status === "open" ? (counts.byInbox[inboxId] ?? 0) : null;
  if (scope !== "all") return status === "open" ? counts[scope] : null;
  return status === null
    ? CONVERSATION_STATUSES.reduce((sum, each) => sum + counts[each], 0)
    : counts[status];
}
