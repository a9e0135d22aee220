import { spawnSync } from "node:child_process";
import { readFileSync, statSync } from "node:fs";
import { codeOf, StartFailure } from "@/server/lib/process/start-failure";

/** The user that Postgres runs as; undefined = this process's. Postgres refuses root, so root uses another one. */
export type Identity = { uid: number; gid: number } | undefined;

const isRoot = () => process.getuid?.() === 0;

/** Spawn options to run a program as `identity` without this process's environment, which contains secrets. */
export function spawnAs(identity: Identity) {
  return {
    ...identity,
    cwd: "/",
    env: {
      PATH: process.env["PATH"] ?? "/usr/bin:/bin",
      LC_MESSAGES: "C",
      TZ: "UTC",
      NODE_ENV: process.env.NODE_ENV,
    },
  };
}

/** The user for a new cluster: this process's, or for root `postgres`, which is created if missing. */
export function newClusterIdentity(): Identity {
  if (!isRoot()) return undefined;
  return findUser("postgres") ?? createUser("postgres");
}

/**
 * The owner of an existing cluster; only that user may run it.
 * @throws StartFailure if it is another user and this process is not root.
 */
export function clusterIdentity(cluster: string): Identity {
  const { uid, gid } = statSync(cluster);
  if (isRoot()) return uid === 0 ? newClusterIdentity() : { uid, gid };
  if (process.getuid && uid !== process.getuid()) {
    throw new StartFailure(
      `the database in ${cluster} belongs to another user (uid ${uid}): start as that user or as root`,
    );
  }
  return undefined;
}

/** Whether `identity` can enter this folder. The system decides, so access lists and mounts are included. */
export function canEnter(identity: Identity, folder: string): boolean {
  if (!identity) return true;
  const probe = spawnSync("/bin/sh", ["-c", 'test -x "$1"', "sh", folder], {
    ...spawnAs(identity),
    stdio: "ignore",
  });
  if (codeOf(probe.error) === "EPERM") {
    throw new StartFailure(
      "running as root without the right to change the user: start as an ordinary user, or set DATABASE_URL",
    );
  }
  return probe.status === 0;
}

function findUser(name: string): Identity {
  const line = readFileSync("/etc/passwd", "utf8")
    .split("\n")
    .find((entry) => entry.startsWith(`${name}:`));
  const [, , uid, gid] = line?.split(":") ?? [];
  return uid && gid ? { uid: Number(uid), gid: Number(gid) } : undefined;
}

function createUser(name: string): Identity {
  const ways: [string, string[]][] = [
    [
      "useradd",
      [
        "--system",
        "--user-group",
        "--no-create-home",
        "--home-dir",
        "/nonexistent",
        "--shell",
        "/usr/sbin/nologin",
        name,
      ],
    ],
    ["adduser", ["-S", "-D", "-H", "-s", "/sbin/nologin", name]],
  ];
  for (const [program, args] of ways) {
    spawnSync(program, args, { stdio: "ignore" });
    const made = findUser(name);
    if (made) return made;
  }
  throw new StartFailure(
    `could not create the user "${name}" that the built-in database needs when started as root: create it, start as an ordinary user, or set DATABASE_URL`,
  );
}
