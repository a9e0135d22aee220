/**
 * A fault that the operator must correct before the program can start. Its message is one plain line for them; `main`
 * prints it without a stack trace and exits with 1.
 */
export class StartFailure extends Error {
  override readonly name = "StartFailure";
}

/** The message of anything thrown, on one line. */
export function reasonOf(error: unknown): string {
  const text = error instanceof Error ? error.message || error.name : String(error);
  return text.replace(/\s+/g, " ").trim();
}

/** The `code` of a system or database error (`EACCES`, `3D000`), if it has one. */
export function codeOf(error: unknown): string | undefined {
  const code = typeof error === "object" && error !== null && "code" in error ? error.code : undefined;
  return typeof code === "string" ? code : undefined;
}
