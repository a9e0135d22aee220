import { expect, test } from "vitest";
import {
  CONVERSATION_SIGNALS,
  CONVERSATION_STATUSES,
  type ConversationState,
  type ConversationStatus,
  decideMove,
  decideSignal,
  hasSnoozeEnded,
  LIFECYCLE_SIGNALS,
  LIFECYCLES,
} from "./conversation";

const now = new Date("2026-11-20T09:00:00.000Z");
const later = new Date("2026-11-21T09:00:00.000Z");
const latest = new Date("2026-11-22T09:00:00.000Z");

const live = (status: ConversationStatus, snoozedUntil: Date | null = null): ConversationState => ({
  status,
  lifecycle: "live",
  snoozedUntil,
});

const outcome = (decision: ReturnType<typeof decideSignal>): string => {
  if (decision.kind === "set") return decision.status;
  return decision.kind === "keep" ? "–" : decision.code;
};

test("status × signal, every cell of the table", () => {
  const table = CONVERSATION_STATUSES.map((from) => [
    from,
    ...CONVERSATION_SIGNALS.map((signal) => outcome(decideSignal(live(from), signal, { until: later, now }))),
  ]);
  const [noSnooze, noPending] = ["conversation.not_snoozed", "conversation.not_pending"];
  expect(CONVERSATION_SIGNALS).toEqual(["resolve", "reopen", "markPending", "snooze", "wake", "handoff"]);
  expect(table).toEqual([
    // from     resolve  reopen  markPending  snooze    wake   handoff
    ["open", "resolved", "–", "pending", "snoozed", noSnooze, noPending],
    ["pending", "resolved", "open", "–", "snoozed", noSnooze, "open"],
    ["snoozed", "resolved", "open", "pending", "snoozed", "open", noPending],
    ["resolved", "–", "open", "pending", "snoozed", noSnooze, noPending],
  ]);
});

test("another snooze time is a change, the same time is none", () => {
  const snooze = (state: ConversationState, until: Date | null) =>
    decideSignal(state, "snooze", { until, now });
  expect(snooze(live("open"), later)).toEqual({ kind: "set", status: "snoozed", snoozedUntil: later });
  expect(snooze(live("open"), null)).toEqual({ kind: "set", status: "snoozed", snoozedUntil: null });
  expect(snooze(live("snoozed", later), latest)).toEqual({
    kind: "set",
    status: "snoozed",
    snoozedUntil: latest,
  });
  expect(snooze(live("snoozed", later), null)).toEqual({
    kind: "set",
    status: "snoozed",
    snoozedUntil: null,
  });
  expect(snooze(live("snoozed", later), new Date(later))).toEqual({ kind: "keep" });
  expect(snooze(live("snoozed", null), null)).toEqual({ kind: "keep" });
});

test("a snooze in the past is refused from every status", () => {
  for (const from of CONVERSATION_STATUSES)
    expect(outcome(decideSignal(live(from), "snooze", { until: now, now }))).toBe(
      "conversation.snooze_in_past",
    );
});

test("leaving `snoozed` clears its time, and a time with another signal is ignored", () => {
  for (const signal of ["resolve", "reopen", "markPending", "wake"] as const)
    expect(decideSignal(live("snoozed", later), signal, { until: latest, now })).toMatchObject({
      snoozedUntil: null,
    });
});

test("on a trashed or purged conversation every signal is refused", () => {
  for (const lifecycle of ["trashed", "purged"] as const)
    for (const from of CONVERSATION_STATUSES)
      for (const signal of CONVERSATION_SIGNALS)
        expect(outcome(decideSignal({ ...live(from), lifecycle }, signal, { until: later, now }))).toBe(
          "conversation.trashed",
        );
});

test("every status is reachable from every other", () => {
  for (const from of CONVERSATION_STATUSES) {
    const reached = CONVERSATION_SIGNALS.map((s) =>
      outcome(decideSignal(live(from), s, { until: later, now })),
    );
    expect(reached).toEqual(
      expect.arrayContaining(CONVERSATION_STATUSES.filter((status) => status !== from)),
    );
  }
});

test("lifecycle × signal, every cell: only trashed conversations are purged, and purged ones never return", () => {
  const outcomeOf = (decision: ReturnType<typeof decideMove>): string => {
    if (decision.kind === "set") return decision.lifecycle;
    return decision.kind === "keep" ? "–" : decision.code;
  };
  const table = LIFECYCLES.map((from) => [
    from,
    ...LIFECYCLE_SIGNALS.map((signal) => outcomeOf(decideMove(from, signal))),
  ]);
  const gone = "conversation.not_found";
  expect(LIFECYCLE_SIGNALS).toEqual(["trash", "restore", "purge"]);
  expect(table).toEqual([
    // from      trash      restore  purge
    ["live", "trashed", "–", "conversation.not_trashed"],
    ["trashed", "–", "live", "purged"],
    ["purged", gone, gone, gone],
  ]);
});

test("a snooze that ended in the trash is over; one without a time never ends", () => {
  const snoozed = (snoozedUntil: Date | null) => ({ status: "snoozed", snoozedUntil }) as const;
  expect(hasSnoozeEnded(snoozed(now), now)).toBe(true);
  expect(hasSnoozeEnded(snoozed(later), now)).toBe(false);
  expect(hasSnoozeEnded(snoozed(null), now)).toBe(false);
  expect(hasSnoozeEnded({ status: "open", snoozedUntil: null }, now)).toBe(false);
});
