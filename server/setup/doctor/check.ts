import { reasonOf } from "@/server/lib/process/start-failure";

/** What one check found. An error stops Tickline, or loses something; a warning may. */
export type Finding = { status: "ok" | "warning" | "error"; text: string };
/** A finding with its check's name, a word or two. */
export type Check = { check: string } & Finding;

export const ok = (text: string): Finding => ({ status: "ok", text });
export const warning = (text: string): Finding => ({ status: "warning", text });
export const error = (text: string): Finding => ({ status: "error", text });

const WITHIN_MS = 15_000;

/** Runs a check. What it throws, and no answer within 15 s, is an error. */
export async function runCheck(check: string, find: () => Promise<Finding>): Promise<Check> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<Finding>((resolve) => {
    timer = setTimeout(() => resolve(error(`no answer within ${WITHIN_MS / 1000} s`)), WITHIN_MS);
  });
  try {
    return { check, ...(await Promise.race([find(), late])) };
  } catch (thrown) {
    return { check, ...error(reasonOf(thrown)) };
  } finally {
    clearTimeout(timer);
  }
}
