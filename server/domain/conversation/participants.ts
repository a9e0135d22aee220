/** Why somebody follows a conversation. */
export const PARTICIPATIONS = ["assigned", "replied", "noted", "mentioned", "added"] as const;
export type Participation = (typeof PARTICIPATIONS)[number];

/** `since`: ISO 8601. */
export type Participant = { userId: number; because: Participation; since: string };

/** More do not follow one conversation; who comes later is not added by writing. */
export const PARTICIPANTS_MAX = 100;

/**
 * Somebody begins to follow. Who does already stays as they are, but what they did themselves weighs more than that it
 * was given to them. Gives back the same list when nothing changes.
 */
export function withParticipant(
  all: readonly Participant[],
  userId: number,
  { because, at }: { because: Participation; at: Date },
): readonly Participant[] {
  const since = at.toISOString();
  const known = all.find((one) => one.userId === userId);
  if (!known) return all.length >= PARTICIPANTS_MAX ? all : [...all, { userId, because, since }];
  if (known.because !== "assigned" || because === "assigned") return all;
  return all.map((one) => (one === known ? { ...one, because } : one));
}

/** Somebody follows no more. Gives back the same list when they did not. */
export const withoutParticipant = (all: readonly Participant[], userId: number): readonly Participant[] =>
  all.some((one) => one.userId === userId) ? all.filter((one) => one.userId !== userId) : all;

/**
 * After a conversation was given to somebody else: they follow it, and whoever only had it does not any more. So an
 * assignment that is undone leaves no trace.
 */
export function afterAssigning(
  all: readonly Participant[],
  { from, to }: { from: number | null; to: number | null },
  at: Date,
): readonly Participant[] {
  if (from === to) return all;
  const left = all.filter((one) => one.userId !== from || one.because !== "assigned");
  return to === null ? left : withParticipant(left, to, { because: "assigned", at });
}

/** After somebody of ours wrote: they follow it, and so does whom a note mentions. */
export function afterWriting(
  all: readonly Participant[],
  {
    kind,
    byUserId,
    mentionIds,
  }: { kind: "message" | "note"; byUserId: number | null; mentionIds: readonly number[] },
  at: Date,
): readonly Participant[] {
  const because = kind === "note" ? "noted" : "replied";
  const written = byUserId === null ? all : withParticipant(all, byUserId, { because, at });
  return mentionIds.reduce((now, id) => withParticipant(now, id, { because: "mentioned", at }), written);
}
