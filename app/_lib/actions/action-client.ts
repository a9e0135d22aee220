// The browser's side of the server actions, in place of Next's (`next.config.js`), which sends one after the answer to the other:
// a key would wait for the key before it.
import { createFromFetch, createServerReference } from "react-server-dom-webpack/client";
import { memberHeaders } from "@/app/_lib/session/page-member";
import {
  ACTION_HEADER,
  ACTION_TYPE,
  ACTION_UNKNOWN_HEADER,
  ACTIONS_PATH,
} from "@/server/contract/_shared/server-action";
import { noteCurrent, reloadOnce } from "./reload-once";

// What the build's code of an action imports.
export { createServerReference };
export const findSourceMapURL = undefined;

const FLIGHT = "text/x-component";

/**
 * Sends an action at once. Resolves with what the action answers, or with a refusal of the server in the same form. Rejects
 * like `fetch` without a connection, and when the server failed.
 */
export async function callServer(id: string, [input]: readonly unknown[]): Promise<unknown> {
  const response = await fetch(ACTIONS_PATH, {
    method: "POST",
    headers: { ...memberHeaders(), accept: FLIGHT, "content-type": ACTION_TYPE, [ACTION_HEADER]: id },
    body: JSON.stringify([input], escapeMark),
  });
  if (response.headers.get("content-type")?.startsWith(FLIGHT)) {
    noteCurrent();
    const { a: answer } = await createFromFetch(Promise.resolve(response));
    return answer;
  }
  if (response.headers.has(ACTION_UNKNOWN_HEADER)) reloadOnce();
  const { error } = await response.json();
  return {
    ok: false,
    refusal: { code: error.code, field: error.field ?? null, detail: error.detail ?? null },
  };
}

/** The server takes no text that begins with React's mark. It trims the texts that people write. */
const escapeMark = (_: string, value: unknown): unknown =>
  typeof value === "string" && value.startsWith("$") ? ` ${value}` : value;
