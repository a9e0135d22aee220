import type { APIRequestContext, APIResponse } from "@playwright/test";
import { ADMIN } from "./environment";

type Fields = Record<string, string>;

/** Signs in as the form does; the context stores the cookie. */
export async function signIn(
  request: APIRequestContext,
  { email = ADMIN.email, password = ADMIN.password, ...more }: Fields = {},
): Promise<APIResponse> {
  const form = { ...more, email, password, json: "true", csrfToken: await csrfToken(request) };
  return request.post("/api/auth/callback/credentials", { form });
}

export async function csrfToken(request: APIRequestContext): Promise<string> {
  const response = await request.get("/api/auth/csrf");
  return String((await response.json()).csrfToken);
}

/** A mutation through tRPC, as our pages send it. */
export function mutate(
  request: APIRequestContext,
  path: string,
  input: unknown,
  origin: string,
): Promise<APIResponse> {
  return request.post(`/api/trpc/${path}`, { headers: { origin }, data: { json: input ?? null } });
}
