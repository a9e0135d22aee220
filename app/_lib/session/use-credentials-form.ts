"use client";

import { type FormEvent, useState } from "react";
import type { SignInResult } from "./sign-in";

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
  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    setBusy(true);
    setRefused(null);
    try {
      const answer = await enter(form);
      if ("to" in answer) location.assign(answer.to);
      else setRefused(answer.refused);
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
