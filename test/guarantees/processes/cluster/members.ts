import { onTestFinished } from "vitest";
import { freePort } from "@/server/lib/postgres/launch";
import { type AppProcess, startApp, temporaryDataDir } from "@/test/support/processes/app-process";

export const SECRET = "a secret that all web processes share";

/** One process of several. */
export type Member = {
  name: string;
  url: string;
  role: "web" | "worker";
  app: AppProcess;
  /** Whether it must be healthy now. */
  isUp: boolean;
  /** `kill -9`; resolves when it has exited. */
  kill(): Promise<void>;
  /** Starts it again on the same port. */
  restart(): Promise<void>;
};

export type MembersOptions = {
  webs: number;
  workers: number;
  env: Record<string, string>;
};

/** Starts processes on one database, and waits until all are ready. They end with the test. */
export async function startMembers({ webs, workers, env }: MembersOptions): Promise<Member[]> {
  const roles = [...Array<"web">(webs).fill("web"), ...Array<"worker">(workers).fill("worker")];
  const DATA_DIR = temporaryDataDir(); // one file store for all
  return Promise.all(roles.map((role, i) => startMember(`${role} ${i + 1}`, role, { DATA_DIR, ...env })));
}

async function startMember(name: string, role: Member["role"], env: MembersOptions["env"]): Promise<Member> {
  const port = String(await freePort(undefined));
  const start = () =>
    startApp({
      ROLE: role,
      PORT: port,
      AUTH_SECRET: SECRET,
      TRUST_PROXY: "1",
      LOG_LEVEL: "info",
      DRAIN_SECONDS: "0",
      ...env,
    });
  const member: Member = {
    name,
    role,
    url: `http://127.0.0.1:${port}`,
    app: start(),
    isUp: false,
    async kill() {
      member.isUp = false;
      member.app.child.kill("SIGKILL");
      await member.app.ended();
    },
    async restart() {
      member.app = start();
      await member.app.ready();
      member.isUp = true;
    },
  };
  await member.app.ready();
  member.isUp = true;
  return member;
}

const CHECK_EVERY_MS = 100;

/** Polls the health of every running member until `stop`, which returns the answers other than 200. */
export function watchHealth(members: readonly Member[]): { stop(): string[] } {
  const faults: string[] = [];
  const checkHealth = async (member: Member) => {
    const { app } = member;
    const status = await fetch(`${member.url}/health`).then(
      (answer) => answer.status,
      (error: unknown) => String(error),
    );
    if (status !== 200 && member.isUp && member.app === app) faults.push(`${member.name}: ${status}`);
  };
  const timer = setInterval(() => {
    for (const member of members) if (member.isUp) void checkHealth(member);
  }, CHECK_EVERY_MS);
  onTestFinished(() => clearInterval(timer));
  return {
    stop() {
      clearInterval(timer);
      return faults;
    },
  };
}
