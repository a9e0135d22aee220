/** Neither scripts nor forms work in the frame of a mail; links open a window of their own, which is no longer sandboxed. */
export const FRAME_SANDBOX = "allow-popups allow-popups-to-escape-sandbox";

/** Whether a mail has remote pictures (`1`), so that the screen offers to load them. */
export const REMOTE_PICTURES_HEADER = "x-remote-pictures";
