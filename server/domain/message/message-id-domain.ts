/**
 * The domain of the Message-IDs that we make for an inbox. A name of our own below the domain of its address: mails of its
 * members' other programs have that domain itself, and are no mails of ours.
 */
export const messageIdDomain = (address: string): string =>
  `tickline.${address.slice(address.lastIndexOf("@") + 1).toLowerCase()}`;
