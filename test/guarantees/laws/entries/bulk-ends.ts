import { cancelBulk, postponeBulk, resumeBulk, rollBackBulk } from "@/server/commands/bulk/bulk-operations";
import { all } from "@/test/guarantees/laws/entries/conversations/states";
import { type Case, type Entry, entry, type ForeignId } from "@/test/guarantees/laws/entry";
import type { Stage } from "@/test/guarantees/laws/stage";
import {
  advance,
  atomic,
  bulk,
  cancel,
  idOf,
  late,
  RESOLVE,
  start,
  startAsAgent,
  startPurge,
} from "./bulk-states";

const foreign = <I>(made: (bulkId: number) => I, given = start()): ForeignId<I>[] => [
  {
    what: "bulk operation",
    scope: "account",
    expect: "bulk_operation.not_found",
    given,
    input: (_, owner) => made(idOf(owner)),
  },
];

type Turn = Case<{ bulkId: number }>;
const turn = (
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
