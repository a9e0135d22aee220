/**
 * Neither scripts nor forms work in the frame of a mail; links open a window of their own, which is no longer sandboxed. The
 * frame has the page's origin, so that the page can measure its height: never add `allow-scripts`, with which a script of a
 * mail would act as the member.
 */
export const FRAME_SANDBOX = "allow-same-origin allow-popups allow-popups-to-escape-sandbox";

/** Of a mail without HTML: whether its whole text has more than the message (`1`), such as the mails that it quotes. */
export const QUOTED_TEXT_HEADER = "x-quoted-text";

/** The ids of the files that the frame shows as pictures, with blanks between them. */
export const OWN_PICTURES_HEADER = "x-own-pictures";

/** Whether a mail has remote pictures (`1`), so that the screen offers to load them. */
export const REMOTE_PICTURES_HEADER = "x-remote-pictures";
