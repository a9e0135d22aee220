import { withoutFinalSlashes } from "@/server/lib/web/without-final-slashes";
import type { Env } from "./env";

/** Where this installation is reached, for what is written without a request: mails and webhooks. No final slash. */
export const baseUrlFrom = ({ PUBLIC_URL, PORT }: Pick<Env, "PUBLIC_URL" | "PORT">): string =>
  withoutFinalSlashes(PUBLIC_URL ?? `http://localhost:${PORT}`);
