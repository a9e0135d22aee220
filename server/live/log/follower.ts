import type { AccountSignal } from "@/server/live/hub/account-signal";
import { type EventsOptions, type Following, followEvents } from "./follow-events";

/** Follows something for its members, from the first one's joining until the last one has left. */
export type Follower<M> = {
  /** Resolves when everything that happens from then on is told. Rejects when the beginning fails; the next one tries again. */
  join(member: M): Promise<void>;
  leave(member: M): void;
  /** Those who have joined or are joining. */
  members: ReadonlySet<M>;
};

/** `begin`: called for the first member, and again after it has failed or the last member has left. */
export function createFollower<M>(begin: () => Following): Follower<M> {
  const members = new Set<M>();
  let current: Following | null = null;

  function end(following: Following): void {
    following.stop();
    if (current === following) current = null;
  }

  function start(): Following {
    const following = begin();
    current = following;
    following.begun.catch(() => end(following)); // those who join are told why
    return following;
  }

  return {
    members,
    join(member) {
      members.add(member);
      return (current ?? start()).begun;
    },
    leave(member) {
      members.delete(member);
      if (members.size === 0 && current) end(current);
    },
  };
}

type Followed<A extends unknown[]> = EventsOptions & {
  /** What happens in the account beside the log, and what is done then. */
  signal: AccountSignal<A>;
  onSignal: (...told: A) => Promise<void>;
};

/** Follows the log of an account and a signal beside it. What cannot be told goes to `onError`, and the next is told. */
export const createEventFollower = <M, A extends unknown[]>({
  signal,
  onSignal,
  ...events
}: Followed<A>): Follower<M> =>
  createFollower(() => {
    const { begun, stop } = followEvents(events);
    const endSignal = signal.listen(events.accountId, (...told) => {
      onSignal(...told).catch(events.onError);
    });
    return {
      begun,
      stop() {
        stop();
        endSignal();
      },
    };
  });
