import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { Event, EventType } from "@/server/contract/event/event";
import { sampleEvent } from "@/server/contract/event/event-samples";
import { aConversation, aRow, cachedList } from "@/test/support/scenes/dtos";
import { toWrittenResult } from "./change-result";
import { beginChange, noteEvent, undoableNow, whenAnswered } from "./superseded";
import {
  addUndoable,
  listUndoables,
  removeMessageUndo,
  subscribeUndoables,
  takeUndoable,
  type Undoable,
} from "./undoable";

describe("change result", () => {
  const { writer, fill, listed } = cachedList();
  beforeEach(() => fill([aRow(1, "open")]));

  test("a conversation that is resolved leaves the list of open ones with the answer, without an event", async () => {
    const result = await toWrittenResult(writer, async () => ({
      row: aRow(2, "resolved"),
      operationId: "resolving",
    }));
    expect(result).toEqual({ ok: true, operationId: "resolving" });
    expect(listed()).toEqual([]);
  });

  test("a refused change, and one that hid the conversation, leave the list to the events", async () => {
    const refused = Object.assign(new Error(), { data: { refusal: { code: "conversation.not_found" } } });
    expect(await toWrittenResult(writer, () => Promise.reject(refused))).toMatchObject({ ok: false });
    expect(await toWrittenResult(writer, async () => ({ row: null, operationId: "moving" }))).toMatchObject({
      ok: true,
    });
    expect(listed()).toEqual([1]);
  });
});

describe("undoable", () => {
  const something = (displayId: number, more: Partial<Undoable> = {}): Undoable => ({
    displayId,
    text: `#${displayId} resolved`,
    undo: async () => ({ ok: true, operationId: null }),
    openAfter: null,
    ...more,
  });
  afterEach(() => {
    while (takeUndoable());
  });

  test("the latest change is undone first", () => {
    for (const displayId of [1, 2]) addUndoable(something(displayId));
    expect([takeUndoable(), takeUndoable(), takeUndoable()].map((found) => found?.displayId)).toEqual([
      2,
      1,
      undefined,
    ]);
  });

  test("a change that was undone from its toast is not undone again by key", () => {
    const [first, second] = [something(1), something(2)];
    addUndoable(first);
    addUndoable(second);
    expect(takeUndoable(first)).toBe(first);
    expect(takeUndoable(first)).toBeUndefined();
    expect(takeUndoable()).toBe(second);
  });

  test("the fifty latest changes are kept", () => {
    const all = Array.from({ length: 51 }, (_, i) => something(i));
    for (const one of all) addUndoable(one);
    expect(takeUndoable(all[0])).toBeUndefined();
    expect(takeUndoable(all[1])).toBe(all[1]);
  });

  test("the offer of a change is withdrawn once, however the change leaves the list", () => {
    const withdrawn: number[] = [];
    const add = (undoable: Undoable) => addUndoable(undoable, () => withdrawn.push(undoable.displayId ?? 0));
    add(something(1));
    add(something(2, { messageId: 7 }));
    removeMessageUndo(7);
    removeMessageUndo(7);
    expect(withdrawn).toEqual([2]);
    takeUndoable();
    expect(withdrawn).toEqual([2, 1]);
  });

  test("a listener hears of changes that come and go", () => {
    const heard: number[] = [];
    const end = subscribeUndoables(() => heard.push(listUndoables().length));
    addUndoable(something(1));
    takeUndoable();
    takeUndoable();
    end();
    addUndoable(something(2));
    expect(heard).toEqual([1, 0]);
  });
});

describe("superseded", () => {
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
});
