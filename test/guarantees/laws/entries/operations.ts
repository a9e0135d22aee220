import { beginOperation, failOperation, timeOutOperation } from "@/server/commands/operations";
import { all } from "@/test/guarantees/laws/entries/conversations/states";
import { type Entry, entry } from "@/test/guarantees/laws/entry";
import { pass, type Stage } from "@/test/guarantees/laws/stage";

/** The operation of each stage. */
const begun = new WeakMap<Stage, string>();
const it = (s: Stage) => ({ operationId: begun.get(s) ?? crypto.randomUUID() });
const failed = (s: Stage) => ({ ...it(s), error: { code: "conversation.trashed", detail: "It is there." } });

const begin = async (s: Stage) => {
  begun.set(s, (await s.run(beginOperation, { requestId: "crm-1" })).operationId);
};
const overdue = all(begin, async (s) => pass(s.world, 11_000));

export const OPERATION_ENTRIES: Record<string, Entry> = {
  "begin-operation": entry(beginOperation)({
    cases: [{ title: "of a request", expect: "nothing", input: () => ({ requestId: "crm-1" }) }],
    foreign: "takes no id: the operation is the transaction's own",
  }),

  "fail-operation": entry(failOperation)({
    cases: [
      { title: "that was begun", expect: ["operation.failed"], given: begin, input: failed },
      {
        title: "that failed already",
        expect: "nothing",
        given: all(begin, (s) => s.run(failOperation, failed(s))),
        input: failed,
      },
      { title: "that does not exist", expect: "nothing", input: failed },
    ],
    foreign: "only the edge calls it, with the operation that it has begun",
  }),

  "time-out-operation": entry(timeOutOperation)({
    cases: [
      { title: "whose time is over", expect: ["operation.timed_out"], given: overdue, input: it },
      { title: "that has time left", expect: "nothing", given: begin, input: it },
      {
        title: "that has failed",
        expect: "nothing",
        given: all(overdue, (s) => s.run(failOperation, failed(s))),
        input: it,
      },
    ],
    foreign: "only the worker calls it, with ids of the account's own rows",
  }),
};
