/** What may notify a member. */
export type Happened =
  | { what: "assigned"; assigneeId: number | null }
  | { what: "note"; mentionIds: readonly number[] }
  /** `isUnwanted`: from a blocked contact, or in a spam conversation. */
  | {
      what: "customer wrote";
      assigneeId: number | null;
      followerIds: readonly number[];
      isUnwanted: boolean;
    }
  /** A message became failed or unconfirmed. `memberId`: who hears of it. */
  | { what: "not delivered"; memberId: number | null };

export type NoticeKind = "assigned" | "mentioned" | "message" | "not_delivered";
export type Notice = { userId: number; kind: NoticeKind };

/**
 * The members to notify, except the one who did it: `byUserId`, null if it was no member. A customer's message counts as
 * done by the customer, not by the member who entered it, and trouble with a message as done by nobody.
 */
export function noticesOf(happened: Happened, byUserId: number | null): Notice[] {
  switch (happened.what) {
    case "assigned":
      return toMember(happened.assigneeId, "assigned").filter(isOther(byUserId));
    case "note":
      return [...new Set(happened.mentionIds)]
        .map((userId): Notice => ({ userId, kind: "mentioned" }))
        .filter(isOther(byUserId));
    case "customer wrote":
      return happened.isUnwanted ? [] : toFollowers(happened);
    case "not delivered":
      return toMember(happened.memberId, "not_delivered");
  }
}

const isOther =
  (byUserId: number | null) =>
  ({ userId }: Notice): boolean =>
    userId !== byUserId;

/** The assignee and all participants. */
const toFollowers = ({
  assigneeId,
  followerIds,
}: Extract<Happened, { what: "customer wrote" }>): Notice[] => {
  const ids = assigneeId === null ? followerIds : [assigneeId, ...followerIds];
  return [...new Set(ids)].map((userId) => ({ userId, kind: "message" }));
};

const toMember = (userId: number | null, kind: Notice["kind"]): Notice[] =>
  userId === null ? [] : [{ userId, kind }];
