/** Line breaks and other control characters, and those that reverse the direction of the text around them. */
const CONTROLS = /[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]+/gu;

/** A header or subject as it is shown: those of mails that earlier versions stored may have such characters. */
export const oneLine = (text: string): string => text.replaceAll(CONTROLS, " ").trim();
