import { type Env, isReachable } from "./env";

/** What an operator should change, although Tickline works without it. */
export function configurationWarnings(env: Env, { isRoot }: { isRoot: boolean }): string[] {
  const warnings: string[] = [];
  if (env.ROLE === "web" && !env.AUTH_SECRET)
    warnings.push(
      "ROLE=web without AUTH_SECRET: other processes with their own DATA_DIR do not accept the sessions of this one",
    );
  if (env.ROLE !== "all" && env.s3 === null)
    warnings.push(
      `ROLE=${env.ROLE} without S3_BUCKET: files are in DATA_DIR/files, which all processes must share (docs/operations.md)`,
    );
  if (isRoot && isReachable(env))
    warnings.push(
      "Tickline runs as root: a fault in it would reach the whole machine; run it as a user of its own who owns DATA_DIR (docs/operations.md)",
    );
  return warnings;
}
