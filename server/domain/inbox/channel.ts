/** The transports of an inbox. */
export const CHANNELS = ["api", "widget", "evolution", "wukongim"] as const;
export type Channel = (typeof CHANNELS)[number];

/** What a channel is like, where the rules differ by it. */
type Traits = {
  /** What it allows with a sent message; and whether its integrator reports that a customer took theirs back. */
  abilities: { edit: boolean; delete: boolean; takeBack: boolean };
  /**
   * By what a changed message reaches the customer: Tickline shows it to them, nobody is told, or whatever program the inbox
   * has tells them.
   */
  changes: "shown" | "none" | "program";
  /** A contact's source id in one inbox works in the channel's other inboxes. */
  isAddressEverywhere: boolean;
  /**
   * Its clients know a channel for each person and group: a second conversation of it would be shown to nobody. They know
   * groups, and an inbox can post that one was created. A group's name says its type; the number is that of groups.
   */
  clientChannels: { groupType: number } | null;
};

/**
 * `api`: the integrator has its own ids, and gets the events. `widget`: Tickline shows the messages itself; a source id is a
 * browser's session with one website. `evolution`: source ids are phone numbers; a phone keeps a message until the adapter can
 * change it. `wukongim`: source ids are uids; members read the history that Tickline keeps.
 */
const TRAITS: Readonly<Record<Channel, Traits>> = {
  api: {
    abilities: { edit: true, delete: true, takeBack: true },
    changes: "program",
    isAddressEverywhere: true,
    clientChannels: null,
  },
  widget: {
    abilities: { edit: true, delete: true, takeBack: false },
    changes: "shown",
    isAddressEverywhere: false,
    clientChannels: null,
  },
  evolution: {
    abilities: { edit: false, delete: false, takeBack: false },
    changes: "none",
    isAddressEverywhere: true,
    clientChannels: null,
  },
  wukongim: {
    abilities: { edit: true, delete: true, takeBack: true },
    changes: "shown",
    isAddressEverywhere: true,
    clientChannels: { groupType: 2 },
  },
};

/** The channels for which inboxes can be created. */
export const OPENABLE_CHANNELS = ["api", "wukongim"] as const satisfies Channel[];

export const abilitiesOf = (channel: Channel): Traits["abilities"] => TRAITS[channel].abilities;

/** By what the changes of messages reach the channel's customers. */
export const changesIn = (channel: Channel): Traits["changes"] => TRAITS[channel].changes;

/** Whether another inbox can reach a contact that is new to it by the source id of this inbox. */
export const carriesAddress = (from: Channel, to: Channel): boolean =>
  from === to && TRAITS[from].isAddressEverywhere;

type Of = { channel: Channel };

/** Whether the channel's clients know groups: others show the group to nobody, unless a program of its own does. */
export const hasGroups = ({ channel }: Of): boolean => TRAITS[channel].clientChannels !== null;

/** Whether a customer has one conversation for each of their names in the channel. */
export const keepsOneConversation = ({ channel }: Of): boolean => TRAITS[channel].clientChannels !== null;

/** Whether the inboxes of a channel can post the creation of conversations. */
export const postsCreation = (channel: Channel): boolean => TRAITS[channel].clientChannels !== null;

/**
 * The name of a group in an inbox, from one that its creator gave. `random` makes one. Null: none was given, and the channel
 * needs none. Clients read a group's type from the number before the first colon; a name without one gets that of groups.
 */
export function groupNameIn({ channel }: Of, given: string | null, random: () => string): string | null {
  const { clientChannels } = TRAITS[channel];
  if (!clientChannels) return given;
  const name = given ?? random();
  return /^\d{1,2}:/.test(name) ? name : `${clientChannels.groupType}:${name}`;
}
