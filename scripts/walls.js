// The walls between the rooms: which room may import which. `node scripts/walls.js` writes them into biome.walls.json, which
// biome.jsonc extends; test/guarantees/repository/walls.test.ts fails when that file differs from this table.
import { writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

/** Room of `server/` → the other rooms that it may import. */
export const ROOMS = {
  domain: [],
  contract: ["domain"],
  lib: [],
  store: ["domain", "contract", "lib"],
  files: ["domain", "contract", "store", "lib"],
  commands: ["domain", "contract", "store", "lib"],
  queries: ["domain", "contract", "store", "lib"],
  live: ["contract", "store", "queries", "lib"],
  worker: ["domain", "contract", "store", "files", "commands", "lib"],
  channels: ["domain", "contract", "files", "store", "commands", "queries", "live", "lib"],
  setup: ["domain", "contract", "store", "commands", "lib"],
  trpc: ["domain", "contract", "commands", "queries", "live", "lib"],
  dialects: ["domain", "contract", "files", "commands", "queries", "live", "lib"],
  spool: ["lib"],
  http: ["domain", "contract", "files", "commands", "queries", "live", "lib", "trpc", "channels"],
};

/** The dialects. None imports another, and beside the composition root only this file of HTTP imports any. */
export const DIALECTS = ["chatwoot", "freescout", "wukongim"];
const COMPOSED = "server/http/dialects.ts";
/**
 * Folders of a dialect that are rooms of its own: each may import what the room of that name may, itself, and these folders
 * of the same dialect.
 */
const OWN_ROOMS = {
  domain: [],
  store: ["domain"],
  commands: ["domain", "store"],
  queries: ["domain", "store"],
};

/**
 * What lower rooms read of the channels, by their lists: the traits of each kind, which the domain reads, and the schemas of their
 * settings, which commands read.
 */
const TRAITS = "server/channels/traits";
const SETTINGS = "server/channels/settings";
const LISTED = { domain: [TRAITS], commands: [SETTINGS], queries: [SETTINGS], trpc: [SETTINGS] };

/** Folders of `app/` that run in the browser, from the ground up: each may import those before it. */
export const FLOORS = ["_lib", "_ui", "_shared", "_shell"];
/** The screens above them: none imports another. Of tRPC the browser may import the router's type only. */
export const SCREENS = ["_inbox", "_contacts", "_undelivered", "_search", "_settings"];
/** Files in them that run on the server. */
const ON_THE_SERVER = ["app/_lib/session/session.ts"];

const SQL = "SQL and Prisma live in server/store only.";
const SQL_PACKAGES = { pg: SQL, "@prisma/client": SQL, "@prisma/adapter-pg": SQL };
const { pg: _, ...PRISMA_PACKAGES } = SQL_PACKAGES;
const PATHS = { store: {}, lib: PRISMA_PACKAGES };

/** Further imports that a room's files may not have. */
const MORE = {
  domain: [
    {
      group: ["**", "!./**", "!@/server/domain/**", `!@/${TRAITS}`],
      message: "domain is pure: it imports nothing but itself and the traits of channels.",
    },
  ],
  contract: [{ group: ["node:*"], message: "contract runs in the browser too." }],
};

/** Biome's overrides for the table above; where two match a file, the last one wins. */
export function wallOverrides() {
  const rooms = Object.entries(ROOMS).map(([room, may]) =>
    wall([`server/${room}/**`], {
      allowed: [...[room, ...may].map((name) => `server/${name}/**`), ...(LISTED[room] ?? [])],
      message: `${room} may import only: ${[room, ...may].join(", ")} (ARCHITECTURE.md).`,
      more: MORE[room],
      paths: PATHS[room],
    }),
  );
  const http = ["http", ...ROOMS.http].map((name) => `server/${name}/**`);
  const islands = [...FLOORS, ...SCREENS].map((folder) => `app/${folder}/**`);
  return [
    ...rooms,
    ...channelWalls(),
    ...DIALECTS.flatMap(dialectWalls),
    wall([COMPOSED], {
      allowed: [...http, "server/dialects/**"],
      message: "composes the dialects: what http may import, and dialects (ARCHITECTURE.md).",
    }),
    wall(["app/**", ...islands.map((folder) => `!${folder}`), "!app/**/route.ts", ...ON_THE_SERVER], {
      allowed: ["app/**", ...["contract", "commands", "queries", "lib"].map((room) => `server/${room}/**`)],
      message: "pages may import only: contract, commands, queries, lib (ARCHITECTURE.md).",
    }),
    wall(["app/(agent)/**/prefetch.tsx"], {
      allowed: [
        "app/**",
        ...["contract", "commands", "queries", "lib", "trpc"].map((room) => `server/${room}/**`),
      ],
      message: "prefetch.tsx may import what pages may, and trpc: it reads what the islands would request.",
    }),
    wall(["app/_actions/**"], {
      allowed: [
        "app/_actions/**",
        ...["contract", "commands", "queries", "lib", "trpc"].map((room) => `server/${room}/**`),
      ],
      message: "actions run on the server: what pages may import, and trpc; no screen (ARCHITECTURE.md).",
    }),
    ...FLOORS.map((folder, floor) => island(folder, FLOORS.slice(0, floor))),
    ...SCREENS.map((folder) => island(folder, FLOORS)),
    wall(["widget/**"], {
      allowed: ["widget/**", "server/contract/channel/widget"],
      message: "the widget runs on other sites: itself, and types of its public API (ARCHITECTURE.md).",
      more: [{ group: ["node:*"], message: "the widget runs in the browser." }],
    }),
    wall(["app/**/route.ts"], {
      allowed: ["app/**", "server/http/app"],
      message: "route files may import only server/http/app and the auth options (ARCHITECTURE.md).",
    }),
  ];
}

/** Inside the channels: traits and settings import no more than those who read them, and no kind imports another. */
const channelWalls = () => [
  wall([`${TRAITS}.ts`, "server/channels/*/traits.ts"], {
    allowed: ["server/domain/inbox/channel-traits"],
    message: "traits are data: they import their type only.",
  }),
  wall([`${SETTINGS}.ts`, "server/channels/*/settings.ts"], {
    allowed: ["server/contract/**", "server/domain/**"],
    message: "settings of channels may import only: contract, domain (ARCHITECTURE.md).",
  }),
];

/** The walls inside a dialect: its edge, then its own rooms. */
function dialectWalls(dialect) {
  const own = `server/dialects/${dialect}`;
  const inside = Object.entries(OWN_ROOMS).map(([room, below]) => {
    const folders = [room, ...below].map((name) => `${own}/${name}/**`);
    return wall([`${own}/${room}/**`], {
      allowed: [...[room, ...ROOMS[room]].map((name) => `server/${name}/**`), ...folders],
      message: `${room} of ${dialect} may import what ${room} may, and of the dialect: ${[room, ...below].join(", ")} (ARCHITECTURE.md).`,
      more:
        room === "domain"
          ? [
              {
                group: ["**", "!./**", "!@/server/domain/**", `!@/${own}/domain/**`],
                message: "domain is pure.",
              },
            ]
          : [],
      paths: PATHS[room],
    });
  });
  return [
    wall([`${own}/**`], {
      allowed: [...ROOMS.dialects.map((name) => `server/${name}/**`), `${own}/**`, "server/dialects/dialect"],
      message: `${dialect} may import only itself and: ${ROOMS.dialects.join(", ")} (ARCHITECTURE.md).`,
      more: [{ group: [`@/${own}/store/**`], message: "a dialect's store is for its commands and queries." }],
    }),
    ...inside,
  ];
}

/** The wall of a folder that runs in the browser; `below`: the folders under it. */
const island = (folder, below) =>
  wall([`app/${folder}/**`, "!app/**/*.d.ts", ...ON_THE_SERVER.map((file) => `!${file}`)], {
    allowed: [
      ...[...below, folder, "_actions"].map((name) => `app/${name}/**`),
      ...["contract/**", "trpc/router", "trpc/actions/answer-action"].map((path) => `server/${path}`),
    ],
    message: `${folder} runs in the browser: contract, types of the tRPC router and of actions, and of app only ${[...below, folder].join(", ")} (ARCHITECTURE.md).`,
    more: [{ group: ["node:*"], message: "islands run in the browser." }],
  });

function wall(includes, { allowed, message, more = [], paths = SQL_PACKAGES }) {
  const group = ["@/**", ...allowed.map((path) => `!@/${path}`), "../**", "**/main"];
  const patterns = [{ group, message }, ...more];
  return rule(includes, { noRestrictedImports: { level: "error", options: { patterns, paths } } });
}

const rule = (includes, style) => ({ includes, linter: { rules: { style } } });

export const wallsFile = () => `${JSON.stringify({ overrides: wallOverrides() }, null, 2)}\n`;

if (process.argv[1] === fileURLToPath(import.meta.url))
  writeFileSync(new URL("../biome.walls.json", import.meta.url), wallsFile());
