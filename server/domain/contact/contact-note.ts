/** The most notes of one contact; a merge may exceed it. */
export const CONTACT_NOTES_MAX = 500;
