import type { InboxKey } from "@/server/setup/demo/cast";
import { CROWDS, type Crowd, couldSpeak, createCrowd } from "@/server/setup/demo/people";
import type { Random } from "@/server/setup/demo/random";

export type TrafficInbox = { id: number; name: string; key: InboxKey };

/** A customer in a conversation: what they have yet to say, as long as somebody answers. */
export type Talk = {
  inbox: TrafficInbox;
  name: string;
  /** The integrator's name for the contact. */
  identifier: string;
  left: string[];
  thanks(): string;
  /** When they come back after it was resolved. */
  again(): string;
  /** What the shop writes to them by itself. */
  notice(): string;
};

export type Talks = {
  /** Somebody with something to say, new or known. */
  next(): Talk;
  /** Somebody who wrote before this program began; undefined when we cannot tell what they speak. */
  stranger(inboxId: number, name: string): Talk | undefined;
};

/** Decides who writes what, in the language of each inbox's customers. */
export function createTalks(random: Random, inboxes: readonly TrafficInbox[]): Talks {
  const crowds = CROWDS.map((crowd, mark) => ({ crowd, people: createCrowd(crowd, random), mark }));
  const session = Date.now().toString(36);

  function talkOf(
    crowd: Crowd,
    inbox: TrafficInbox,
    who: { name: string; calledBy: string; identifier: string },
  ): Talk {
    const { tongue } = crowd;
    const [item, order] = [random.pick(tongue.items), `CA-${random.between(12_000, 12_999)}`];
    const fill = (text: string) =>
      text
        .replaceAll("{item}", item)
        .replaceAll("{order}", order)
        .replaceAll("{name}", who.calledBy)
        .replaceAll("{agent}", "Casa Aurora");
    return {
      inbox,
      name: who.name,
      identifier: who.identifier,
      left: random
        .pick(tongue.dialogues)
        .lines.filter((_, i) => i % 2 === 0)
        .map(fill),
      thanks: () => fill(random.pick(tongue.thanks)),
      again: () => fill(random.pick(tongue.again)[0]),
      notice: () => fill(random.pick(tongue.outreach)),
    };
  }

  return {
    next() {
      const inbox = random.pick(inboxes);
      const { crowd, people, mark } = random.pick(
        crowds.filter(({ crowd: { inbox: key } }) => key === inbox.key),
      );
      const { name, calledBy, key } = people.next();
      return talkOf(crowd, inbox, { name, calledBy, identifier: `${session}.${mark}.${key}` });
    },
    stranger(inboxId, name) {
      const inbox = inboxes.find(({ id }) => id === inboxId);
      const crowd = CROWDS.find((one) => one.inbox === inbox?.key && couldSpeak(one.tongue, name));
      return inbox && crowd && talkOf(crowd, inbox, { name, calledBy: name, identifier: "" });
    },
  };
}
