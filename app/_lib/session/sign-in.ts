"use client";

import { type FormEvent, useEffect, useState } from "react";

/** The result of the sign-in form: where to go, or the code of the refusal. */
type SignInResult = { to: string } | { refused: string };

const FORM = { "content-type": "application/x-www-form-urlencoded", "x-auth-return-redirect": "1" };

/** Signs in through next-auth, which sets the session cookie. */
export const signIn = (given: {
  email: string;
  password: string;
  /** Of two-factor authentication; empty until it is required. */
  code?: string;
  callbackUrl: string;
}): Promise<SignInResult> => enter("/api/auth/callback/credentials", { code: "", ...given });

/** Sets a password by a password link, and signs in. */
export const signInByLink = (given: {
  secret: string;
  password: string;
  callbackUrl: string;
}): Promise<SignInResult> => enter("/api/auth/callback/link", given);

/** The address of the identity provider. `isAgain`: to confirm a sensitive action there. */
export async function startSso({
  callbackUrl,
  isAgain = false,
}: {
  callbackUrl: string;
  isAgain?: boolean;
}): Promise<SignInResult> {
  const url = await post(`/api/auth/signin/oidc${isAgain ? "?again=1" : ""}`, { callbackUrl });
  const refused = url.origin === location.origin ? (url.searchParams.get("error") ?? "failed") : null;
  return refused === null ? { to: url.href } : { refused };
}

async function enter(
  path: string,
  given: Record<string, string> & { callbackUrl: string },
): Promise<SignInResult> {
  const url = await post(path, given);
  const refused = url.searchParams.get("error");
  return refused === null ? { to: given.callbackUrl } : { refused };
}

let isEnding = false;

/** Whether this page is ending its session, or has ended it: what it would still report is refused. */
export const isSigningOut = (): boolean => isEnding;

/** Ends the session in this browser, then forgets what belongs to it, and shows the sign-in page. */
export async function signOut(forget?: () => Promise<unknown>): Promise<void> {
  isEnding = true;
  try {
    await post("/api/auth/signout", { callbackUrl: "/sign-in" });
  } catch (error) {
    isEnding = false;
    throw error;
  }
  await forget?.();
  location.assign("/sign-in");
}

/** The address that next-auth answers. Throws for any other answer, as of a server that is too busy: nothing was done then. */
async function post(path: string, fields: Record<string, string>): Promise<URL> {
  const csrfToken = await readText(await fetch("/api/auth/csrf", { cache: "no-store" }), "csrfToken");
  const body = new URLSearchParams({ ...fields, csrfToken, json: "true" });
  const answer = await fetch(path, { method: "POST", headers: FORM, body });
  return new URL(await readText(answer, "url"), location.origin);
}

async function readText(response: Response, name: string): Promise<string> {
  const body: unknown = await response.json();
  const text: unknown = typeof body === "object" && body !== null ? Reflect.get(body, name) : undefined;
  if (typeof text !== "string") throw new Error(`unexpected answer (${response.status})`);
  return text;
}

/**
 * A form that signs in with `enter`; then the window goes where the result says. `refused` is the code of the refusal,
 * initially `before`.
 */
export function useCredentialsForm(
  enter: (form: FormData) => Promise<SignInResult>,
  before: string | null = null,
) {
  const [refused, setRefused] = useState(before);
  const [isBusy, setBusy] = useState(false);
  useEffect(() => {
    // The browser's Back may show this page as it was left.
    const onShow = () => setBusy(false);
    addEventListener("pageshow", onShow);
    return () => removeEventListener("pageshow", onShow);
  }, []);
  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    setBusy(true);
    setRefused(null);
    try {
      const answer = await enter(form);
      // Busy until the next page is there: a link, or a code, is used up.
      if ("to" in answer) return location.assign(answer.to);
      setRefused(answer.refused);
    } catch {
      setRefused("unreachable");
    }
    setBusy(false);
  };
  return { refused, isBusy, onSubmit: (event: FormEvent<HTMLFormElement>) => void submit(event) };
}

/** A form's text field, or an empty string. */
export const textIn = (form: FormData, name: string): string => {
  const value = form.get(name);
  return typeof value === "string" ? value : "";
};
