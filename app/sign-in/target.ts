/** Only to read paths: never asked. */
const BASE = "http://ours.invalid";
const MARK = "sign-in";

/** Where to go after signing in, and whether a form without a token has just been refused. */
export type Target = { to: string; isAgain: boolean };

/**
 * A path of ours out of `callbackUrl`, which next-auth hands on as a whole address; anything else could lead away and
 * becomes the inbox.
 */
export function targetOf(given: string | string[] | undefined): Target {
  const text = Array.isArray(given) ? given[0] : given;
  if (!text || !URL.canParse(text, BASE)) return { to: "/inbox", isAgain: false };
  const { pathname, searchParams } = new URL(text, BASE);
  const isAgain = searchParams.has(MARK);
  searchParams.delete(MARK);
  const isOurs = pathname.startsWith("/") && !/^\/(\/|\\|sign-in|api\/|$)/.test(pathname);
  const query = searchParams.toString();
  return { to: isOurs ? `${pathname}${query === "" ? "" : `?${query}`}` : "/inbox", isAgain };
}

/** The same path, marked: next-auth brings it back when it refuses a form without a token. */
export const markAgain = (to: string): string => `${to}${to.includes("?") ? "&" : "?"}${MARK}=again`;
