import { isCommonPassword } from "@/server/lib/crypto/password";
import { type Env, isReachable, VARIABLES } from "./env";

/** What an operator should change, although Tickline works without it. */
export function configurationWarnings(
  env: Env,
  { isRoot, given = [] }: { isRoot: boolean; given?: readonly string[] },
): string[] {
  const warnings = given.flatMap((name) => {
    const meant = meantName(name);
    return meant === null ? [] : [`${name} is no variable of Tickline and has no effect: is it ${meant}?`];
  });
  if (env.ROLE === "web" && !env.AUTH_SECRET)
    warnings.push(
      "ROLE=web without AUTH_SECRET: other processes with their own DATA_DIR do not accept the sessions of this one",
    );
  if (env.ROLE !== "all" && env.ROLE !== "spool" && env.s3 === null)
    warnings.push(
      `ROLE=${env.ROLE} without S3_BUCKET: files are in DATA_DIR/files, which all processes must share (docs/operations.md)`,
    );
  if (isRoot && isReachable(env))
    warnings.push(
      "Tickline runs as root: a fault in it would reach the whole machine; run it as a user of its own who owns DATA_DIR (docs/operations.md)",
    );
  if (env.ROLE !== "spool" && isReachable(env) && env.PUBLIC_URL === undefined)
    warnings.push(
      "PUBLIC_URL is unset: addresses in answers, as ws_addr of /wukongim/route, are built from the Host that each caller names",
    );
  if (env.ADMIN_PASSWORD !== undefined && isCommonPassword(env.ADMIN_PASSWORD, [env.ADMIN_EMAIL ?? ""]))
    warnings.push(
      "ADMIN_PASSWORD is common, or like the administrator's email: change it before others can reach Tickline",
    );
  return warnings;
}

/** The same of this process, with its user and its variables. */
export const warningsOfProcess = (env: Env): string[] =>
  configurationWarnings(env, { isRoot: process.getuid?.() === 0, given: Object.keys(process.env) });

/** Shorter names have neighbours that mean something else. */
const COMPARED_FROM = 7;

/** The variable that an unknown name differs from by one letter, or by two in a long name; null: it is known, or near none. */
function meantName(name: string): string | null {
  if (VARIABLES.includes(name)) return null;
  const near = (known: string) =>
    known.length >= COMPARED_FROM && editsBetween(name, known) <= (known.length > 10 ? 2 : 1);
  return VARIABLES.find(near) ?? null;
}

/** Letters to insert, delete, replace or swap with their neighbour (optimal string alignment). */
function editsBetween(a: string, b: string): number {
  const rows = [Array.from({ length: b.length + 1 }, (_, j) => j)];
  const at = (i: number, j: number) => rows[i]?.[j] ?? Number.POSITIVE_INFINITY;
  for (let i = 1; i <= a.length; i++) {
    rows.push([i]);
    for (let j = 1; j <= b.length; j++) {
      const isSwapped = a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      const replaced = at(i - 1, j - 1) + (a[i - 1] === b[j - 1] ? 0 : 1);
      const swapped = isSwapped ? at(i - 2, j - 2) + 1 : Number.POSITIVE_INFINITY;
      rows[i]?.push(Math.min(at(i - 1, j) + 1, at(i, j - 1) + 1, replaced, swapped));
    }
  }
  return at(a.length, b.length);
}
