import { readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { sessionCookie } from "@/bench/recovery/readers";
import { ROOT } from "../../scripts/build.js";
import type { Door, Operation } from "./operation";

/** The administrator of the account, who is made by the product's first start. */
const ADMIN_ID = 1;

export type Doors = (operation: Operation, url: string) => Record<string, string>;

/** The headers that name the sender of an operation's requests: a token's, or the administrator's session's. */
export async function openDoors({ token, secret }: { token: string; secret: string }): Promise<Doors> {
  const cookie = await sessionCookie(ADMIN_ID, secret);
  const actions = readActions();
  const headers: Record<Door, (operation: Operation, url: string) => Record<string, string>> = {
    api: () => ({ authorization: `Bearer ${token}` }),
    wukongim: () => ({ token }),
    procedure: (_, url) => ({ cookie, origin: url }),
    action: ({ action = "" }, url) => ({
      cookie,
      origin: url,
      "content-type": "text/plain;charset=UTF-8",
      "next-action": actions.get(action) ?? "",
    }),
  };
  return (operation, url) => headers[operation.door](operation, url);
}

const manifest = z.object({
  node: z.record(z.string(), z.object({ exportedName: z.string() })),
});

/** The ids of the build's server actions, by name. */
function readActions(): ReadonlyMap<string, string> {
  const file = join(ROOT, ".next", "server", "server-reference-manifest.json");
  const { node } = manifest.parse(JSON.parse(readFileSync(file, "utf8")));
  return new Map(Object.entries(node).map(([id, { exportedName }]) => [exportedName, id]));
}
