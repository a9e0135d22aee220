/** One server-sent event: its id, and its data. A heartbeat has an id only: the position that it moves to. */
export type Frame = { id: string | null; data: string | null };

/** Reads server-sent events from text that arrives in pieces. Comments make no frame. */
export function createFrameReader(onFrame: (frame: Frame) => void): (text: string) => void {
  let rest = "";
  let id: string | null = null;
  let data: string[] = [];
  const fieldOf = (line: string) => line.slice(line.indexOf(":") + 1).replace(/^ /, "");
  const readLine = (line: string) => {
    if (line.startsWith("data:")) data.push(fieldOf(line));
    if (line.startsWith("id:")) id = fieldOf(line);
    if (line !== "" || (id === null && data.length === 0)) return;
    onFrame({ id, data: data.length > 0 ? data.join("\n") : null });
    id = null;
    data = [];
  };
  return (text) => {
    const lines = (rest + text).split(/\r?\n/);
    rest = lines.pop() ?? "";
    lines.forEach(readLine);
  };
}
