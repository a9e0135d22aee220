/** Where every server action is posted, whatever page is shown. */
export const ACTIONS_PATH = "/actions";
/** The one type of their bodies: Next reads it as text; it has decoders of forms for the others. */
export const ACTION_TYPE = "text/plain;charset=UTF-8";
/** Names the action by its id in the build. */
export const ACTION_HEADER = "next-action";
/** Next's own mark of an answer to an action that the build does not have. */
export const ACTION_UNKNOWN_HEADER = "x-nextjs-action-not-found";
