"use client";

import { useState } from "react";
import { newId } from "./new-id";
import { requestOnce } from "./request-once";

type Send = <R>(wanted: object, send: (clientId: string) => Promise<R>) => Promise<R | undefined>;

/**
 * For a form that makes something: what is sent again from it because no answer came is the same request, and what another
 * form sends is another one. Resolves to undefined if it failed, for forms that show their mutation's error.
 */
export function useRequestOnce(): Send {
  const [form] = useState(newId);
  return (wanted, send) => requestOnce(form, wanted, send).catch(() => undefined);
}
