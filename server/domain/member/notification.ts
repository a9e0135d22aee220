/** What happened, as far as it may concern a member. */
export type Happened =
  | { what: "assigned"; assigneeId: number | null }
  | { what: "note"; mentionIds: readonly number[] }
  /** `isUnwanted`: of a blocked contact, or in a conversation that is spam. */
  | {
      what: "customer wrote";
      assigneeId: number | null;
      followerIds: readonly number[];
      isUnwanted: boolean;
    };

export type Notice = { userId: number; kind: "assigned" | "mentioned" | "message" };

/**
 * Who is told of it. Not who did it: `byUserId`, null when it was no member. What a customer wrote was not done by
 * whoever brought it in.
 */
export function noticesOf(happened: Happened, byUserId: number | null): Notice[] {
  switch (happened.what) {
    case "assigned":
      return toAssignee(happened.assigneeId, "assigned").filter(isOther(byUserId));
    case "note":
      return [...new Set(happened.mentionIds)]
        .map((userId): Notice => ({ userId, kind: "mentioned" }))
        .filter(isOther(byUserId));
    case "customer wrote":
      return happened.isUnwanted ? [] : toFollowers(happened);
  }
}

const isOther =
  (byUserId: number | null) =>
  ({ userId }: Notice): boolean =>
    userId !== byUserId;

/** The assignee, whether they follow it or not, and everybody who does. */
const toFollowers = ({
  assigneeId,
  followerIds,
}: Extract<Happened, { what: "customer wrote" }>): Notice[] => {
  const ids = assigneeId === null ? followerIds : [assigneeId, ...followerIds];
  return [...new Set(ids)].map((userId) => ({ userId, kind: "message" }));
};

const toAssignee = (assigneeId: number | null, kind: Notice["kind"]): Notice[] =>
  assigneeId === null ? [] : [{ userId: assigneeId, kind }];
