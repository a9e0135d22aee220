/** What an inbox's channel can do. Screens and the API refuse or hide the rest. */
export type ChannelCapabilities = {
  /** Messages may have files. */
  attachments: boolean;
  /** A sent message can be edited, and deleted. */
  edit: boolean;
  delete: boolean;
  /** Whoever connects the channel reports that a customer took a message back. */
  takeBack: boolean;
  /** Customers see that a member writes, and members that a customer does. */
  typing: boolean;
  /** It reports that a message was delivered, and that it was read. */
  delivered: boolean;
  read: boolean;
  /** A message can be one of the provider's templates. */
  templates: boolean;
  /** The most characters of a message; null: the inbox's own limit. */
  textCharsMax: number | null;
  /** A message of ours can quote another one. */
  quotes: boolean;
  /** The most files of a message; null: the server's own limit. */
  filesMax: number | null;
  /** The most characters of a text with files; null: those of any text. */
  captionCharsMax: number | null;
};

/** For how long after it was sent the provider lets a message be edited, and deleted; of files only the text of some kinds. */
export type ChangeLimits = { editMinutes: number; deleteHours: number; editableFiles: readonly string[] };

/** What a channel is like, where the rules differ by it. Pure data: the domain, the contract and screens read it. */
export type ChannelTraits = {
  capabilities: ChannelCapabilities;
  /** Whether inboxes of it can be created. */
  isOpenable: boolean;
  /**
   * Who takes its messages out. `callback`: the program at the inbox's callback URL, or whoever reads the events. `shown`: nobody,
   * because Tickline shows them to the customer. `sender`: the channel's own sender; whether it ignores a message that it has sent
   * already, whether it can find out if it has sent one, and the setting with the server that Tickline stays connected to: inboxes
   * without it have no connection.
   */
  sending:
    | { by: "callback" | "shown" }
    | { by: "sender"; deduplicates: boolean; answersLookups: boolean; connectionSetting?: string };
  /**
   * By what a changed message reaches the customer: Tickline shows it to them, nobody is told, whatever program the inbox
   * has tells them, or the channel's own sender changes it there, as long as the provider allows that.
   */
  changes: "shown" | "none" | "program" | ({ by: "sender" } & ChangeLimits);
  /** For so many hours after a customer's message the provider lets us write to them freely; null: always. */
  replyWindowHours: number | null;
  /** A contact's source id in one inbox works in the channel's other inboxes. */
  isAddressEverywhere: boolean;
  /**
   * Its clients know a channel for each person and group: a second conversation of it would be shown to nobody. They know
   * groups, and an inbox can post that one was created. A group's name begins with its type; the number is that of groups.
   */
  clientChannels: { groupType: number } | null;
  /** A contact's phone number is their source id, without the plus. */
  isReachedByPhone?: true;
  /** Its messages are mails: each has a subject, recipients and a Message-ID. */
  hasMailHeaders?: true;
};
