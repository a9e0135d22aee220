import { advanceBulk } from "@/server/commands/bulk/advance-bulk";
import { type StartBulk, startBulk } from "@/server/commands/bulk/bulk-operations";
import { assignConversation } from "@/server/commands/conversations/assign";
import { givenToAgent } from "@/test/guarantees/laws/entries/conversations/moves";
import {
  all,
  diverted,
  ofAgent,
  resolved,
  restore,
  signal,
  trash,
} from "@/test/guarantees/laws/entries/conversations/states";
import { idOfTeam, team } from "@/test/guarantees/laws/entries/organising/teams";
import { type Entry, entry } from "@/test/guarantees/laws/entry";
import { pass } from "@/test/guarantees/laws/stage";
import {
  advance,
  assignTo,
  atomic,
  foreign,
  giveTo,
  idOf,
  input,
  late,
  leave,
  moveTo,
  PURGE_STARTS,
  RESOLVE,
  start,
  startAsAgent,
  startPurge,
  startToHidden,
  startUndo,
  toHidden,
  turn,
  VAIN_STARTS,
} from "./bulk-states";

const SUCCEEDED = ["bulk.completed", "operation.succeeded"] as const;
const FAILED = ["bulk.completed", "operation.failed"] as const;

export const BULK_ENTRIES: Record<string, Entry> = {
  "start-bulk": entry(startBulk)({
    cases: [
      { title: "by ids", expect: ["bulk.started"], as: (s) => s.agent, input: (s) => input(s) },
      {
        title: "by numbers, one of which does not exist",
        expect: ["bulk.started"],
        input: (s) => input(s, RESOLVE, { target: { displayIds: [s.conversation.displayId, 999_999] } }),
      },
      {
        title: "of nothing that was found",
        expect: ["bulk.started"],
        input: (s) => input(s, RESOLVE, { target: { found: [] } }),
      },
      {
        title: "to undo another",
        expect: ["bulk.started"],
        given: all(start(), advance),
        input: (s) => input(s, { action: "undo", params: { bulkOperationId: idOf(s) } }, { target: null }),
      },
      {
        title: "to undo one that does not exist",
        expect: "bulk_operation.not_found",
        input: (s) => input(s, { action: "undo", params: { bulkOperationId: 999_999 } }, { target: null }),
      },
      ...PURGE_STARTS,
      ...VAIN_STARTS,
      {
        title: "of nothing named",
        expect: "input.invalid",
        input: (s) => input(s, RESOLVE, { target: null }),
      },
      {
        title: "of too many for all or nothing",
        expect: "bulk_operation.too_many",
        input: (s) =>
          input(s, RESOLVE, { ...atomic, target: { ids: Array.from({ length: 1001 }, (_, i) => i + 1) } }),
      },
    ],
    foreign: [
      ...foreign(
        (bulkOperationId): StartBulk => ({
          change: { action: "undo", params: { bulkOperationId } },
          target: null,
          mode: "best_effort",
          timeoutS: 600,
        }),
      ),
      {
        what: "member",
        scope: "account",
        expect: "member.not_found",
        input: (s, owner) => input(s, assignTo(owner.agent.userId ?? 0)),
      },
      {
        what: "team",
        scope: "account",
        expect: "team.not_found",
        given: team,
        input: (s, owner) => input(s, giveTo(idOfTeam(owner))),
      },
      {
        what: "inbox",
        scope: "inbox",
        expect: "inbox.not_found",
        input: (s, owner) => input(s, moveTo(owner.inbox.id)),
      },
    ],
  }),

  "advance-bulk": entry(advanceBulk)({
    cases: [
      turn("resolve", ["conversation.status_changed", ...SUCCEEDED], start()),
      turn(
        "resolve two, one of them resolved already",
        ["conversation.status_changed", ...SUCCEEDED],
        diverted,
        async (s) => {
          await start(RESOLVE, { target: { displayIds: [1, 2] } })(s);
        },
      ),
      turn(
        "snooze",
        ["conversation.status_changed", ...SUCCEEDED],
        start({ action: "snooze", params: { until: null } }),
      ),
      turn("snooze into the past by now", FAILED, async (s) => {
        const until = new Date(s.world.clock.now.getTime() + 60_000).toISOString();
        await start({ action: "snooze", params: { until } })(s);
        pass(s.world, 120_000);
      }),
      turn(
        "assign",
        ["conversation.assigned", ...SUCCEEDED],
        start((s) => ({ action: "assign", params: { assigneeId: ofAgent(s) } })),
      ),
      turn("assign to nobody", ["conversation.assigned", ...SUCCEEDED], async (s) => {
        await s.run(assignConversation, {
          conversation: { conversationId: s.conversation.id },
          assigneeId: ofAgent(s),
        });
        await start({ action: "assign", params: { assigneeId: null } })(s);
      }),
      turn(
        "team",
        ["conversation.team_changed", ...SUCCEEDED],
        team,
        start((s) => ({ action: "team", params: { teamId: idOfTeam(s) } })),
      ),
      turn(
        "label",
        ["label.created", "label.created", "conversation.labelled", ...SUCCEEDED],
        start({ action: "label", params: { add: ["vip", "New one"] } }),
      ),
      turn(
        "priority",
        ["conversation.priority_changed", ...SUCCEEDED],
        start({ action: "priority", params: { priority: "high" } }),
      ),
      turn("one that is so already", SUCCEEDED, resolved, start()),
      turn("a trashed one", FAILED, trash, start()),
      turn(
        "move",
        ["conversation.assigned", "conversation.moved", ...SUCCEEDED],
        givenToAgent,
        start(toHidden),
      ),
      turn("move where one may not see", FAILED, startToHidden),
      turn(
        "undo of moving",
        ["conversation.moved", "conversation.assigned", ...SUCCEEDED],
        givenToAgent,
        start(toHidden),
        advance,
        startUndo,
      ),
      turn("trash", ["conversation.trashed", ...SUCCEEDED], start({ action: "trash", params: {} })),
      turn(
        "restore",
        ["conversation.restored", ...SUCCEEDED],
        trash,
        start({ action: "restore", params: {} }),
      ),
      turn(
        "restore one whose snooze ran out",
        ["conversation.restored", "conversation.status_changed", ...SUCCEEDED],
        signal("snooze", 1),
        trash,
        async (s) => {
          pass(s.world, 2 * 3_600_000);
          await start({ action: "restore", params: {} })(s);
        },
      ),
      turn("purge", ["conversation.purged", ...SUCCEEDED], startPurge),
      turn("purge one that has been restored", FAILED, startPurge, restore),
      turn(
        "purge, after its deadline",
        ["bulk.timed_out", "alert.opened", "operation.timed_out"],
        startPurge,
        late,
      ),
      turn(
        "undo of trashing",
        ["conversation.restored", ...SUCCEEDED],
        start({ action: "trash", params: {} }),
        advance,
        startUndo,
      ),
      turn("undo of resolving", ["conversation.status_changed", ...SUCCEEDED], start(), advance, startUndo),
      turn("undo of labels and of what changed since", FAILED, start(), advance, signal("reopen"), startUndo),
      turn("of none", SUCCEEDED, start(RESOLVE, { target: { found: [] } })),
      turn("all or nothing", ["conversation.status_changed", ...SUCCEEDED], start(RESOLVE, atomic)),
      turn("all or nothing, and one refuses", "conversation.trashed", trash, start(RESOLVE, atomic)),
      turn("after its deadline", ["bulk.timed_out", "alert.opened", "operation.timed_out"], start(), late),
      turn("of a member who has left", ["bulk.failed", "operation.failed"], startAsAgent, leave),
      turn("that has ended", "nothing", start(), advance),
    ],
    refusedAs: (result) => (result ? null : "bulk_operation.not_found"),
    foreign: foreign((bulkId) => ({ bulkId })),
  }),
};
