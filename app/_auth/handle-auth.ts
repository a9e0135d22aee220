import { NextRequest } from "next/server";
import NextAuth, { type NextAuthOptions } from "next-auth";
import { services } from "@/server/commands/_run/services";
import type { RefusalCode } from "@/server/contract/_shared/refusal";
import { discoverIssuer, type IssuerMetadata } from "@/server/lib/auth/discover-issuer";
import type { SingleSignOn } from "@/server/lib/auth/single-sign-on";
import { log } from "@/server/lib/process/log";
import { reasonOf } from "@/server/lib/process/start-failure";
import { authOptions } from "./auth-options";
import { enterBySso } from "./enter-by-sso";
import { browserOf, identify } from "./identify";
import { SSO_PROVIDER, ssoProvider } from "./sso-provider";

/** What the request asked for, and the cookies of the answer. */
type Leaving = { body: URLSearchParams; name: string; headers?: Headers };

/**
 * The answer that leads a browser to `to`. A script gets the address as JSON. A plain form gets a page that goes there by
 * itself: Chromium applies `form-action` of the content security policy to every redirect after a form, and a provider may
 * redirect to origins that nobody knows beforehand.
 */
export function leaveFor(to: string, { body, name, headers }: Leaving): Response {
  const kept = new Headers();
  for (const cookie of headers?.getSetCookie() ?? []) kept.append("set-cookie", cookie);
  if (body.get("json") === "true") return Response.json({ url: to }, { headers: kept });
  kept.set("content-type", "text/html; charset=utf-8");
  kept.set("referrer-policy", "no-referrer");
  const url = escaped(to);
  return new Response(
    `<!doctype html><html lang="en"><meta charset="utf-8"><title>${escaped(name)}</title>` +
      `<meta http-equiv="refresh" content="0;url=${url}"><a href="${url}">${escaped(name)}</a></html>`,
    { headers: kept },
  );
}

const ENTITIES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

const escaped = (text: string): string => text.replaceAll(/[&<>"']/g, (mark) => ENTITIES[mark] ?? "");

/** The limit of a request body before sign-in: an email, a password and a token fit. */
const BODY_BYTES_MAX = 16_384;

/** The callbacks of the providers of `authOptions`: next-auth takes forms there, and nothing else. */
const BY_PASSWORD = ["callback/credentials", "callback/link"];

type Handle = (request: NextRequest, context: RouteContext) => Promise<Response>;
type RouteContext = { params: Promise<{ nextauth: string[] }> };

const handle: Handle = NextAuth(authOptions);

/**
 * next-auth for forms of a bounded size. It expects each parameter once. Its route for browsers' log lines does not exist
 * here: anybody could write into the log. Responses are not cached.
 */
export async function handleAuth(request: NextRequest, context: RouteContext): Promise<Response> {
  const { nextauth } = await context.params;
  if (nextauth[0] === "_log") return refuse("resource.not_found", 404);
  // next-auth answers 500.
  if (BY_PASSWORD.includes(nextauth.join("/")) && request.method !== "POST")
    return refuse("input.invalid", 405);
  const isOpenEnded = request.method !== "GET" && !request.headers.has("content-length");
  if (isOpenEnded || Number(request.headers.get("content-length")) > BODY_BYTES_MAX)
    return refuse("input.invalid", 413);
  if (request.method === "POST" && !isForm(request)) return refuse("media.unsupported", 415);
  const body = new URLSearchParams(await request.clone().text());
  const query = request.nextUrl.searchParams;
  if (hasRepeated(query) || hasRepeated(body)) return refuse("input.invalid", 400);
  if (![query, body].every((parameters) => isPlace(parameters.get(PLACE))))
    return refuse("input.invalid", 400);
  const broken = PLACE_COOKIES.filter((name) => !isPlace(request.cookies.get(name)?.value));
  if (broken.length > 0) return refuse("input.invalid", 400, { clears: broken });
  const answer = await answerTo(request, { context, nextauth, body });
  answer.headers.set("cache-control", "no-store");
  return answer;
}

/** next-auth answers 500 to JSON that is malformed, or has values that are no texts. Its own client sends forms. */
const isForm = ({ headers }: NextRequest): boolean =>
  !headers.has("content-type") ||
  /^application\/x-www-form-urlencoded\s*(;|$)/i.test(headers.get("content-type") ?? "");

type Parts = { context: RouteContext; nextauth: string[]; body: URLSearchParams };

function answerTo(request: NextRequest, parts: Parts): Promise<Response> {
  const [action = "", provider] = parts.nextauth;
  const { singleSignOn } = services();
  const isSso = provider === SSO_PROVIDER && singleSignOn !== null;
  if (isSso && action === "callback") return returnFromProvider(request, singleSignOn, parts);
  if (isSso && action === "signin" && request.method === "POST")
    return leaveForProvider(request, singleSignOn, parts);
  return handle(request, parts.context);
}

/** `?again=1`: to confirm a sensitive action. No parameter of the address gets to the provider. */
async function leaveForProvider(
  request: NextRequest,
  settings: SingleSignOn,
  { context, body }: Parts,
): Promise<Response> {
  const metadata = await discover(settings);
  if (!metadata) return leaveFor(`/sign-in?${UNAVAILABLE}`, { body, name: settings.name });
  const isAgain = request.nextUrl.searchParams.get("again") === "1";
  const options = withProvider(ssoProvider(settings, metadata, { isAgain }));
  const bare = new NextRequest(new URL(request.nextUrl.pathname, request.nextUrl.origin), {
    method: "POST",
    headers: request.headers,
    body: body.toString(),
  });
  const run: Handle = NextAuth(options);
  const answer = await run(bare, context);
  const to = answer.headers.get("location");
  return to === null ? answer : leaveFor(to, { body, name: settings.name, headers: answer.headers });
}

async function returnFromProvider(
  request: NextRequest,
  settings: SingleSignOn,
  { context }: Parts,
): Promise<Response> {
  const metadata = await discover(settings);
  if (!metadata) return leaveBy303(`/sign-in?${UNAVAILABLE}`);
  const options = withProvider(ssoProvider(settings, metadata, { isAgain: false }));
  const { headers } = request;
  const browser = browserOf(Object.fromEntries(headers));
  const run: Handle = NextAuth({
    ...options,
    callbacks: {
      ...options.callbacks,
      signIn: async ({ user, profile = {} }) => {
        const entered = await identify({ ...browser, method: "sso" }, () =>
          enterBySso({ issuer: metadata.issuer, claims: { ...profile }, settings, browser, headers }),
        );
        Object.assign(user, entered); // the token is made from it
        return true;
      },
    },
  });
  return run(request, context);
}

const UNAVAILABLE = "error=sso.unavailable";

const withProvider = (provider: ReturnType<typeof ssoProvider>): NextAuthOptions => ({
  ...authOptions,
  providers: [provider],
});

async function discover({ issuer }: SingleSignOn): Promise<IssuerMetadata | null> {
  try {
    return await discoverIssuer(issuer);
  } catch (error) {
    log.warn({ issuer, reason: reasonOf(error) }, "the identity provider cannot be reached");
    return null;
  }
}

const hasRepeated = (parameters: URLSearchParams): boolean =>
  new Set(parameters.keys()).size < parameters.size;

/** Where a browser goes afterwards. next-auth answers 500 to one that is no address, also in the cookie that it sets itself. */
const PLACE = "callbackUrl";
const PLACE_COOKIES = ["next-auth.callback-url", "__Secure-next-auth.callback-url"];

function isPlace(text: string | null | undefined): boolean {
  if (!text) return true;
  const base = text.startsWith("/") ? "http://localhost" : undefined;
  return URL.canParse(text, base) && /^https?:$/.test(new URL(text, base).protocol);
}

const leaveBy303 = (to: string): Response => new Response(null, { status: 303, headers: { location: to } });

/** `clears`: cookies that the browser forgets. */
function refuse(code: RefusalCode, status: number, { clears = [] }: { clears?: readonly string[] } = {}) {
  const headers = new Headers({ "cache-control": "no-store" });
  for (const name of clears)
    headers.append(
      "set-cookie",
      `${name}=; Path=/; Max-Age=0${name.startsWith("__Secure-") ? "; Secure" : ""}`,
    );
  return Response.json({ error: { code } }, { status, headers });
}
