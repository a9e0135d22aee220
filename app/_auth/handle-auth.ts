import type { NextRequest } from "next/server";
import NextAuth from "next-auth";
import { authOptions } from "./auth-options";

/** An e-mail, a password and a token: more is read for nobody, as nobody is signed in here yet. */
const BODY_BYTES_MAX = 16_384;

const handle: (request: NextRequest, context: RouteContext) => Promise<Response> = NextAuth(authOptions);
type RouteContext = { params: Promise<{ nextauth: string[] }> };

/** next-auth behind a bound on what it reads, its answers kept by no cache. */
export async function handleAuth(request: NextRequest, context: RouteContext): Promise<Response> {
  const isOpenEnded = request.method !== "GET" && !request.headers.has("content-length");
  if (isOpenEnded || Number(request.headers.get("content-length")) > BODY_BYTES_MAX)
    return Response.json({ error: { code: "input.invalid" } }, { status: 413 });
  const answer = await handle(request, context);
  answer.headers.set("cache-control", "no-store");
  return answer;
}
