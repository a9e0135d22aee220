import { execFileSync, spawn } from "node:child_process";
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { connect } from "node:net";
import { type UserInfo, userInfo } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import type { ImapSettings } from "@/server/channels/email/settings";
import { waitUntil } from "@/server/lib/async/wait-until";
import { freePort } from "@/server/lib/postgres/launch";
import { temporaryFolder } from "@/test/support/temporary-folder";

const USER = "help";
const PASSWORD = "right";

export type DovecotServer = {
  imap: ImapSettings;
  /** As `kill -9` does, with all its processes. */
  kill(): Promise<void>;
  /** Again, with the mail that it had. */
  start(): Promise<void>;
  /** The folder of the mail that it has, and who owns it. */
  maildir: string;
  owner: { uid: number; gid: number };
  /** Puts a mail into the inbox as a server of incoming mail does: whole or not at all, whether Dovecot runs or not. */
  deliver(raw: Uint8Array): void;
};

type DovecotOptions = {
  /** Where an access token is examined, which is appended to it: logins by OAuth 2 are accepted as well. */
  introspectionUrl?: string;
};

/** A Dovecot with empty mailboxes in a temporary folder, without TLS; ended after the test. */
export async function startDovecot(
  program: string,
  { introspectionUrl }: DovecotOptions = {},
): Promise<DovecotServer> {
  const folder = temporaryFolder();
  const port = await freePort(undefined);
  const configuration = join(folder, "dovecot.conf");
  const oauth = introspectionUrl === undefined ? "" : oauthPassdb(folder, introspectionUrl);
  writeFileSync(configuration, configurationOf(folder, port) + oauth);
  const owner = ownerOf(userInfo());
  mkdirSync(join(folder, "mail"));
  chownSync(join(folder, "mail"), owner.uid, owner.gid);
  chmodSync(folder, 0o755); // its processes have other users
  let running: Running | null = null;

  const kill = async () => {
    const stopped = running;
    running = null;
    if (!stopped) return;
    killGroup(stopped);
    await waitUntil(() => stopped.hasEnded(), { withinMs: 10_000 });
    rmSync(join(folder, "run", "master.pid"), { force: true }); // its number may be another process's by now
  };
  const start = async () => {
    const isUp = await waitUntil(
      async () => {
        if (running?.hasEnded()) await kill(); // such as when a client's connection has its port
        running ??= spawnGroup(program, ["-F", "-c", configuration]);
        return answers(port);
      },
      { withinMs: 60_000, everyMs: 50 },
    );
    if (!isUp) throw new Error(`Dovecot did not start:\n${endOf(join(folder, "log"))}`);
  };
  const maildir = join(folder, "mail", USER);
  let delivered = 0;
  const deliver = (raw: Uint8Array) => {
    delivered += 1;
    const name = `${Math.floor(Date.now() / 1_000)}.${delivered}.localhost`;
    const draft = join(maildir, "tmp", name);
    writeFileSync(draft, raw);
    chownSync(draft, owner.uid, owner.gid);
    renameSync(draft, join(maildir, "new", name));
  };
  onTestFinished(kill);
  await start();
  const login = { host: "127.0.0.1", port, user: USER, password: PASSWORD };
  return {
    imap: { ...login, tls: "none", folder: "INBOX", sentFolder: "Sent" },
    kill,
    start,
    maildir,
    owner,
    deliver,
  };
}

/** Whether a server greets at the port. */
const answers = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1");
    const end = (isUp: boolean) => {
      socket.destroy();
      resolve(isUp);
    };
    socket.setTimeout(2_000, () => end(false));
    socket.once("data", () => end(true));
    socket.once("error", () => end(false));
    socket.once("close", () => end(false));
  });

type Running = { group: number; hasEnded(): boolean };

/** A process that leads a group of its own. */
function spawnGroup(program: string, args: string[]): Running {
  const child = spawn(program, args, { stdio: "ignore", detached: true });
  if (child.pid === undefined) throw new Error(`${program} could not be started`);
  return { group: child.pid, hasEnded: () => child.exitCode !== null || child.signalCode !== null };
}

/** Kills a process and its children at once. */
function killGroup({ group, hasEnded }: Running): void {
  try {
    process.kill(-group, "SIGKILL");
  } catch (error) {
    if (!hasEnded()) throw error; // no such group: nothing of it runs
  }
}

/** The last lines of a log. */
function endOf(log: string): string {
  return existsSync(log) ? readFileSync(log, "utf8").split("\n").slice(-12).join("\n") : "(no log)";
}

/** Debian's user and group without rights: Dovecot refuses root as the owner of mail. */
const NOBODY = 65_534;

/** Who has the mail. */
function ownerOf({ uid, gid }: UserInfo<string>) {
  return uid === 0 ? { uid: NOBODY, gid: NOBODY } : { uid, gid };
}

/** Root starts Dovecot's processes as the users of its package; others start them as themselves. */
function processUsers({ uid, username }: UserInfo<string>): string {
  if (uid === 0) return "";
  const group = execFileSync("id", ["-gn"], { encoding: "utf8" }).trim();
  return `default_internal_user = ${username}
default_login_user = ${username}
default_internal_group = ${group}`;
}

/** Logins by access token. */
function oauthPassdb(folder: string, introspectionUrl: string): string {
  const file = join(folder, "oauth2.conf");
  writeFileSync(
    file,
    `introspection_mode = get
introspection_url = ${introspectionUrl}
username_attribute = username
active_attribute = active
active_value = true
`,
  );
  return `
auth_mechanisms = plain xoauth2 oauthbearer
auth_cache_size = 0
passdb {
  driver = oauth2
  mechanisms = xoauth2 oauthbearer
  args = ${file}
}
`;
}

function configurationOf(folder: string, port: number): string {
  const { uid, gid } = ownerOf(userInfo());
  return `
base_dir = ${folder}/run
state_dir = ${folder}/state
log_path = ${folder}/log
protocols = imap
listen = 127.0.0.1
ssl = no
disable_plaintext_auth = no
auth_failure_delay = 0
first_valid_uid = 0
first_valid_gid = 0
${processUsers(userInfo())}
mail_location = maildir:${folder}/mail/%u
mail_fsync = never
passdb {
  driver = static
  args = password=${PASSWORD}
}
userdb {
  driver = static
  args = uid=${uid} gid=${gid} home=${folder}/mail/%u
}
service imap-login {
  chroot =
  inet_listener imap {
    port = ${port}
  }
  inet_listener imaps {
    port = 0
  }
}
service anvil {
  chroot =
  unix_listener anvil-auth-penalty {
    mode = 0
  }
}
namespace inbox {
  inbox = yes
  mailbox Sent {
    auto = create
    special_use = \\Sent
  }
}
`;
}
