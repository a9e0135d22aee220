/** A position in an account's log, `epoch:seq`. Opaque to callers. */
export type Cursor = { epoch: string; seq: number };

export const formatCursor = ({ epoch, seq }: Cursor): string => `${epoch}:${seq}`;

/** The cursor in `text`, or null if it is not one. */
export function parseCursor(text: string): Cursor | null {
  const match = /^([0-9a-z]{1,40}):(\d{1,15})$/.exec(text);
  if (!match) return null;
  const [, epoch, seq] = match;
  return epoch === undefined || seq === undefined ? null : { epoch, seq: Number(seq) };
}

/** Keyset positions in lists travel as opaque text: base64url of their JSON. */
export const formatPosition = (position: readonly (string | number)[]): string =>
  btoa(JSON.stringify(position)).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");

/** The parts of positions: an id or number, an instant, a log's epoch. */
type PositionKind = "string" | "number" | "epoch";

const isInstant = (text: string): boolean => {
  const ms = Date.parse(text);
  return ms >= 0 && text.length === 24 && new Date(ms).toISOString() === text;
};

/** A forged position must not reach the database. */
const FITS: Record<PositionKind, (value: unknown) => boolean> = {
  number: (value) => Number.isSafeInteger(value) && Number(value) >= 0,
  string: (value) => typeof value === "string" && isInstant(value),
  epoch: (value) => typeof value === "string" && /^[0-9a-z]{1,40}$/.test(value),
};

/** The position in `text` if it has exactly these kinds (`string`: an instant), or null. */
export function parsePosition(text: string, kinds: readonly PositionKind[]): (string | number)[] | null {
  try {
    const found: unknown = JSON.parse(atob(text.replaceAll("-", "+").replaceAll("_", "/")));
    const isOurs =
      Array.isArray(found) && found.length === kinds.length && kinds.every((kind, i) => FITS[kind](found[i]));
    return isOurs ? found : null;
  } catch {
    return null;
  }
}
