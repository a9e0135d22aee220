/** Why a member is a participant. */
export const PARTICIPATIONS = ["assigned", "replied", "noted", "mentioned", "added"] as const;
export type Participation = (typeof PARTICIPATIONS)[number];

/** `since`: ISO 8601. */
export type Participant = { userId: number; because: Participation; since: string };

/** The most participants; then writing adds no more. */
export const PARTICIPANTS_MAX = 100;

/**
 * Adds a participant. An existing one stays unchanged, except that their own action replaces the reason `assigned`.
 * Returns the same list if nothing changes.
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

/** Removes a participant. Returns the same list if they were none. */
export const withoutParticipant = (all: readonly Participant[], userId: number): readonly Participant[] =>
  all.some((one) => one.userId === userId) ? all.filter((one) => one.userId !== userId) : all;

/**
 * The participants after an assignment: adds the assignee, and removes the former one unless they took part otherwise.
 * So an undone assignment leaves no trace.
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

/** The participants after a member wrote: adds the writer and the members whom a note mentions. */
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

/** The most members whom a conversation keeps as mentioned. */
export const MENTIONED_MAX = 100;

/** The members whom a conversation's notes have mentioned, the latest last. Returns the same list if nothing changes. */
export function afterMentioning(all: readonly number[], mentionIds: readonly number[]): readonly number[] {
  const added = [...new Set(mentionIds)].filter((id) => !all.includes(id));
  return added.length === 0 ? all : [...all, ...added].slice(-MENTIONED_MAX);
}
