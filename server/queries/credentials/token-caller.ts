import type { Caller } from "@/server/contract/_shared/caller";
import { createTtlCache } from "@/server/lib/async/ttl-cache";
import { shared } from "@/server/lib/shared";
import type { Db } from "@/server/store/_postgres/db";
import { rightsVersion } from "@/server/store/credentials/rights-version";
import { hashToken } from "@/server/store/credentials/tokens";
import { findTokenCaller } from "./find-caller";

type Fresh = ReturnType<typeof createTtlCache<Caller>>;

const freshOf = (db: Db): Fresh => {
  const all = shared("token callers", () => new WeakMap<Db, Fresh>());
  // A token revoked by another process works here for less than a second; one revoked here stops immediately.
  const fresh =
    all.get(db) ?? createTtlCache<Caller>({ freshMs: 900, keysMax: 10_000, version: rightsVersion });
  all.set(db, fresh);
  return fresh;
};

/** The caller of an API token, or null; like `findTokenCaller`, but reads the database at most once a second. */
export const readTokenCaller = (db: Db, secret: string): Promise<Caller | null> =>
  freshOf(db)(hashToken(secret).toString("base64"), () => findTokenCaller(db, secret));
