import { codeOf, reasonOf } from "@/server/lib/process/start-failure";

/** Why the server cannot listen, and what to change. */
export function listenFault(error: unknown, host: string, port: number): string {
  const code = codeOf(error);
  if (code === "EADDRINUSE")
    return `port ${port} on ${host} is taken by another program: stop it, or set PORT`;
  if (code === "EACCES") return `port ${port} on ${host} needs more rights: set PORT to 1024 or above`;
  return `cannot listen on ${host}:${port} (HOST, PORT): ${reasonOf(error)}`;
}
