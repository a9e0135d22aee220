import type { InboxKey } from "@/server/setup/demo/cast";
import { CROWDS, type Crowd, couldSpeak, createCrowd } from "@/server/setup/demo/people";
import type { Random } from "@/server/setup/demo/random";

export type TrafficInbox = { id: number; name: string; key: InboxKey };

/** A customer in a conversation, with their remaining messages. */
export type Talk = {
  inbox: TrafficInbox;
  name: string;
  /** The integrator's id of the contact. */
  identifier: string;
  left: string[];
  thanks(): string;
  /** The message after the conversation was resolved. */
  again(): string;
  /** The shop's own message to the customer. */
  notice(): string;
};

export type Talks = {
  /** A new or known customer with messages to write. */
  next(): Talk;
  /** A customer from before this program began; undefined if their language is unknown. */
  stranger(inboxId: number, name: string): Talk | undefined;
};

/** Chooses customers and their messages, in the languages of each inbox. */
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
