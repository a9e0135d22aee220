import type { SavedFilter } from "@/server/contract/organising/saved-view";
import type { Tx } from "@/server/store/events/tx";
import { listMissing } from "./known-ids";

/** What a filter names: of the filter itself, and of its groups. */
export type Named = { inboxIds: number[]; memberIds: number[]; teamIds: number[]; labels: string[] };

/** The inboxes, members, teams and labels that a filter names, each once. */
export function namedIn({ inboxId, assigneeId, teamId, label, anyOf }: SavedFilter): Named {
  const all = <T>(first: T | null, others: (T[] | undefined)[]): T[] => [
    ...new Set([...(first === null ? [] : [first]), ...others.flatMap((values) => values ?? [])]),
  ];
  const isId = (value: unknown): value is number => typeof value === "number";
  return {
    inboxIds: all(
      inboxId,
      anyOf.map((group) => group.inboxIds),
    ),
    memberIds: all(
      assigneeId,
      anyOf.map(({ assignees }) => assignees?.filter(isId)),
    ),
    teamIds: all(
      teamId,
      anyOf.map((group) => group.teamIds),
    ),
    labels: all(
      label,
      anyOf.map((group) => group.labels),
    ),
  };
}

/** Which of the names do not exist. */
export const findMissing = (tx: Tx, named: Named): Promise<Named> =>
  listMissing(tx, tx.caller.accountId, named, { onlyActive: false });
