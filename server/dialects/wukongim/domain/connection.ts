/** Where a device's connection stands. `checking`: its token is being looked up. */
export const CONNECTION_PHASES = ["connecting", "checking", "connected", "closing"] as const;
export type ConnectionPhase = (typeof CONNECTION_PHASES)[number];

/**
 * What happens to a connection. `late`: it did not connect in time; `request`: any other frame than `connect`; `end`: from
 * either side.
 */
export const CONNECTION_SIGNALS = [
  "connect",
  "accepted",
  "refused",
  "request",
  "late",
  "idle",
  "end",
] as const;
export type ConnectionSignal = (typeof CONNECTION_SIGNALS)[number];

/** Absent: the signal changes nothing there, and a frame of the client is refused. */
const NEXT: Readonly<Record<ConnectionPhase, Readonly<Partial<Record<ConnectionSignal, ConnectionPhase>>>>> =
  {
    connecting: { connect: "checking", late: "closing", end: "closing" },
    checking: { accepted: "connected", refused: "closing", end: "closing" },
    connected: { request: "connected", idle: "closing", end: "closing" },
    closing: {},
  };

/** The phase after `signal`; null: it is not allowed, or has no meaning there. */
export const nextPhase = (from: ConnectionPhase, signal: ConnectionSignal): ConnectionPhase | null =>
  NEXT[from][signal] ?? null;
