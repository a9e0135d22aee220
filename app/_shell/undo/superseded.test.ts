import { afterEach, beforeEach, expect, test } from "vitest";
import type { Event, EventType } from "@/server/contract/event/event";
import { sampleEvent } from "@/server/contract/event/event-samples";
import { aConversation } from "@/test/support/scenes/dtos";
import { beginChange, noteEvent, undoableNow, whenAnswered } from "./superseded";
import { addUndoable, listUndoables, takeUndoable } from "./undoable";

const withdrawn: string[] = [];
let operations = 0;

beforeEach(() => {
  withdrawn.length = 0;
});
afterEach(() => {
  while (takeUndoable());
});

const eventOf = (type: EventType, displayId: number, operationId: string): Event =>
  ({ ...sampleEvent(type), operationId, data: aConversation({ id: displayId }) }) as Event;

/** A change of this page whose event has arrived. */
function change(type: EventType, displayId: number): string {
  const operationId = `own ${++operations}`;
  beginChange()(operationId);
  addUndoable(
    {
      displayId,
      text: operationId,
      undo: async () => ({ ok: true, operationId: null }),
      openAfter: null,
      operationId,
    },
    () => withdrawn.push(operationId),
  );
  noteEvent(eventOf(type, displayId, operationId));
  return operationId;
}
const offered = () => undoableNow().map(({ operationId }) => operationId);

test("a change of the same part by somebody else or another tab withdraws the offer, any other does not", () => {
  const resolved = change("conversation.status_changed", 1);
  noteEvent(eventOf("conversation.assigned", 1, "other"));
  noteEvent(eventOf("conversation.status_changed", 2, "other"));
  noteEvent(eventOf("conversation.seen", 1, "other"));
  expect(withdrawn).toEqual([]);
  noteEvent(eventOf("conversation.status_changed", 1, "other"));
  expect(withdrawn).toEqual([resolved]);
  expect(listUndoables()).toEqual([]);
});

test("of two own changes of the same part only the newer one is offered, then the older one", () => {
  const resolved = change("conversation.status_changed", 1);
  const assigned = change("conversation.assigned", 1);
  const reopened = change("conversation.status_changed", 1);
  expect(offered()).toEqual([reopened, assigned]);
  takeUndoable();
  expect(offered()).toEqual([assigned, resolved]);
});

test("an event that precedes the answer of its own change withdraws nothing", () => {
  const resolved = change("conversation.status_changed", 1);
  const end = beginChange();
  noteEvent(eventOf("conversation.status_changed", 1, "undone"));
  end("undone");
  expect(offered()).toEqual([resolved]);
  const ended = beginChange();
  noteEvent(eventOf("conversation.status_changed", 1, "other"));
  ended("mine");
  expect(withdrawn).toEqual([resolved]);
});

test("trashing by somebody else ends every undo of the conversation", () => {
  const assigned = change("conversation.assigned", 1);
  const elsewhere = change("conversation.assigned", 2);
  noteEvent(eventOf("conversation.trashed", 1, "other"));
  expect(withdrawn).toEqual([assigned]);
  expect(offered()).toEqual([elsewhere]);
});

test("undo waits for the changes that have no answer yet, and for their offers", async () => {
  const order: string[] = [];
  const undone = (name: string) =>
    new Promise<void>((done) => whenAnswered(() => done(void order.push(name))));
  const [endFirst, endSecond] = [beginChange(), beginChange()];
  const waited = undone("undo");
  endSecond("second");
  endFirst("first");
  await Promise.resolve().then(() => order.push("offer"));
  await waited;
  expect(order).toEqual(["offer", "undo"]);
  void undone("at once");
  expect(order).toContain("at once");
});
