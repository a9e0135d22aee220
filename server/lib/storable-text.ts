/** NUL, and half of a surrogate pair: JSON can have both, and Postgres stores neither. */
const UNSTORABLE = /\0|\p{Surrogate}/u;

export const isStorableText = (text: string): boolean => !UNSTORABLE.test(text);

/** The text with a mark in place of what cannot be stored. */
export const storableText = (text: string): string => text.replaceAll("\0", "\ufffd").toWellFormed();
