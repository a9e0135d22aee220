import { expect, test } from "vitest";
import {
  afterAssigning,
  afterWriting,
  PARTICIPANTS_MAX,
  type Participant,
  withoutParticipant,
  withParticipant,
} from "./participants";

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
