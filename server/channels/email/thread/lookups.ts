/** A conversation that a mail may belong to. */
export type ConversationMatch = { conversationId: number };

/** What the assignment of a mail to a conversation needs from the store. All look-ups are within one inbox. */
export type ThreadLookups = {
  /** The conversation with this id, or null. */
  findConversation(conversationId: number): Promise<ConversationMatch | null>;
  /** The conversation of the newest stored mail that has one of these Message-IDs (without <>), or null. */
  findByMessageIds(messageIds: readonly string[]): Promise<ConversationMatch | null>;
  /**
   * The newest conversation with this sender and normalised subject and a mail since `since` that wants its answers at `replyTo` ("": at
   * its sender; null: anywhere), or null.
   */
  findBySubject(
    sender: string,
    subject: string,
    options: { since: Date; replyTo: string | null },
  ): Promise<ConversationMatch | null>;
};
