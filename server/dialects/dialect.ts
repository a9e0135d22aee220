import type { Hono } from "hono";
import type { Services } from "@/server/commands/_run/services";
import type { Caller } from "@/server/contract/_shared/caller";
import type { Refusal } from "@/server/contract/_shared/refusal";
import type { DirectRoute } from "@/server/lib/web/direct-route";

/** What the HTTP server needs of a dialect: another product's API over Tickline's commands and queries. */
export type Dialect<Name extends string = string> = {
  /** How its requests are counted, and in whose format they are refused. */
  name: Name;
  /** Its routes, with full paths. */
  routes(): Hono;
  /** Those that are answered in front of the app. */
  directRoutes: readonly DirectRoute<Services, Caller>[];
  /** The URLs that are its own. */
  paths: RegExp;
  /** Those of them that are not limited: the checks of operators. */
  unlimited: RegExp | null;
  /** The URLs of its WebSockets. */
  upgrades: RegExp | null;
  /** Those that may read by another method than GET. During maintenance they are refused where they would write. */
  readsByPost: RegExp | null;
  /** The credential that it would authenticate, or null. */
  credentialOf(header: (name: string) => string | undefined, url: string): string | null;
  /** The body of a refusal. */
  bodyOf(refusal: Refusal): unknown;
};
