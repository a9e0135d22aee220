import { advanceBulk } from "@/server/commands/bulk/advance-bulk";
import {
  cancelBulk,
  postponeBulk,
  resumeBulk,
  rollBackBulk,
  type StartBulk,
  startBulk,
} from "@/server/commands/bulk/bulk-operations";
import { updateMember } from "@/server/commands/members/members";
import type { Caller } from "@/server/contract/_shared/caller";
import type { BulkAction } from "@/server/contract/conversation/bulk";
import { all, ofAgent, restore, trash } from "@/test/guarantees/laws/entries/conversations/states";
import { type Case, type Entry, entry, type ForeignId } from "@/test/guarantees/laws/entry";
import { pass, type Stage } from "@/test/guarantees/laws/stage";
import { deletionPrepared, deletionToken, erasurePrepared } from "./deletions";

/** The bulk operation of each stage. */
const started = new WeakMap<Stage, number>();
export const idOf = (stage: Stage): number => started.get(stage) ?? 0;
export const bulk = (stage: Stage) => ({ bulkId: idOf(stage) });

export const RESOLVE: BulkAction = { action: "status", params: { signal: "resolve" } };
export const input = (
  stage: Stage,
  change: BulkAction = RESOLVE,
  more: Partial<StartBulk> = {},
): StartBulk => ({
  change,
  target: { ids: [stage.conversation.id] },
  mode: "best_effort",
  timeoutS: 600,
  ...more,
});
export const start =
  (change: BulkAction | ((stage: Stage) => BulkAction) = RESOLVE, more: Partial<StartBulk> = {}) =>
  async (stage: Stage) => {
    const made = await stage.run(
      startBulk,
      input(stage, typeof change === "function" ? change(stage) : change, more),
    );
    started.set(stage, made.result.id);
  };
export const atomic = { mode: "atomic" as const };
const PURGE: BulkAction = { action: "purge", params: {} };
const purge = (s: Stage) => input(s, PURGE, { target: deletionToken(s) });
export const startPurge = async (s: Stage) => {
  await deletionPrepared(s);
  await start(PURGE, { target: deletionToken(s) })(s);
};
export const advance = (stage: Stage) => stage.run(advanceBulk, bulk(stage));
export const cancel = (stage: Stage) => stage.run(cancelBulk, bulk(stage));
/** Undoes the previous bulk operation. */
export const startUndo = async (stage: Stage) => {
  const bulkOperationId = idOf(stage);
  await start({ action: "undo", params: { bulkOperationId } }, { target: null })(stage);
};
export const late = async (stage: Stage) => pass(stage.world, 601_000);
export const leave = (stage: Stage) =>
  stage.run(updateMember, { userId: ofAgent(stage), state: "deactivated" });
const startAs =
  (caller: (stage: Stage) => Caller, change: (stage: Stage) => BulkAction) => async (stage: Stage) => {
    const { result } = await stage.world.run(startBulk, caller(stage), input(stage, change(stage)));
    started.set(stage, result.id);
  };
export const startAsAgent = startAs(
  ({ agent }) => agent,
  () => RESOLVE,
);
/** Runs it before the agent loses the inbox. */
export const startToHidden = startAs(
  ({ agent, inbox, hiddenInbox }) => ({ ...agent, inboxIds: [inbox.id, hiddenInbox.id] }),
  (stage) => toHidden(stage),
);
export const assignTo = (assigneeId: number): BulkAction => ({ action: "assign", params: { assigneeId } });
export const giveTo = (teamId: number): BulkAction => ({ action: "team", params: { teamId } });
export const moveTo = (inboxId: number): BulkAction => ({ action: "move", params: { inboxId } });
export const toHidden = (s: Stage): BulkAction => ({ action: "move", params: { inboxId: s.hiddenInbox.id } });

/** Changes that every conversation refuses. */
export const VAIN_STARTS: readonly Case<StartBulk>[] = [
  {
    title: "to snooze into the past",
    expect: "conversation.snooze_in_past",
    input: (s) => input(s, { action: "snooze", params: { until: "2020-01-01T00:00:00.000Z" } }),
  },
  {
    title: "to assign to a member who has left",
    expect: "member.not_found",
    given: leave,
    input: (s) => input(s, assignTo(ofAgent(s))),
  },
  {
    title: "to assign to a team that does not exist",
    expect: "team.not_found",
    input: (s) => input(s, giveTo(999_999)),
  },
  {
    title: "to move where one may not see",
    expect: "inbox.not_found",
    as: (s) => s.agent,
    input: (s) => input(s, toHidden(s)),
  },
];

/** Purges that are accepted or refused. */
export const PURGE_STARTS: readonly Case<StartBulk>[] = [
  {
    title: "to purge a prepared set",
    expect: ["bulk.started"],
    given: deletionPrepared,
    input: purge,
  },
  { title: "to purge a set that was not prepared", expect: "deletion.token_unknown", input: purge },
  {
    title: "to purge one that has left the trash since",
    expect: "deletion.set_changed",
    given: all(deletionPrepared, restore),
    input: purge,
  },
  {
    title: "to purge with the token of a contact's erasure",
    expect: "deletion.token_unknown",
    given: erasurePrepared,
    input: purge,
  },
  {
    title: "to purge without a token",
    expect: "input.invalid",
    given: trash,
    input: (s) => input(s, PURGE),
  },
  {
    title: "to purge, by an agent",
    expect: "auth.forbidden",
    as: (s) => s.agent,
    given: deletionPrepared,
    input: purge,
  },
  {
    title: "to purge, by a token without the scope",
    expect: "auth.scope_missing",
    as: (s) => ({ ...s.admin, tokenId: s.token.id, scopes: [] }),
    given: deletionPrepared,
    input: purge,
  },
];

export const foreign = <I>(made: (bulkId: number) => I, given = start()): ForeignId<I>[] => [
  {
    what: "bulk operation",
    scope: "account",
    expect: "bulk_operation.not_found",
    given,
    input: (_, owner) => made(idOf(owner)),
  },
];

export type Turn = Case<{ bulkId: number }>;
export const turn = (
  title: string,
  expect: Turn["expect"],
  ...given: ((stage: Stage) => Promise<unknown>)[]
): Turn => ({
  title,
  expect,
  given: all(...given),
  input: bulk,
});

export const BULK_END_ENTRIES: Record<string, Entry> = {
  "cancel-bulk": entry(cancelBulk)({
    cases: [
      turn("that runs", ["bulk.cancelled", "operation.failed"], start()),
      turn("that purges", ["bulk.cancelled", "operation.failed"], startPurge),
      turn("that has ended", "bulk_operation.not_running", start(), advance),
      { ...turn("of somebody else", "bulk_operation.not_found", start()), as: (s) => s.agent },
      { ...turn("of one's own", ["bulk.cancelled", "operation.failed"], startAsAgent), as: (s) => s.agent },
    ],
    foreign: foreign((bulkId) => ({ bulkId })),
  }),

  "resume-bulk": entry(resumeBulk)({
    cases: [
      turn("that was cancelled", ["bulk.started"], start(), cancel),
      turn("that timed out", ["alert.closed", "bulk.started"], start(), late, advance),
      turn("that purges", ["bulk.started"], startPurge, cancel),
      turn("that runs", "bulk_operation.not_resumable", start()),
    ],
    foreign: foreign((bulkId) => ({ bulkId }), all(start(), cancel)),
  }),

  "roll-back-bulk": entry(rollBackBulk)({
    cases: [
      {
        title: "after one refused",
        expect: ["bulk.rolled_back", "operation.failed"],
        given: start(RESOLVE, atomic),
        input: (s) => ({ ...bulk(s), ordinal: 1, code: "conversation.trashed" }),
      },
      {
        title: "that is not all or nothing",
        expect: "nothing",
        given: start(),
        input: (s) => ({ ...bulk(s), ordinal: 1, code: "conversation.trashed" }),
      },
    ],
    refusedAs: (isDone) => (isDone ? null : "bulk_operation.not_found"),
    foreign: foreign(
      (bulkId) => ({ bulkId, ordinal: 1, code: "conversation.trashed" }),
      start(RESOLVE, atomic),
    ),
  }),

  "postpone-bulk": entry(postponeBulk)({
    cases: [
      turn("that failed once", "nothing", start()),
      turn("that fails again and again", ["bulk.failed", "operation.failed"], start(), async (s) => {
        for (let faults = 0; faults < 4; faults++) await s.run(postponeBulk, bulk(s));
      }),
      turn("that has ended", "nothing", start(), cancel),
    ],
    refusedAs: (isDone) => (isDone ? null : "bulk_operation.not_found"),
    foreign: foreign((bulkId) => ({ bulkId })),
  }),
};
