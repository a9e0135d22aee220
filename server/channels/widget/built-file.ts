import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { Refusal } from "@/server/contract/_shared/refusal";

/**
 * Reads a program that the build puts beside the server's, and prepares it, once: a build does not change while the process runs. One that
 * is missing may be built later, and is refused with `resource.not_found` until then.
 */
export function builtOnce<T>(name: string, prepare: (program: Buffer) => T | Promise<T>): () => Promise<T> {
  const file = join(process.cwd(), "dist", name);
  let prepared: Promise<T> | null = null;
  const read = async () =>
    prepare(
      await readFile(file).catch((error: NodeJS.ErrnoException) => {
        throw error.code === "ENOENT" ? new Refusal("resource.not_found") : error;
      }),
    );
  return () => {
    prepared ??= read().catch((error: unknown) => {
      prepared = null;
      throw error;
    });
    return prepared;
  };
}

/** The source of a Content-Security-Policy that allows just this script or style. */
export const sourceOf = (text: string): string =>
  `'sha256-${createHash("sha256").update(text).digest("base64")}'`;
