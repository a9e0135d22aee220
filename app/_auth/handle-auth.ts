import type { NextRequest } from "next/server";
import NextAuth from "next-auth";
import type { RefusalCode } from "@/server/contract/_shared/refusal";
import { authOptions } from "./auth-options";

/** The limit of a request body before sign-in: an e-mail, a password and a token fit. */
const BODY_BYTES_MAX = 16_384;

const handle: (request: NextRequest, context: RouteContext) => Promise<Response> = NextAuth(authOptions);
type RouteContext = { params: Promise<{ nextauth: string[] }> };

/**
 * next-auth for forms of a bounded size. It expects each parameter once. Its route for browsers' log lines does not exist
 * here: anybody could write into the log. Responses are not cached.
 */
export async function handleAuth(request: NextRequest, context: RouteContext): Promise<Response> {
  const { nextauth } = await context.params;
  if (nextauth[0] === "_log") return refuse("resource.not_found", 404);
  const isOpenEnded = request.method !== "GET" && !request.headers.has("content-length");
  if (isOpenEnded || Number(request.headers.get("content-length")) > BODY_BYTES_MAX)
    return refuse("input.invalid", 413);
  if (request.method === "POST" && !isForm(request)) return refuse("media.unsupported", 415);
  const { searchParams } = request.nextUrl;
  if (hasRepeated(searchParams) || hasRepeated(new URLSearchParams(await request.clone().text())))
    return refuse("input.invalid", 400);
  const answer = await handle(request, context);
  answer.headers.set("cache-control", "no-store");
  return answer;
}

/** next-auth answers 500 to JSON that is malformed, or has values that are no texts. Its own client sends forms. */
const isForm = ({ headers }: NextRequest): boolean =>
  headers.get("content-length") === "0" ||
  /^application\/x-www-form-urlencoded\s*(;|$)/i.test(headers.get("content-type") ?? "");

const hasRepeated = (parameters: URLSearchParams): boolean =>
  new Set(parameters.keys()).size < parameters.size;

const refuse = (code: RefusalCode, status: number) =>
  Response.json({ error: { code } }, { status, headers: { "cache-control": "no-store" } });
