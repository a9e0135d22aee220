import type { NextRequest } from "next/server";
import NextAuth from "next-auth";
import { authOptions } from "./auth-options";

/** The limit of a request body before sign-in: an e-mail, a password and a token fit. */
const BODY_BYTES_MAX = 16_384;

const handle: (request: NextRequest, context: RouteContext) => Promise<Response> = NextAuth(authOptions);
type RouteContext = { params: Promise<{ nextauth: string[] }> };

/** next-auth with a bound on request bodies. Its responses are not cached. */
export async function handleAuth(request: NextRequest, context: RouteContext): Promise<Response> {
  const isOpenEnded = request.method !== "GET" && !request.headers.has("content-length");
  if (isOpenEnded || Number(request.headers.get("content-length")) > BODY_BYTES_MAX)
    return Response.json({ error: { code: "input.invalid" } }, { status: 413 });
  const answer = await handle(request, context);
  answer.headers.set("cache-control", "no-store");
  return answer;
}
