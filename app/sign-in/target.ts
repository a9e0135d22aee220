/** A base for parsing paths: never requested. */
const BASE = "http://ours.invalid";
const MARK = "sign-in";
/** Other sites, what is no page, and the pages of whoever is not signed in yet. */
const NO_TARGET = /^\/(\/|\\|api\/|(sign-in|two-factor|forgot|join|unsubscribe)(\/|$)|$)/;

/** Where to go after signing in, and whether a form without a token has just been refused. */
type Target = { to: string; isRetry: boolean };

/**
 * The path within this site of `callbackUrl`, which next-auth passes as an absolute URL. Anything else could lead to
 * another site, so it becomes the inbox.
 */
export function targetOf(given: string | string[] | undefined): Target {
  const text = Array.isArray(given) ? given[0] : given;
  if (!text || !URL.canParse(text, BASE)) return { to: "/inbox", isRetry: false };
  const { pathname, searchParams } = new URL(text, BASE);
  const isRetry = searchParams.has(MARK);
  searchParams.delete(MARK);
  const isOurs = pathname.startsWith("/") && !NO_TARGET.test(pathname);
  const query = searchParams.toString();
  return { to: isOurs ? `${pathname}${query === "" ? "" : `?${query}`}` : "/inbox", isRetry };
}

/** The same path, marked: next-auth returns it when it refuses a form without a token. */
export const markRetry = (to: string): string => `${to}${to.includes("?") ? "&" : "?"}${MARK}=again`;

/** next-auth's, when the provider refuses or its answer is invalid. */
const OF_NEXT_AUTH: readonly string[] = ["OAuthSignin", "OAuthCallback", "Callback"];

/** Whether the code of a refused sign-in is about single sign-on. */
export const isOfSso = (code: string | null): boolean =>
  code !== null && (code.startsWith("sso.") || OF_NEXT_AUTH.includes(code));
