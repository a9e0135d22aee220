import { describe, expect, test } from "vitest";
import { CHANNELS } from "@/server/domain/inbox/channel";
import {
  type Beginning,
  CONVERSATION_SIGNALS,
  CONVERSATION_STATUSES,
  type ConversationState,
  type ConversationStatus,
  decideBeginning,
  decideMove,
  decideSignal,
  type Existing,
  hasSnoozeEnded,
  LIFECYCLE_SIGNALS,
  LIFECYCLES,
} from "./conversation";
import {
  afterAssigning,
  afterMentioning,
  afterWriting,
  MENTIONED_MAX,
  PARTICIPANTS_MAX,
  type Participant,
  withoutParticipant,
  withParticipant,
} from "./participants";

describe("conversation", () => {
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
      ...CONVERSATION_SIGNALS.map((signal) =>
        outcome(decideSignal(live(from), signal, { until: later, now })),
      ),
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
});

describe("beginning", () => {
  const WAYS = [{ orExisting: true }, { orExisting: false }];

  const live = (status: Existing["status"]): Existing => ({ lifecycle: "live", status });

  const trashed = (status: Existing["status"]): Existing => ({ lifecycle: "trashed", status });

  test.each(CHANNELS)("a customer without a conversation begins one in %s", (channel) => {
    for (const way of WAYS) expect(decideBeginning({ channel }, null, way)).toBe("begin");
  });

  test.each(CHANNELS.filter((one) => one !== "wukongim"))("%s has any number of conversations", (channel) => {
    for (const way of WAYS)
      for (const status of CONVERSATION_STATUSES)
        for (const existing of [live(status), trashed(status)])
          expect(decideBeginning({ channel }, existing, way)).toBe("begin");
  });

  const rows: [existing: Existing, taken: Beginning][] = [
    [live("open"), "continue"],
    [live("pending"), "continue"],
    [live("snoozed"), "continue"],
    [live("resolved"), "reopen"],
    [trashed("open"), "reopen"],
    [trashed("pending"), "reopen"],
    [trashed("snoozed"), "reopen"],
    [trashed("resolved"), "reopen"],
  ];

  test.each(rows)("in wukongim, %o is taken as %s, or refused to who wants a new one", (existing, taken) => {
    const inbox = { channel: "wukongim" as const };
    expect(decideBeginning(inbox, existing, { orExisting: true })).toBe(taken);
    expect(decideBeginning(inbox, existing, { orExisting: false })).toBe("refuse");
  });

  test("the rows above are all states of a conversation", () => {
    expect(rows).toHaveLength(2 * CONVERSATION_STATUSES.length);
  });
});

describe("participants", () => {
  const at = new Date("2026-11-20T12:00:00.000Z");

  const since = at.toISOString();

  const given: Participant = { userId: 1, because: "assigned", since: "2026-11-19T12:00:00.000Z" };

  const wrote: Participant = { ...given, because: "replied" };

  test("a writer becomes a participant, with the reason; an existing participant stays unchanged", () => {
    const all = afterWriting([], { kind: "message", byUserId: 1, mentionIds: [] }, at);
    expect(all).toEqual([{ userId: 1, because: "replied", since }]);
    expect(afterWriting(all, { kind: "note", byUserId: 1, mentionIds: [] }, at)).toBe(all);
    expect(afterWriting(all, { kind: "note", byUserId: null, mentionIds: [1, 2, 2] }, at)).toEqual([
      ...all,
      { userId: 2, because: "mentioned", since },
    ]);
  });

  test("a member's own action replaces the reason `assigned`, not the reverse", () => {
    expect(withParticipant([given], 1, { because: "replied", at })).toEqual([wrote]);
    expect(withParticipant([wrote], 1, { because: "assigned", at })).toEqual([wrote]);
  });

  test("a former assignee stops participating unless they wrote", () => {
    expect(afterAssigning([given], { from: 1, to: 2 }, at)).toEqual([
      { userId: 2, because: "assigned", since },
    ]);
    expect(afterAssigning([wrote], { from: 1, to: null }, at)).toEqual([wrote]);
    expect(afterAssigning([given], { from: 1, to: 1 }, at)).toEqual([given]);
  });

  test("a removed participant is added again when they write", () => {
    expect(withoutParticipant([wrote], 1)).toEqual([]);
    expect(withoutParticipant([], 1)).toEqual([]);
  });

  test("the number of participants is bounded", () => {
    const all = Array.from({ length: PARTICIPANTS_MAX }, (_, i) => ({ ...wrote, userId: i + 1 }));
    expect(withParticipant(all, 999, { because: "added", at })).toBe(all);
  });

  test("the members whom notes mentioned are kept once each, the latest hundred", () => {
    const all = afterMentioning([1], [2, 2, 1]);
    expect(all).toEqual([1, 2]);
    expect(afterMentioning(all, [2])).toBe(all);
    const many = Array.from({ length: MENTIONED_MAX }, (_, i) => i + 1);
    expect(afterMentioning(many, [999])).toEqual([...many.slice(1), 999]);
  });
});
