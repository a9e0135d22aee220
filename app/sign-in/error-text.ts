"use client";

import { useTranslations } from "next-intl";
import { REFUSAL_CODES } from "@/server/contract/_shared/refusal";
import { isOfSso } from "./sso-codes";

const KNOWN = {
  CredentialsSignin: "wrong",
  "auth.invalid_credentials": "wrong",
  "auth.too_many_attempts": "tooMany",
  "auth.code_required": "code",
  "auth.wrong_code": "wrongCode",
  again: "again",
  SessionRequired: "ended",
} as const;

/** Refusals whose own text says what a person at the form must know. */
const PLAIN: ReadonlySet<string> = new Set(["auth.password_off", "server.maintenance"]);

const isKnown = (code: string): code is keyof typeof KNOWN => Object.hasOwn(KNOWN, code);

/** Returns a function that says why a sign-in was refused. */
export function useSignInErrorText(): (code: string) => string {
  const t = useTranslations("signIn.error");
  const refusal = useTranslations("refusal");
  return (code) => {
    if (isKnown(code)) return t(KNOWN[code]);
    const told = REFUSAL_CODES.find((known) => known === code);
    if (told && (isOfSso(told) || PLAIN.has(told))) return refusal(told);
    return t(isOfSso(code) ? "ssoFailed" : "failed");
  };
}
